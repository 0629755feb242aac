/// Numbers that come again with the same seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Writes random templates of the language, most of them without errors, for the values of `context`.
struct TemplateWriter {
    static let context = """
        {"n": 3, "zero": 0, "neg": -7, "f": 1.5, "big": 123456789, "t": true, "no": false, "nil": null, \
        "s": "<b>Tea & 'milk'</b>", "empty": "", "w": "  Ärger im Büro, сьогодні  ", "xs": [3, 1, 2, 3], \
        "words": ["pear", "Fig", "<apple>", "fig"], "none_of": [], "m": {"k": "v", "n": 2, "a b": "<x>"}, \
        "rows": [{"name": "Oak & Co", "value": 120, "tag": "new", "parts": [1, 2]}, \
        {"name": "<Pine>", "value": 45, "tag": "won", "parts": []}, \
        {"name": "Dubok", "value": 300, "tag": "new", "parts": [7]}]}
        """

    private var random: SeededNumbers
    private var numbers = ["n", "zero", "neg", "f", "big"]
    private var texts = ["s", "empty", "w"]
    private var rows: [String] = []
    private var loops = 0
    private var names = 0

    init(seed: UInt64) { random = SeededNumbers(seed: seed) }

    mutating func templates() -> [String: String] {
        var templates = ["part.html": "[{{ n }}{{ s }}{% if item is defined %}{{ item }}{% endif %}]"]
        if chance(4) {
            templates["base.html"] =
                "<{% block a %}A{{ n }}{% endblock %}|{% block b %}\(body(1)){% endblock %}>{{ s }}"
            templates["main.html"] =
                "{% extends 'base.html' %}\(chance(2) ? "{% set n = \(number(1)) %}" : "")\(macroDefinition())"
                + "{% block a %}\(chance(2) ? "{{ super() }}" : "")\(body(2)){% endblock %}"
                + (chance(2) ? "{% block b %}\(body(2)){% endblock %}" : "")
        } else {
            templates["main.html"] = macroDefinition() + body(3)
        }
        return templates
    }

    private mutating func chance(_ n: Int) -> Bool { Int.random(in: 0..<n, using: &random) == 0 }

    private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }

    private mutating func name(_ start: String) -> String {
        names += 1
        return "\(start)\(names)"
    }

    private mutating func macroDefinition() -> String {
        "{% macro box(title, size=\(number(0)), mark='<m>') -%} ({{ title }}:{{ size }}:{{ mark|upper }}"
            + "{% if caller is defined %}{{ caller() }}{% endif %}) {%- endmacro %}"
    }

    // MARK: - Statements

    mutating func body(_ depth: Int) -> String {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in statement(depth) }.joined()
    }

    private mutating func open(_ tag: String) -> String {
        "{%" + (chance(5) ? "- " : " ") + tag + (chance(5) ? " -%}" : " %}")
    }

    private mutating func statement(_ depth: Int) -> String {
        guard depth > 0 else { return chance(3) ? text() : output(2) }
        switch Int.random(in: 0..<14, using: &random) {
        case 0, 1: return text()
        case 2: return condition(depth)
        case 3, 4, 5: return loop(depth)
        case 6: return set(depth)
        case 7:
            let name = name("w")
            let value = number(2)
            let saved = numbers
            numbers.append(name)
            defer { numbers = saved }
            return open("with \(name) = \(value)") + body(depth - 1) + open("endwith")
        case 8: return "{% include 'part.html' %}"
        case 9:
            return chance(2)
                ? "{{ box(\(text(1)), \(number(1))) }}" : "{% call box(\(text(1))) %}\(body(depth - 1)){% endcall %}"
        case 10:
            return "{% filter \(pick(["upper", "lower", "trim", "title", "e"])) %}\(body(depth - 1)){% endfilter %}"
        case 11: return chance(2) ? "{# a { comment } -#} " : "{% raw %} {{ raw }} {% endraw %}"
        default: return output(3)
        }
    }

    private mutating func text() -> String {
        pick(["a", " ", "\n", "<p class=\"x\">", "</p>\n  ", "Ж&amp;", "{ % }", "  b  "])
    }

    private mutating func output(_ depth: Int) -> String {
        "{{" + (chance(6) ? "- " : " ") + any(depth) + (chance(6) ? " -}}" : " }}")
    }

    private mutating func condition(_ depth: Int) -> String {
        var result = open("if \(bool(2))") + body(depth - 1)
        if chance(3) { result += open("elif \(bool(2))") + body(depth - 1) }
        if chance(2) { result += open("else") + body(depth - 1) }
        return result + open("endif")
    }

    private mutating func loop(_ depth: Int) -> String {
        let item = name("i")
        let saved = (numbers, texts, rows)
        defer { (numbers, texts, rows) = saved }
        var head: String
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            head = "for \(item) in rows"
            rows.append(item)
            if chance(3) { head += " if \(item).value > \(number(0))" }
        case 1:
            head = "for \(item) in words"
            texts.append(item)
        case 2:
            let key = name("k")
            head = "for \(key), \(item) in m|dictsort"
            texts.append(key)
        default:
            head = "for \(item) in \(numberList(1))"
            numbers.append(item)
            if chance(3) { head += " if \(item) is odd" }
        }
        loops += 1
        let inside = body(depth - 1) + (chance(3) ? set(1) : "")
        loops -= 1
        return open(head) + inside + (chance(4) ? open("else") + body(depth - 1) : "") + open("endfor")
    }

    /// Gives new names only: what a name means before a later `set` of its own scope depends, in Jinja, on
    /// where else it was read.
    private mutating func set(_ depth: Int) -> String {
        let new = name("v")
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return "{% set \(new) = \(number(2)) %}{{ \(new) }}"
        case 1: return "{% set \(new) %}\(body(depth - 1)){% endset %}{{ \(new) }}"
        default: return "{% set \(new), \(new)x = \(text(1)), \(number(1)) %}{{ \(new) ~ \(new)x }}"
        }
    }

    // MARK: - Expressions

    mutating func any(_ depth: Int) -> String {
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<4: text(depth)
        case 4..<8: number(depth)
        case 8, 9: bool(depth)
        case 10: "\(numberList(depth))|list"
        default:
            pick([
                "m.missing|default('-')", "nil", "m", "words", "{'a': 1, 'b': '<'}", "(1, 'x')", "rows|length",
                "missing",
            ])
        }
    }

    private mutating func number(_ depth: Int) -> String {
        guard depth > 0 else {
            if loops > 0, chance(4) { return pick(["loop.index", "loop.index0", "loop.revindex", "loop.length"]) }
            if let row = rows.randomElement(using: &random), chance(3) { return "\(row).value" }
            return chance(2) ? pick(numbers) : String(Int.random(in: 0...20, using: &random))
        }
        switch Int.random(in: 0..<14, using: &random) {
        case 0: return "(\(number(depth - 1)) + \(number(depth - 1)))"
        case 1: return "(\(number(depth - 1)) - \(number(depth - 1)))"
        case 2: return "\(number(depth - 1)) * \(number(0))"
        case 3: return "(\(number(depth - 1)) \(pick(["//", "%", "/"])) \(number(0)))"
        case 4: return "-\(number(0))"
        case 5: return "(\(number(depth - 1)))|abs"
        case 6: return "(\(number(depth - 1)))|round(\(Int.random(in: 0...3, using: &random)))"
        case 7: return "(\(number(depth - 1)))|int"
        case 8: return "(\(text(depth - 1)))|length"
        case 9: return "\(numberList(depth - 1))|\(pick(["sum", "max", "min", "first", "last", "length"]))"
        case 10: return "(\(number(depth - 1)) if \(bool(depth - 1)) else \(number(depth - 1)))"
        case 11: return pick(["rows|sum(attribute='value')", "rows[1].value", "m.n", "xs[-1]", "m['n']", "(2 ** 5)"])
        case 12: return "(\(text(depth - 1)))|wordcount"
        default: return number(0)
        }
    }

    private mutating func text(_ depth: Int) -> String {
        guard depth > 0 else {
            if let row = rows.randomElement(using: &random), chance(2) { return pick(["\(row).name", "\(row).tag"]) }
            return chance(2)
                ? pick(texts) : pick(["'a'", "'<i>'", "\"it's\"", "'x \\\" y'", "'Ünï кіт'", "''", "'a-b-a'"])
        }
        switch Int.random(in: 0..<16, using: &random) {
        case 0, 1: return "(\(text(depth - 1)) ~ \(any(depth - 1)))"
        case 2: return "(\(text(depth - 1)) + \(text(depth - 1)))"
        case 3:
            return
                "(\(text(depth - 1)))|\(pick(["upper", "lower", "capitalize", "title", "trim", "reverse", "string"]))"
        // Of values, not of literals: those Jinja joins while compiling, and then forgets what is markup.
        case 4: return "(\(pick(texts)))|e"
        case 5: return "(\(pick(texts)))|safe"
        case 6: return "(\(text(depth - 1)))|replace(\(text(0)), \(text(0)))"
        case 7:
            return
                "(\(text(depth - 1)))|truncate(\(Int.random(in: 3...12, using: &random)), \(pick(["true", "false"])))"
        case 8:
            return
                "words|\(pick(["join", "join(', ')", "join('<br>'|safe)", "sort|join('|')", "unique|join(',')", "map('upper')|join"]))"
        case 9: return "(\(text(depth - 1)))[\(pick(["0:2", ":3", "1:", "-2:", "::-1", "::2", "5:1"]))]"
        case 10: return "(\(text(depth - 1)) if \(bool(depth - 1)) else \(text(depth - 1)))"
        case 11: return "(\(text(depth - 1)))|default('d', \(pick(["true", "false"])))"
        case 12:
            return chance(2)
                ? "\(pick(["s", "xs", "m", "rows", "f"]))|tojson"
                : "(\(any(depth - 1)))|\(pick(["urlencode", "string"]))"
        case 13:
            return pick([
                "rows|map(attribute='name')|join('/')",
                "rows|selectattr('tag', 'eq', 'new')|map(attribute='name')|join", "m['a b']", "m.k",
                "xs|batch(2)|list|string", "words|first", "words|last|e",
            ])
        case 14: return "(\(text(depth - 1))) * \(Int.random(in: 0...2, using: &random))"
        default: return text(0)
        }
    }

    private mutating func numberList(_ depth: Int) -> String {
        guard depth > 0 else {
            return pick(["xs", "[1, 2, 3]", "[n, 5]", "range(4)|list", "rows|map(attribute='value')|list"])
        }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return "\(numberList(depth - 1))|sort"
        case 1: return "\(numberList(depth - 1))|reverse|list"
        case 2: return "\(numberList(depth - 1))|unique|list"
        case 3: return "\(numberList(depth - 1))|\(pick(["select", "reject"]))('\(pick(["odd", "even"]))')|list"
        case 4: return "(\(numberList(depth - 1)))[\(pick(["1:", ":2", "::-1", "-1:"]))]"
        default: return "[\(number(depth - 1)), \(number(depth - 1))]"
        }
    }

    private mutating func bool(_ depth: Int) -> String {
        guard depth > 0 else {
            if loops > 0, chance(3) { return pick(["loop.first", "loop.last"]) }
            return pick(["t", "no", "true", "false", "nil is none", "missing is defined", "s is string", "xs"])
        }
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return "(\(number(depth - 1)) \(pick(["<", "<=", ">", ">=", "==", "!="])) \(number(depth - 1)))"
        case 1: return "(\(text(depth - 1)) \(pick(["==", "!=", "<", "in", "not in"])) \(text(depth - 1)))"
        case 2: return "(not \(bool(depth - 1)))"
        case 3: return "(\(bool(depth - 1)) \(pick(["and", "or"])) \(bool(depth - 1)))"
        case 4: return "(\(number(depth - 1)) in \(numberList(depth - 1)))"
        case 5: return "\(any(depth - 1))|string|length > 3"
        case 6:
            return
                "(\(any(depth - 1))) is \(pick(["string", "number", "not none", "mapping", "iterable", "sequence", "boolean"]))"
        case 7: return "1 < \(number(0)) < 30"
        case 8: return "\(number(0)) is \(pick(["ge 3", "divisibleby 3", "in [1, 2, 3]", "not eq 2"]))"
        default: return bool(0)
        }
    }
}
