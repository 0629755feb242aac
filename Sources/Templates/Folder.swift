import Glibc

/// The files that a library is read from.
struct Folder: Sendable {
    /// When a file was last changed, and how long it is.
    struct Stamp: Sendable, Equatable {
        let seconds: Int
        let nanoseconds: Int
        let size: Int
    }

    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    let path: String
    let endings: [String]
    let isWatched: Bool

    /// Every template below the folder, by its path within.
    func stamps() throws -> [String: Stamp] {
        var stamps: [String: Stamp] = [:]
        var pending = [(name: "", depth: 0)]
        while let next = pending.popLast() {
            guard next.depth < 20, let listing = opendir(next.name.isEmpty ? path : "\(path)/\(next.name)") else {
                throw Unreadable(description: "the folder \(path)/\(next.name) cannot be read")
            }
            defer { closedir(listing) }
            while let entry = readdir(listing) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name.hasPrefix(".") { continue }
                let inside = next.name.isEmpty ? name : "\(next.name)/\(name)"
                var info = stat()
                guard stat("\(path)/\(inside)", &info) == 0 else { continue }
                if info.st_mode & S_IFMT == S_IFDIR {
                    pending.append((inside, next.depth + 1))
                } else if endings.contains(where: name.hasSuffix) {
                    stamps[inside] = Stamp(
                        seconds: Int(info.st_mtim.tv_sec), nanoseconds: Int(info.st_mtim.tv_nsec),
                        size: Int(info.st_size))
                }
            }
        }
        return stamps
    }

    func read(_ names: some Sequence<String>) throws -> [String: String] {
        var sources: [String: String] = [:]
        for name in names { sources[name] = try Folder.text(of: "\(path)/\(name)") }
        return sources
    }

    static func text(of path: String) throws -> String {
        guard let file = fopen(path, "rb") else { throw Unreadable(description: "\(path) cannot be read") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&part, 1, part.count, file)
            if count == 0 { break }
            bytes.append(contentsOf: part[..<count])
        }
        guard ferror(file) == 0, let text = String(validating: bytes, as: UTF8.self) else {
            throw Unreadable(description: "\(path) cannot be read as UTF-8")
        }
        return text
    }
}
