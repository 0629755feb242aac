import Testing

/// Long files hurt; the reason for each stands here.
struct SizeTests {
    /// Files over 300 lines, and why they are one thing.
    private let reasons: [String: String] = [:]

    @Test func `a file over 300 lines has a reason and none is over 400`() throws {
        var long: Set<String> = []
        for file in try Project.files("Sources", "Tests", ending: ["swift"]) where file.lines.count > 301 {
            long.insert(file.path)
            #expect(file.lines.count <= 401, "\(file.path) has \(file.lines.count) lines")
        }
        #expect(long.subtracting(reasons.keys) == [], "split it, or give the reason in SizeTests")
        #expect(Set(reasons.keys).subtracting(long) == [], "no longer long: take it off the list")
    }
}
