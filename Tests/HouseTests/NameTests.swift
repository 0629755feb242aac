import Testing

/// Names say what a thing is, and nothing in the project tells of the machine it was made on.
struct NameTests {
    @Test func `no type or file is a manager, helper, utility or common thing`() throws {
        let vague = "(Manager|Helpers?|Utils?|Utilities|Common|Misc|Impl|Abstract)"
        try Rule(#"\b(struct|class|enum|actor|protocol|typealias) \w*"# + vague + #"([A-Z]|\b)"#)
            .hold(in: "Sources", "Tests")
        let names = try Project.files("Sources", "Tests", ending: ["swift"]).map(\.name)
        let expression = try Regex(vague + #"([A-Z+]|\.swift$)"#)
        #expect(names.filter { $0.contains(expression) } == [])
    }

    @Test func `no file tells of the machine it was written on`() throws {
        // Written in pieces, so that this file does not tell either.
        let words = [
            "/wo" + "rk/", "/tmp" + "/wt", "lang" + "uage model", "A" + "I agent", #"\.lib"# + "rary/",
            #"\.\./sha"# + "red",
        ]
        let places = [
            "Sources", "Tests", "Resources", "Migrations", "bin", "bench", "docs", ".ci", "README.md",
            "CONTRIBUTING.md", "CHANGELOG.md", "Dockerfile", "compose.yaml", "Package.swift",
        ]
        for line in try Project.lines(matching: words.joined(separator: "|"), in: places, ending: "") {
            Issue.record("\(line.path):\(line.number): \(line.text)")
        }
    }

    @Test func `a feature has one name in every layer`() throws {
        let app = try Project.folders("Sources/App")
        let store = try Project.folders("Sources/Store")
        let models = try Project.folders("Sources/Models")
        let known = Set((app + models).map { $0.lowercased() })
        // Not features: the installation itself, and what several features share.
        let shared: Set = ["installation", "audit", "form", "layout", "macros", "parts", "errors"]
        for folder in store {
            #expect(known.union(shared).contains(folder.lowercased()), "Sources/Store/\(folder)")
        }
        for folder in try Project.folders("Resources/templates") {
            #expect(known.union(shared).contains(folder), "Resources/templates/\(folder)")
        }
    }
}
