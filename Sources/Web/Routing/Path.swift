import FoundationEssentials
package import Models

/// One address, both ways: the router matches with it and pages link with it.
///
///     static let session = Path("/account/sessions/{}", Int.self)
///     session(7)                                      // "/account/sessions/7"
package struct Path<each Capture: PathCapture>: Sendable {
    let pattern: PathPattern

    package init(_ pattern: StaticString, _ capture: repeat (each Capture).Type) {
        self.pattern = PathPattern(pattern.description)
    }

    package func callAsFunction(_ value: repeat each Capture) -> String {
        var values: [String] = []
        for value in repeat each value { values.append(value.pathText) }
        return pattern.print(values)
    }
}

/// An address inside an organization: `/o/{organization}` and what follows. The organization in the
/// address alone decides the tenant of the request.
package struct OrganizationPath<each Capture: PathCapture>: Sendable {
    let pattern: PathPattern

    package init(_ pattern: StaticString, _ capture: repeat (each Capture).Type) {
        self.pattern = PathPattern("/o/{}" + pattern.description)
    }

    package func callAsFunction(in organization: PublicID, _ value: repeat each Capture) -> String {
        var values = [organization.rawValue]
        for value in repeat each value { values.append(value.pathText) }
        return pattern.print(values)
    }
}

/// An address inside a project: `/p/{project}` and what follows.
package struct ProjectPath<each Capture: PathCapture>: Sendable {
    let pattern: PathPattern

    package init(_ pattern: StaticString, _ capture: repeat (each Capture).Type) {
        self.pattern = PathPattern("/p/{}" + pattern.description)
    }

    package func callAsFunction(in project: PublicID, _ value: repeat each Capture) -> String {
        var values = [project.rawValue]
        for value in repeat each value { values.append(value.pathText) }
        return pattern.print(values)
    }
}

/// What can stand in a path segment.
package protocol PathCapture: Sendable {
    init?(pathText: String)
    var pathText: String { get }
    /// What the documents of the JSON door say about it.
    static var pathSchema: Schema { get }
}

extension Int: PathCapture {
    package static var pathSchema: Schema { .whole(0...999_999_999_999) }

    /// Digits alone, as this side would print them: no sign, no leading zero, so that one thing has
    /// one address.
    package init?(pathText: String) {
        guard let value = Int(pathText), value >= 0, String(value) == pathText else { return nil }
        self = value
    }

    package var pathText: String { String(self) }
}

extension Identifier: PathCapture {
    package static var pathSchema: Schema { schema }

    /// As this side prints it, in lower case, so that one thing has one address.
    package init?(pathText: String) {
        guard let id = UUID(uuidString: pathText) else { return nil }
        self.init(rawValue: id)
        guard text == pathText else { return nil }
    }

    package var pathText: String { text }
}

extension PublicID: PathCapture {
    package static var pathSchema: Schema { schema }

    package init?(pathText: String) { self.init(rawValue: pathText) }
    package var pathText: String { rawValue }
}

/// A token in an address: letters, digits, `-` and `_`, at most 128 of them.
package struct TokenText: PathCapture, Equatable {
    package static var pathSchema: Schema { .text(1...128, pattern: "^[A-Za-z0-9_-]+$") }

    package let pathText: String

    package init?(pathText: String) {
        let allowed = pathText.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                || byte == 95
        }
        guard allowed, (1...128).contains(pathText.utf8.count) else { return nil }
        self.pathText = pathText
    }
}
