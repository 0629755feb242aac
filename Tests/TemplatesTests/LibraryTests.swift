import Synchronization
import Testing

@testable import Templates

@Suite struct LibraryTests {
    private func page(_ source: String, _ context: Value = .null, _ functions: [String: Function] = [:]) throws
        -> String
    {
        let library = try Library(sources: ["page.html": source], functions: functions)
        return String(decoding: try library.render("page.html", context, ambient: "Olena"), as: UTF8.self)
    }

    private func failure(_ source: String, _ context: Value = .null) -> TemplateError? {
        do {
            _ = try page(source, context)
            return nil
        } catch {
            return error as? TemplateError
        }
    }

    @Test func `escapes every value, in attributes too, and leaves markup alone`() throws {
        let context: Value = ["text": "<a href=\"x\">'&'</a>", "done": .markup("<b>ok</b>")]
        let html = try page("<p title=\"{{ text }}\">{{ text }}</p>{{ done }}", context)
        let escaped = "&lt;a href=&#34;x&#34;&gt;&#39;&amp;&#39;&lt;/a&gt;"
        #expect(html == "<p title=\"\(escaped)\">\(escaped)</p><b>ok</b>")
    }

    @Test func `an undefined name says file, line and column and shows the line`() throws {
        let error = try #require(failure("<h1>\n  Здоров, {{ order.nmae }}</h1>", ["order": ["name": "7"]]))
        #expect(error.kind == .undefined)
        #expect((error.template, error.line, error.column) == ("page.html", 2, 20))
        #expect(
            error.description == """
                page.html:2:20: “nmae” of a mapping is not defined
                      Здоров, {{ order.nmae }}</h1>
                                       ^
                """)
    }

    @Test func `the same call of a function is made once a page, other calls each`() throws {
        let calls = Mutex<[String]>([])
        let functions: [String: Function] = [
            "say": { call in
                let text = (call.arguments + call.named.sorted { $0.key < $1.key }.map(\.value)).map { "\($0)" }
                calls.withLock { $0.append(text.joined(separator: ",")) }
                return call.arguments[0]
            }
        ]
        let source = """
            {% macro twice(x) %}{{ say(x) }}{{ say("b", n=1) }}{% endmacro %}\
            {% for x in xs %}{{ say("a") }}{{ say(x) }}{{ twice(x) }}{{ say("c", n=x) }};{% endfor %}
            """
        let html = try page(source, ["xs": ["u", "v", "u", 7]], functions)
        #expect(html == "auubc;avvbc;auubc;a77bc;")
        let said = calls.withLock { $0 }
        #expect(said.count == Set(said).count + 2, "a number and a name beside the text are asked each time: \(said)")
    }

    @Test func `an error in a block of a page names the page, not its layout`() throws {
        let library = try Library(sources: [
            "layout.html": "a\n{% block main %}{% endblock %}",
            "page.html": "{% extends \"layout.html\" %}\n\n{% block main %}{{ missing }}{% endblock %}",
        ])
        let error = #expect(throws: TemplateError.self) { try library.render("page.html") }
        #expect(error?.template == "page.html" && error?.line == 3)
    }

    @Test(arguments: [
        ("{{ x|shout }}", TemplateError.Kind.unknownName), ("{{ x is loud }}", .unknownName),
        ("{{ shout(x) }}", .unknownName), ("{{ xs|map('shout')|join }}", .unknownName),
        ("{% include 'no.html' %}", .templateNotFound), ("{% extends 'no.html' %}", .templateNotFound),
        ("{% if x %}", .syntax), ("{{ x", .syntax), ("{% shout %}", .syntax), ("{{ 99999999999999999999 }}", .syntax),
        ("{% autoescape false %}{% endautoescape %}", .syntax),
    ])
    func `what can be known is refused when the template is read`(source: String, kind: TemplateError.Kind) {
        let error = #expect(throws: TemplateError.self) { try Library(sources: ["page.html": source]) }
        #expect(error?.kind == kind)
    }

    @Test(arguments: ["{{ x }}", "{{ [1] }}", "{{ {'a': 1} }}", "{{ (1, 2) }}"])
    func `our own pages print no none, no list and no mapping`(source: String) {
        #expect(failure(source, ["x": .null])?.kind == .runtime)
    }

    @Test(arguments: [
        "{{ 9223372036854775807 + 1 }}", "{{ -9223372036854775807 - 2 }}", "{{ 4611686018427387904 * 2 }}",
        "{{ 2 ** 64 }}", "{{ 1 // 0 }}", "{{ 1 % 0 }}", "{{ (1e308 * 10)|int }}", "{{ 'x' * 100000000 }}",
        "{{ (-9223372036854775807 - 1) // -1 }}", "{{ -(-9223372036854775807 - 1) }}", "{{ (1e300)|int }}",
        "{{ range(10000000)|length }}", "{{ [1]|batch(0)|length }}", "{{ 'a'|center(100000000) }}", "{{ [1][::0] }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{{ 'a' < 1 }}", "{{ 1|length }}", "{{ (-8)|round(-400) }}",
        "{{ (-9223372036854775807 - 1)|abs }}", "{{ 9223372036854775807|round(-1) }}",
    ])
    func `what cannot be computed is an error and never a trap`(source: String) {
        #expect(failure(source)?.kind == .runtime)
    }

    @Test func `a page that includes itself, or extends in a circle, is an error`() throws {
        let library = try Library(sources: [
            "a.html": "{% include 'a.html' %}", "b.html": "{% extends 'c.html' %}", "c.html": "{% extends 'b.html' %}",
        ])
        for name in ["a.html", "b.html"] {
            let error = #expect(throws: TemplateError.self) { try library.render(name) }
            #expect(error?.kind == .runtime)
        }
    }

    @Test func `functions are given arguments by place and by name, and who reads`() throws {
        let hello: Function = { call in
            .string(
                "\(try call.arguments[0].text()), \(call.ambient as? String ?? "?")\(try call.named["end"]?.text() ?? "")"
            )
        }
        #expect(
            try page("{{ hello('Hi', end='!') }}{% set x = hello('Yo') %} {{ x }}", .null, ["hello": hello])
                == "Hi, Olena! Yo, Olena")
    }

    @Test func `what a function throws is told with the place of the call`() {
        struct Broken: Error, CustomStringConvertible { let description = "no such asset" }
        let error = #expect(throws: TemplateError.self) {
            try page("a\n{{ asset('x') }}", .null, ["asset": { _ in throw Broken() }])
        }
        #expect(error?.line == 2 && error?.message == "no such asset")
    }

    @Test func `nested brackets and tags beyond the limit are refused, not followed`() {
        let deep = 5000
        for source in [
            "{{ " + String(repeating: "(", count: deep) + "1" + String(repeating: ")", count: deep) + " }}",
            "{{ " + String(repeating: "not ", count: deep) + "1 }}",
            "{{ " + String(repeating: "-", count: deep) + "1 }}",
            "{{ 1" + String(repeating: " + 1", count: deep) + " }}",
            "{{ x" + String(repeating: "|upper", count: deep) + " }}",
            "{{ x" + String(repeating: ".y", count: deep) + " }}",
            "{{ 1" + String(repeating: " if 1 else 1", count: deep) + " }}",
            "{{ " + String(repeating: "[", count: deep),
            String(repeating: "{% if 1 %}", count: deep) + String(repeating: "{% endif %}", count: deep),
            String(repeating: "{% for x in [1] %}", count: deep),
        ] {
            let error = #expect(throws: TemplateError.self) { try Library(sources: ["page.html": source]) }
            #expect(error?.kind == .syntax)
        }
    }

    @Test func `a thousand templates of broken pieces are rendered or refused`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededNumbers(seed: seed)
        let pieces = [
            "{{", "}}", "{%", "%}", "{#", "#}", "-", " ", "x", "1", "'", "\"", "(", ")", "[", "]", "{", "}", ":", "|",
            ".", ",",
            "if", "for", "in", "endfor", "endif", "else", "set", "=", "block", "endblock", "macro", "endmacro", "upper",
            "~",
            "\\", "\n", "є", "\u{0}", "loop", "super()", "caller()", "9223372036854775807", "*", "**", "raw", "endraw",
            "is", "not",
        ]
        for _ in 0..<1000 {
            let source = (0..<Int.random(in: 1...30, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            do {
                _ = try page(source.joined(), ["x": [1, 2]])
            } catch {
                #expect(error is TemplateError, "seed \(seed): \(source)")
            }
        }
    }
}
