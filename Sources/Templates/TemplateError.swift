/// What is wrong with a template or with what it was given, and where.
package struct TemplateError: Error, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// The template cannot be read.
        case syntax
        /// A filter, test or function that does not exist.
        case unknownName = "unknown_name"
        /// A name or attribute that is not there was used.
        case undefined
        case templateNotFound = "template_not_found"
        /// Wrong types, division by zero, a number out of range.
        case runtime
    }

    package let kind: Kind
    package let message: String
    /// The name of the template; line and column count from 1, columns in code points.
    package let template: String
    package let line: Int
    package let column: Int
    /// The line itself, as it stands in the template.
    package let source: String

    package var description: String {
        guard line > 0 else { return "\(template): \(message)" }
        let mark = String(repeating: " ", count: max(0, column - 1)) + "^"
        return "\(template):\(line):\(column): \(message)\n    \(source)\n    \(mark)"
    }
}

/// An error whose place the caller knows.
struct Fault: Error {
    let kind: TemplateError.Kind
    let message: String

    static func wrong(_ message: String) -> Fault { Fault(kind: .runtime, message: message) }
    static func undefined(_ name: String) -> Fault { Fault(kind: .undefined, message: "\(name) is not defined") }
    static func missing(_ template: String) -> Fault {
        Fault(kind: .templateNotFound, message: "there is no template “\(template)”")
    }
}
