import FoundationEssentials

/// Where mails go on an installation of one's own that has no server: each becomes a file to be opened.
package struct MailFolder: Sendable {
    private let path: String

    package init(_ path: String) {
        self.path = path
    }

    /// The file is named by the mail's id; written again it is the same file.
    package func write(_ message: MailMessage) -> MailOutcome {
        let file = "\(path)/\(message.id).eml"
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(message.bytes).write(to: URL(filePath: file), options: .atomic)
            return .taken("written to \(file)")
        } catch {
            return .delayed("the folder \(path) cannot be written to")
        }
    }
}
