import Foundation
import Synchronization

@testable import Models

/// The zones the tests happen in, read from the operating system.
enum Places {
    static let names = [
        "Europe/Kyiv", "Europe/Prague", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Africa/Cairo",
        "Asia/Kolkata", "Pacific/Apia", "Asia/Gaza", "America/Nuuk",
    ]

    private static let known = Mutex<[String: Zone]>([:])

    static func zone(_ name: String) throws -> Zone {
        try known.withLock { known in
            if let zone = known[name] { return zone }
            let file = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)"))
            let zone = try Zone(name: name, file: Array(file))
            known[name] = zone
            return zone
        }
    }

    static func fixture(_ name: String) throws -> Data {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try Data(contentsOf: tests.appending(path: "Fixtures/\(name)"))
    }
}

/// An instant by its text, for tests only.
func at(_ text: String) -> Instant {
    guard let instant = Instant(text) else { fatalError("no instant: \(text)") }
    return instant
}

func hours(_ text: String) throws -> WorkingHours {
    try WorkingHours(storedText: text)
}
