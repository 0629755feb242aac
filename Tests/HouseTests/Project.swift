import Foundation

/// The files of this checkout as the house tests read them.
enum Project {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    struct File: Sendable {
        /// From the root of the checkout, `Sources/Forms/Input.swift`.
        let path: String
        let text: String
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    }

    /// Every text file under the folders, or with one of the extensions when any is named; sorted by path.
    static func files(_ folders: String..., ending: Set<String> = []) throws -> [File] {
        try folders.flatMap { folder in
            let top = root.appending(path: folder)
            let found = FileManager.default.enumerator(at: top, includingPropertiesForKeys: [.isRegularFileKey])
            return try (found?.allObjects as? [URL] ?? [])
                .filter { ending.isEmpty || ending.contains($0.pathExtension) }
                .filter { try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true }
                .map { $0.path().dropFirst(root.path().count) }
                .sorted()
                .compactMap { try? File(path: String($0), text: text(String($0))) }
        }
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
}

extension Project {
    /// The names of the folders directly inside; none when the folder does not exist.
    static func folders(_ path: String) throws -> [String] {
        let top = root.appending(path: path)
        guard FileManager.default.fileExists(atPath: top.path()) else { return [] }
        return try FileManager.default.contentsOfDirectory(at: top, includingPropertiesForKeys: [.isDirectoryKey])
            .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
            .map(\.lastPathComponent).sorted()
    }

    /// Runs a program in the checkout; its exit code and what it wrote on both outputs.
    static func run(_ program: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = root
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
