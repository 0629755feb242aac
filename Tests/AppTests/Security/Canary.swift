import Foundation
import HTTP
import Outbound

/// Text that would be markup if anything forgot to escape it, with the number of the place where it was written.
struct Canary {
    /// Ends what it could stand in: a tag, an attribute in either quotes, an entity, a comment.
    static let markup = "<i>\"'&--><b x=\""
    private static let escaped = "&lt;i&gt;&#34;&#39;&amp;--&gt;&lt;b x=&#34;"
    /// The text of a webhook as it came, on a page.
    private static let escapedJSON = "&lt;i&gt;\\&#34;&#39;&amp;--&gt;&lt;b x=\\&#34;"
    private static let inJSON = "<i>\\\"'&--><b x=\\\""
    private static let inCSV = "<i>\"\"'&--><b x=\"\""

    let number: Int

    var text: String { "kanarka\(number)z\(Self.markup)" }

    /// What an answer says of the canaries in it.
    struct Finding {
        /// Those that stand there whole and harmless.
        var seen: Set<Int> = []
        /// Where one stands otherwise, with what is around it.
        var wrong: [String] = []
    }

    static func look(at answer: Response) -> Finding {
        let kind = answer.headers["content-type"] ?? ""
        var finding = look(in: answer.text, as: kind.hasPrefix("text/html") ? [escaped, escapedJSON] : forms(of: kind))
        if !finding.seen.isEmpty, !["text/html", "application/"].contains(where: { kind.hasPrefix($0) }) {
            let isFile = answer.headers["content-disposition"]?.hasPrefix("attachment") == true
            if !isFile { finding.wrong.append("\(kind) that a browser shows") }
        }
        for field in answer.headers.fields where field.value.contains("kanarka") {
            if ["<", "\r", "\n"].contains(where: { field.value.contains($0) }) {
                finding.wrong.append("\(field.name): \(field.value)")
            }
        }
        if answer.headers["x-content-type-options"] != "nosniff" { finding.wrong.append("no nosniff") }
        return finding
    }

    static func look(at mail: MailMessage) -> Finding {
        var finding = look(in: mail.html, as: [escaped])
        if mail.subject.contains(where: \.isNewline) { finding.wrong.append("subject: \(mail.subject)") }
        finding.seen.formUnion(look(in: mail.text, as: [markup]).seen)
        return finding
    }

    private static func forms(of kind: String) -> [String] {
        if kind.contains("json") { return [inJSON] }
        return kind.hasPrefix("text/csv") ? [inCSV] : []
    }

    /// In an address it is percent-encoded everywhere, twice where the address of a list is a part of another one.
    private static func look(in text: String, as forms: [String]) -> Finding {
        let encoded = PercentEncoding.encode(markup)
        let forms = forms + [encoded, PercentEncoding.encode(encoded)]
        var finding = Finding()
        for match in text.matches(of: /kanarka(\d+)z/) {
            let rest = text[match.range.upperBound...]
            if forms.contains(where: { rest.hasPrefix($0) }) {
                if let number = Int(match.1) { finding.seen.insert(number) }
            } else {
                let before = text[..<match.range.lowerBound].suffix(60)
                finding.wrong.append("…\(before)\(text[match.range])\(rest.prefix(60))…")
            }
        }
        return finding
    }
}
