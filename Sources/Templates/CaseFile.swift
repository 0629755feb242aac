/// A file of cases, one JSON object a line: templates, values, and what must come out. See docs/templates.md.
package struct CaseFile {
    package enum Verdict: Sendable, Equatable {
        case passed
        /// A construct beyond the core, refused when the template is read.
        case skipped(String)
        case failed(String)
    }

    /// The lines of the file that hold a case.
    private let lines: [String]

    package init(text: String) {
        lines = text.split(separator: "\n").map(String.init).filter { $0.contains("{") }
    }

    /// Every case by name, and how it went.
    package func run() -> [(name: String, verdict: Verdict)] {
        lines.enumerated().map { number, line in
            do {
                guard case .record(let fields) = try Value(json: line) else {
                    return ("line \(number + 1)", .failed("not an object"))
                }
                return (fields["name"]?.plainText ?? "line \(number + 1)", Self.run(fields))
            } catch {
                return ("line \(number + 1)", .failed("\(error)"))
            }
        }
    }

    private static func run(_ fields: Record) -> Verdict {
        guard case .record(let templates)? = fields["templates"], let main = fields["main"]?.plainText else {
            return .failed("templates or main is missing")
        }
        let sources = zip(templates.keys, templates.values).map { ($0, $1.plainText ?? "") }
        let wanted = Wanted(fields)
        let library: Library
        do {
            library = try Library(
                sources: Dictionary(sources, uniquingKeysWith: { first, _ in first }), dialect: .jinja)
        } catch {
            guard fields["level"]?.plainText == "more", wanted.error == nil else { return wanted.verdict(on: error) }
            return .skipped("\(error)")
        }
        do {
            let page = try library.render(main, fields["context"] ?? .null)
            return wanted.verdict(on: String(decoding: page, as: UTF8.self))
        } catch {
            return wanted.verdict(on: error)
        }
    }
}

/// What a case asks for.
private struct Wanted {
    let text: String?
    let error: String?
    let line: Int?
    let template: String?

    init(_ fields: Record) {
        text = fields["expected"]?.plainText
        error = fields["error"]?.plainText
        if case .int(let number)? = fields["line"] { line = number } else { line = nil }
        template = fields["template"]?.plainText
    }

    func verdict(on page: String) -> CaseFile.Verdict {
        guard let text else { return .failed("wanted the error \(error ?? "?"), got: \(page)") }
        return page.isSameText(as: text) ? .passed : .failed("wanted: \(text)\n   got: \(page)")
    }

    func verdict(on thrown: any Error) -> CaseFile.Verdict {
        guard let error else { return .failed("wanted: \(text ?? "?")\n   got: \(thrown)") }
        guard let thrown = thrown as? TemplateError else { return .failed("\(thrown)") }
        guard thrown.kind.rawValue == error, line == nil || line == thrown.line,
            template == nil || template == thrown.template
        else {
            let place = line.map { " in line \($0)" } ?? ""
            return .failed("wanted the error \(error)\(place), got \(thrown.kind.rawValue): \(thrown)")
        }
        return .passed
    }
}
