import Foundation
import Testing

/// Something that may not stand in the code, with the places that may have it and why.
struct Rule {
    /// A Perl expression: grep finds the lines, which is much faster than Swift's own expressions.
    let forbidden: String
    /// A file, or a folder ending in a slash, with the reason.
    let exceptions: [String: String]

    init(_ forbidden: String, except exceptions: [String: String] = [:]) {
        self.forbidden = forbidden
        self.exceptions = exceptions
    }

    /// Fails for each line that breaks the rule, and for each exception that nobody needs any more.
    func hold(in folders: String..., location: SourceLocation = #_sourceLocation) throws {
        var needed: Set<String> = []
        let expression = try Regex(forbidden)
        for line in try Project.lines(matching: forbidden, in: folders) where line.code.contains(expression) {
            if let place = exceptions.keys.first(where: {
                $0.hasSuffix("/") ? line.path.hasPrefix($0) : line.path == $0
            }) {
                needed.insert(place)
            } else {
                Issue.record("\(line.path):\(line.number): \(line.text)", sourceLocation: location)
            }
        }
        let idle = Set(exceptions.keys).subtracting(needed).sorted()
        #expect(idle == [], "exceptions that are no longer needed", sourceLocation: location)
    }
}

extension Project {
    struct Line {
        let path: String
        let number: Int
        let text: Substring

        /// Without a comment and without the text of string literals.
        var code: String {
            guard !text.trimmingPrefix(while: \.isWhitespace).hasPrefix("//") else { return "" }
            return String(text.replacing(/"(?:[^"\\]|\\.)*"/, with: "\"\"").replacing(/\s\/\/ .*$/, with: ""))
        }
    }

    /// Lines of files under the folders that match a Perl expression.
    static func lines(
        matching pattern: String, in folders: [String], ending: String = "swift"
    ) throws -> [Line] {
        let found = try run("/bin/grep", ["-rnIP", "--include=*\(ending)", "-e", pattern] + folders)
        try #require(found.code < 2, "\(found.output)")
        return found.output.split(separator: "\n").compactMap { hit in
            let parts = hit.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, let number = Int(parts[1]) else { return nil }
            return Line(path: String(parts[0]), number: number, text: parts[2])
        }
    }
}
