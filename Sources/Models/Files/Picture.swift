package import Forms

/// A picture that may be kept and shown: of a known kind and a modest size, and nothing in its file but the picture.
package struct Picture: Sendable, Equatable {
    package let kind: FileKind
    /// In pixels.
    package let width: Int
    package let height: Int
    /// The file put together anew from the parts that draw: without what cameras and programs tell about people and
    /// places, and without whatever else was hidden in it or hung on behind its end.
    package let content: [UInt8]

    /// In each direction. A small file can unfold to a picture that fills a browser's memory.
    package static let mostPixels = 4_096

    /// Throws what is wrong with the file, in words for the person who chose it.
    package init(reading bytes: some Collection<UInt8>) throws(Complaint.Refusal) {
        guard let kind = FileKind(of: bytes) else { throw Complaint.Refusal("error.picture_kind") }
        let file = FileBytes(bytes)
        let parts: PictureParts? =
            switch kind {
            case .png: PictureParts(png: file)
            case .jpeg: PictureParts(jpeg: file)
            case .webp: PictureParts(webp: file)
            case .pdf, .docx, .xlsx, .csv, .text: throw Complaint.Refusal("error.picture_kind")
            }
        guard let parts else { throw Complaint.Refusal("error.picture_broken") }
        let allowed = 1...Self.mostPixels
        guard allowed.contains(parts.width), allowed.contains(parts.height) else {
            throw Complaint.Refusal("error.picture_pixels", ["most": "\(Self.mostPixels)"])
        }
        self.kind = kind
        width = parts.width
        height = parts.height
        content = parts.content
    }
}

/// What of a picture's file is kept.
struct PictureParts {
    var width = 0
    var height = 0
    var content: [UInt8] = []
}

/// Numbers and words at places of a file; nil beyond its end.
struct FileBytes {
    let bytes: [UInt8]

    init(_ bytes: some Collection<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// The first byte counts most.
    func big(_ position: Int, _ count: Int) -> Int? {
        slice(position, count)?.reduce(0) { $0 << 8 | Int($1) }
    }

    /// The last byte counts most.
    func little(_ position: Int, _ count: Int) -> Int? {
        slice(position, count)?.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    func text(_ position: Int, _ count: Int) -> String? {
        slice(position, count).map { String(decoding: $0, as: UTF8.self) }
    }

    func slice(_ position: Int, _ count: Int) -> ArraySlice<UInt8>? {
        guard position >= 0, count >= 0, count <= bytes.count, position <= bytes.count - count else { return nil }
        return bytes[position..<position + count]
    }
}
