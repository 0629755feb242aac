package import Forms

/// A file that may be kept beside a lead or a customer: a picture, or a document of a known kind.
package struct KeptFile: Sendable, Equatable {
    package let kind: FileKind
    /// Words to show, never a path.
    package let name: String
    /// Of a picture put together anew; a document as it was sent.
    package let content: [UInt8]
    /// In pixels; nil for what is no picture.
    package let width, height: Int?

    /// `sent`: what the sender calls it. Throws what is wrong with the file, in words for the person who chose it.
    package init(reading bytes: some Collection<UInt8>, named sent: String) throws(Complaint.Refusal) {
        guard var kind = FileKind(of: bytes) else { throw Complaint.Refusal("error.file_kind") }
        if kind == .text {
            // Text is also what a program or a page is written in: the name has to say that it is meant as text.
            let name = sent.lowercased()
            guard let meant = [FileKind.csv, .text].first(where: { name.hasSuffix("." + $0.ending) }) else {
                throw Complaint.Refusal("error.file_kind")
            }
            kind = meant
        }
        self.kind = kind
        name = FileName.shown(sent, as: kind)
        if FileKind.pictures.contains(kind) {
            let picture = try Picture(reading: bytes)
            (content, width, height) = (picture.content, picture.width, picture.height)
        } else {
            (content, width, height) = (Array(bytes), nil, nil)
        }
    }
}
