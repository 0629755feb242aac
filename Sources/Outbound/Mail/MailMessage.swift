import FoundationEssentials
import HTTP

/// One mail as it goes over the wire: text and HTML of the same words, everything that is not plain ASCII encoded.
package struct MailMessage: Sendable, Equatable {
    /// Unique and the same over all attempts; becomes the `Message-ID` with the sender's domain.
    package let id: String
    package let from: MailAddress
    /// The bare address.
    package let recipient: String
    package let subject: String
    package let text: String
    package let html: String
    /// Of both bodies, `en` or `uk`.
    package let language: String
    /// Seconds since 1970.
    package let second: Int64

    package init(
        id: String, from: MailAddress, recipient: String, subject: String, text: String, html: String,
        language: String, second: Int64
    ) {
        self.id = id
        self.from = from
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.html = html
        self.language = language
        self.second = second
    }

    /// Header fields, a blank line, and both bodies; lines end in CR LF and are shorter than 80 characters.
    package var bytes: [UInt8] {
        // Base64 has no underscore, so no body can hold the boundary.
        let boundary = "=_\(id)"
        let date = HTTPDate.text(second: second).dropLast(3) + "+0000"
        let lines =
            [
                "Date: \(date)", "From: \(from.headerValue)", "To: <\(recipient)>",
                "Message-ID: <\(id)@\(from.domain)>", "Subject: \(EncodedWords.header(subject))", "MIME-Version: 1.0",
                "Auto-Submitted: auto-generated", "Content-Language: \(language)",
                "Content-Type: multipart/alternative;", " boundary=\"\(boundary)\"", "",
            ]
            + Self.part(text, "plain", boundary) + Self.part(html, "html", boundary) + ["--\(boundary)--", ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private static func part(_ body: String, _ kind: String, _ boundary: String) -> [String] {
        [
            "--\(boundary)", "Content-Type: text/\(kind); charset=utf-8", "Content-Transfer-Encoding: base64", "",
            Data(body.utf8).base64EncodedString(
                options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed]),
        ]
    }
}

/// Header text of any language in ASCII (RFC 2047).
enum EncodedWords {
    /// Plain text as it is, everything else as encoded words of at most 75 characters, one a line. A line break
    /// in the text cannot begin another field: control characters become spaces.
    static func header(_ text: String) -> String {
        let clean = String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
        let isPlain = clean.utf8.allSatisfy { (32...126).contains($0) } && clean.utf8.count <= 60
        return isPlain && !clean.contains("=?") && !clean.hasPrefix(" ") ? clean : encoded(clean)
    }

    /// As encoded words, whatever it holds.
    static func encoded(_ text: String) -> String {
        words(text).map { "=?UTF-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    /// Pieces of at most 42 bytes that cut no character in two.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        for scalar in text.unicodeScalars {
            if word.utf8.count + UTF8.width(scalar) > 42 {
                words.append(word)
                word = ""
            }
            word.unicodeScalars.append(scalar)
        }
        return word.isEmpty && !words.isEmpty ? words : words + [word]
    }
}
