/// A file that an organization keeps, as it is sent to a browser.
package struct StoredFile: Sendable, Equatable {
    package let kind: FileKind
    /// To be offered when it is kept.
    package let name: String
    package let content: [UInt8]
    /// SHA-256 of the content, which never changes under this mark.
    package let hash: [UInt8]

    package init(kind: FileKind, name: String, content: [UInt8], hash: [UInt8]) {
        self.kind = kind
        self.name = name
        self.content = content
        self.hash = hash
    }
}

/// The picture by which people know an organization, without its bytes.
package struct Logo: Sendable, Equatable {
    /// SHA-256 of the file, by which its address is made.
    package let hash: [UInt8]
    package let name: String
    /// In pixels.
    package let width: Int
    package let height: Int

    package init(hash: [UInt8], name: String, width: Int, height: Int) {
        self.hash = hash
        self.name = name
        self.width = width
        self.height = height
    }
}
