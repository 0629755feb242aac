import FoundationEssentials
package import Models
import Synchronization

/// The zones as the operating system keeps them (Debian package `tzdata`), each read once.
package final class ZoneFiles: Sendable {
    package struct Missing: Error, CustomStringConvertible {
        let name: String

        package var description: String { "there is no time zone \(name) in /usr/share/zoneinfo (package tzdata)" }
    }

    package static let shared = ZoneFiles()

    private let folder = "/usr/share/zoneinfo/"
    private let known = Mutex<[String: Zone]>([:])

    package func zone(_ name: String) throws -> Zone {
        if let zone = known.withLock({ $0[name] }) { return zone }
        guard Zone.isName(name), let bytes = try? Data(contentsOf: URL(filePath: folder + name)) else {
            throw Missing(name: name)
        }
        let zone = try Zone(name: name, file: Array(bytes))
        known.withLock { $0[name] = zone }
        return zone
    }

    package func knows(_ name: String) -> Bool { (try? zone(name)) != nil }

    /// What a form offers; empty when the list is not to be had, as any known name may be typed.
    package var choices: [String] { (try? names()) ?? [] }

    /// The names a person can choose from: one for each place of zone1970.tab, and UTC.
    package func names() throws -> [String] {
        let table = try String(contentsOf: URL(filePath: folder + "zone1970.tab"), encoding: .utf8)
        let names = table.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
            line.split(separator: "\t").dropFirst(2).first.map(String.init)
        }
        return (names + ["UTC"]).sorted()
    }
}
