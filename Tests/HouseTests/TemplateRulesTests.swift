import Testing

/// Templates hold no style, no script and no way around escaping; the content security policy would refuse the first two.
struct TemplateRulesTests {
    private let templates: [Project.File]

    init() throws {
        templates = try Project.files("Resources/templates", ending: ["html"])
        try #require(templates.count > 3)
    }

    @Test(arguments: [
        "\\|\\s*safe\\b", "autoescape", "<style\\b", "\\sstyle\\s*=", "<script\\b(?![^>]*\\ssrc=)", "\\son[a-z]+\\s*=",
        "javascript:", "<iframe\\b", "<object\\b", "<base\\b",
    ])
    func `no template has`(_ pattern: String) throws {
        for line in try Project.lines(matching: "(?i)" + pattern, in: ["Resources/templates"], ending: "html") {
            Issue.record("\(line.path):\(line.number): \(line.text)")
        }
    }

    /// Pages that ask are the only ones with a button that does harm; all others have a link to them.
    @Test func `a button that does harm stands only where it is the question`() {
        // An invitation that was revoked can be sent again.
        let asking = [
            "faults/confirm.html", "layout/dialogs.html", "members/deactivation.html", "members/invitations.html",
            "leads/stage-deletion.html",
        ]
        for file in templates where !asking.contains(where: { file.path.hasSuffix("templates/" + $0) }) {
            let found = file.text.matches(of: /<button[^>]*class="[^"]*danger[^>]*>/).map { String($0.0) }
            #expect(found == [], "\(file.path): link to a ConfirmPage with `ask` of kit.html instead")
        }
    }

    @Test func `every class of a template is one of the stylesheet`() throws {
        let css = try Project.files("Resources/css", ending: ["css"]).map(\.text).joined(separator: "\n")
            .replacing(/\/\*(?s:.)*?\*\//, with: "")
        let known = Set(css.matches(of: /\.(-?[_a-zA-Z][\w-]*)/).map { String($0.1) })
        try #require(known.count > 50)
        for file in templates {
            for name in Self.classes(in: file.text) {
                let isKnown =
                    name.hasSuffix("…")
                    ? known.contains { $0.hasPrefix(name.dropLast()) } : known.contains(name)
                #expect(isKnown, "\(name) in \(file.path)")
            }
        }
    }

    /// The words of `class` attributes; where the template continues one, as in `chip-{{ state }}`, its
    /// beginning and `…`.
    static func classes(in template: String) -> Set<String> {
        var names: Set<String> = []
        for attribute in template.matches(of: /\sclass="((?:\{\{.*?\}\}|\{%.*?%\}|[^"{])*)"/) {
            let text = attribute.1.replacing(/\{%.*?%\}/, with: " ").replacing(/\{\{.*?\}\}/, with: "…")
            for word in text.split(whereSeparator: \.isWhitespace) {
                guard let start = word.split(separator: "…", omittingEmptySubsequences: false).first, !start.isEmpty
                else { continue }
                names.insert(start.count == word.count ? String(word) : "\(start)…")
            }
        }
        return names
    }

    @Test func `classes are found beside and inside expressions`() {
        let html = #"<p class="a {% if x == "b" %}c{% endif %} chip-{{ state }} {{ more }}"></p>"#
        #expect(Self.classes(in: html) == ["a", "c", "chip-…"])
    }
}
