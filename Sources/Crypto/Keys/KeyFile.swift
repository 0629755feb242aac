import Glibc

/// Why the installation does not start with this key file; each is a sentence for the person at the console.
package enum KeyRingRefusal: Error, Equatable, CustomStringConvertible {
    case missing(path: String)
    case unreadable(path: String)
    case openToOthers(path: String, mode: UInt32)
    case malformed(line: Int)
    case noActiveKey
    /// A value in the database was sealed with a key that the file does not have.
    case keyMissing(id: String)
    /// The file has a key of that id, but not the one the database knows.
    case keyDiffers(id: String)

    package var description: String {
        switch self {
        case .missing(let path):
            "there is no master key file at \(path); restore it, or on a new installation make one with bin/run"
        case .unreadable(let path): "the master key file \(path) cannot be read by this user"
        case .openToOthers(let path, let mode):
            "the master key file \(path) is open to others (mode \(String(mode, radix: 8))); run: chmod 400 \(path)"
        case .malformed(let line):
            "line \(line) of the master key file is neither id:base64 of 32 bytes nor active=id, or says it twice"
        case .noActiveKey: "the master key file names no active key, or one that it does not hold"
        case .keyMissing(let id):
            "the database holds secrets sealed with master key \(id), which the key file does not have"
        case .keyDiffers(let id):
            "master key \(id) is not the key this database was sealed with; is it another installation's file?"
        }
    }
}

extension KeyRing {
    /// Reads the file and refuses one that others may read: its owner and, at most, its group may.
    package init(file path: String) throws(KeyRingRefusal) {
        self = try KeyRing(text: KeyFile.read(path))
    }

    /// The text of a new key file with one fresh key. Write it with mode 0400.
    package static func newFile(id: String = "k001") -> String {
        "\(id):\(Base64.encode(RandomBytes.make(32)))\nactive=\(id)\n"
    }
}

enum KeyFile {
    enum Entry {
        case nothing
        case key(id: String, bytes: [UInt8])
        case active(id: String)
    }

    /// Nil for a line that is none of the three.
    static func entry(_ line: Substring) -> Entry? {
        let line = line.hasSuffix("\r") ? line.dropLast() : line
        if line.isEmpty || line.hasPrefix("#") { return .nothing }
        if line.hasPrefix("active=") {
            let id = line.dropFirst(7)
            return isID(id) ? .active(id: String(id)) : nil
        }
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, isID(parts[0]), let bytes = Base64.decode(parts[1]), bytes.count == 32 else {
            return nil
        }
        return .key(id: String(parts[0]), bytes: bytes)
    }

    /// Four characters, because a sealed value keeps them as its four bytes of key id.
    static func isID(_ text: Substring) -> Bool {
        text.utf8.count == 4 && text.utf8.allSatisfy { Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8).contains($0) }
    }

    static func read(_ path: String) throws(KeyRingRefusal) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw errno == ENOENT ? .missing(path: path) : .unreadable(path: path) }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path) }
        let mode = facts.st_mode & 0o777
        guard mode & 0o037 == 0 else { throw .openToOthers(path: path, mode: mode) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count >= 0, count < bytes.count else { throw .unreadable(path: path) }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
