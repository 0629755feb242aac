import Foundation
import HTTP

/// The fields of a form as a page shows them, ready to be sent as they are.
struct PageForm {
    /// Without the token: a browser of the tests adds the one of its own session.
    let fields: [(key: String, value: String)]
    let token: String?

    /// The first form that is posted to that address.
    init?(in page: Response, to action: String) {
        let text = page.text
        guard let start = text.range(of: "<form[^>]* action=\"\(action)\"[^>]*>", options: .regularExpression),
            let end = text.range(of: "</form>", range: start.upperBound..<text.endIndex)
        else { return nil }
        var all = Self.fields(of: String(text[start.upperBound..<end.lowerBound]))
        token = all.first { $0.key == "csrf" }?.value
        all.removeAll { $0.key == "csrf" }
        fields = all
    }

    func with(_ name: String, _ value: String) -> [(key: String, value: String)] {
        fields.filter { $0.key != name } + [(name, value)]
    }

    private static func fields(of form: String) -> [(key: String, value: String)] {
        var found: [(key: String, value: String)] = []
        var select: String?
        var isChosen = true
        for tag in matches("<(input|select|option|/select)\\b[^>]*>", form) {
            if tag.hasPrefix("<input") {
                guard let name = attribute("name", tag) else { continue }
                let isSwitch = ["checkbox", "radio"].contains(attribute("type", tag))
                if isSwitch, !tag.contains(" checked") { continue }
                found.append((name, attribute("value", tag) ?? ""))
            } else if tag.hasPrefix("<select") {
                select = attribute("name", tag)
                isChosen = false
            } else if tag.hasPrefix("</") {
                select = nil
            } else if let name = select {
                // The first option stands until a selected one comes.
                let isSelected = tag.contains(" selected")
                if isSelected, isChosen { found.removeLast() }
                if isSelected || !isChosen { found.append((name, attribute("value", tag) ?? "")) }
                isChosen = true
            }
        }
        return found
    }

    private static func attribute(_ name: String, _ tag: String) -> String? {
        guard let start = tag.range(of: " \(name)=\""),
            let end = tag.range(of: "\"", range: start.upperBound..<tag.endIndex)
        else { return nil }
        return unescaped(String(tag[start.upperBound..<end.lowerBound]))
    }

    private static func matches(_ pattern: String, _ text: String) -> [String] {
        var found: [String] = []
        var rest = text.startIndex..<text.endIndex
        while let next = text.range(of: pattern, options: .regularExpression, range: rest) {
            found.append(String(text[next]))
            rest = next.upperBound..<text.endIndex
        }
        return found
    }

    private static func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&#34;", "\""), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }
}
