import Foundation

/// What the operating system knows of this process.
enum ProcessFacts {
    /// Bytes of memory in use.
    static var residentBytes: Int {
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
            .dropFirst()
        return (pages?.first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Seconds since 1970 at which the program began.
    static let startedAt = Date().timeIntervalSince1970
}
