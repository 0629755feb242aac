import Glibc
import Templates

/// `takt render`: a template on the command line, without the site around it.
struct RenderCommand: Command {
    static let name = "render"
    static let summary = "render a template with values from a file, or check a file of cases"
    static let help = """
        takt render --templates DIR MAIN --context FILE
            Renders the template MAIN of the folder DIR with the JSON object in FILE and prints the page.
            Without --context the template is given no values.

        takt render --cases FILE
            Renders each case of FILE (one JSON object a line; docs/templates.md says which fields), names
            what fails and closes with "N passed, M failed, K skipped".

        Exit code 1 when a template is broken or a case fails.
        """
    static let options: Set<String> = ["--templates", "--context", "--cases"]
    static let flags: Set<String> = []

    static func run(_ arguments: Arguments) async throws -> Int32 {
        if let cases = arguments.options["--cases"] {
            guard arguments.words.isEmpty, arguments.options.count == 1 else {
                throw Arguments.Refusal(description: "--cases stands alone")
            }
            return try check(CaseFile(text: try Library.text(of: cases)))
        }
        guard let folder = arguments.options["--templates"], arguments.words.count == 1 else {
            throw Arguments.Refusal(description: "takes --templates DIR MAIN, or --cases FILE")
        }
        let library = try Library(folder: folder, dialect: .jinja)
        let context = try arguments.options["--context"].map { try Value(json: Library.text(of: $0)) } ?? .null
        let page = try library.render(arguments.words[0], context)
        var written = 0
        while written < page.count {
            let count = page[written...].withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
            guard count > 0 else { return 1 }
            written += count
        }
        return 0
    }

    private static func check(_ cases: CaseFile) throws -> Int32 {
        var (passed, failed, skipped) = (0, 0, 0)
        for (name, verdict) in cases.run() {
            switch verdict {
            case .passed: passed += 1
            case .skipped(let reason):
                skipped += 1
                print("skipped \(name): \(reason)")
            case .failed(let reason):
                failed += 1
                print("failed \(name): \(reason)")
            }
        }
        print("\(passed) passed, \(failed) failed, \(skipped) skipped")
        return failed == 0 ? 0 : 1
    }
}
