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
