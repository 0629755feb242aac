import Foundation
import Testing

/// Holds every source file to the table at the top of `Package.swift`.
struct ImportTests {
    private static let system: Set = ["Foundation", "FoundationEssentials", "Dispatch", "Glibc", "Synchronization"]

    @Test func `a layer imports only what the table in the manifest grants it`() throws {
        let manifest = try Project.text("Package.swift")
        let layers = manifest.matches(of: /\(\s*"(\w+)",\s*\[([^\]]*)\]\s*\)/)
        try #require(layers.count >= 12)
        for layer in layers {
            let granted = Set(layer.2.matches(of: /"(\w+)"/).map { String($0.1) }).union(Self.system)
            for file in try Project.files("Sources/\(layer.1)", ending: ["swift"]) {
                #expect(imports(of: file).subtracting(granted) == [], "\(file.path)")
            }
        }
    }

    @Test func `each C library has exactly one owner`() throws {
        var owners: [String: Set<String>] = [:]
        for file in try Project.files("Sources", ending: ["swift"]) {
            let layer = file.path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
            for name in imports(of: file) where name.wholeMatch(of: /C[A-Z]\w+/) != nil {
                owners[name, default: []].insert(layer)
            }
        }
        for (library, layers) in owners {
            #expect(layers.count == 1, "\(library) is imported by \(layers.sorted())")
        }
    }

    private func imports(of file: Project.File) -> Set<String> {
        Set(
            file.text.matches(
                of: /(?m)^\s*(?:\w+ |@\w+ )*import (?:(?:struct|class|enum|func|protocol|let|var) )?(\w+)/
            )
            .map { String($0.1) })
    }
}
