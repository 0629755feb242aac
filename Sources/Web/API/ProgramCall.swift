package import Forms
package import HTTP
import Models

/// One call of the JSON door: the request, read by what its route has said about itself.
package struct ProgramCall: Sendable {
    package let request: Request
    package let operation: Operation

    /// The members of the body as the decoders of the forms read them. Throws `BodyRefusal`, or `FieldErrors`
    /// where a type is wrong or a name unknown.
    package func input() throws -> Input {
        let json = try document()
        if let schema = operation.body {
            let errors = schema.shapeErrors(of: json)
            guard errors.isEmpty else { throw errors }
        }
        return try Input(json: json, limits: request.inputLimits)
    }

    private func document() throws(BodyRefusal) -> JSON {
        if request.bodyOverflow != nil { throw .tooLarge }
        guard !request.body.isEmpty else { throw .malformed("there is no body") }
        guard let type = request.headers["content-type"].flatMap(ContentType.init), type.isUTF8,
            type.essence == "application/json"
        else { throw .unsupportedMediaType }
        return try request.json()
    }

    /// The query. Throws `QueryRefusal` for a name that is not known and for a value of the wrong shape: what is
    /// filtered by must not be guessed at.
    package func query() throws -> Input {
        let input = try request.queryInput()
        var errors = FieldErrors.none
        for field in input.fields {
            guard let known = operation.query.first(where: { $0.name == field.name }) else {
                errors.add(Complaint("error.unknown_field"), to: field.name)
                continue
            }
            if input.all(field.name).count > 1 { errors.add(Complaint("error.invalid"), to: field.name) }
            errors.add(known.schema.queryErrors(of: field))
        }
        guard errors.isEmpty else { throw QueryRefusal(errors: errors) }
        return input
    }

    /// Which version the caller means to replace. Throws `VersionRequired` where the header is missing.
    package func replacedVersion() throws(VersionRequired) -> ReplacedVersion {
        let tags = request.headers.elements("if-match")
        guard let tag = tags.first else { throw VersionRequired() }
        if tags == ["*"] { return .any }
        let number = tags.count == 1 && tag.hasPrefix("\"") ? tag.dropFirst().prefix { $0 != "-" && $0 != "\"" } : ""
        return .version(Int(number) ?? -1)
    }
}

/// What `If-Match` says.
package enum ReplacedVersion: Sendable, Equatable {
    /// Whatever is there.
    case any
    /// -1, which nothing has, for a mark that is none of ours.
    case version(Int)

    /// The version to be replaced when this one is stored.
    package func replacing(_ stored: Int) -> Int {
        switch self {
        case .any: stored
        case .version(let version): version
        }
    }
}

/// A change without `If-Match`: 428.
package struct VersionRequired: Error {}

/// The query cannot be used: 400 with the parameters.
package struct QueryRefusal: Error {
    package let errors: FieldErrors

    package init(errors: FieldErrors) {
        self.errors = errors
    }
}

extension Schema {
    fileprivate func queryErrors(of field: Input.Field) -> FieldErrors {
        let value: JSON
        switch kind {
        case .integer(let range):
            guard let number = Int(field.value), String(number) == field.value else {
                return FieldErrors(field.name, Complaint("error.whole_number"))
            }
            if let range, !range.contains(number) {
                return FieldErrors(
                    field.name, Complaint("error.range", ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"]))
            }
            value = JSON(number)
        case .boolean:
            guard ["true", "false"].contains(field.value) else {
                return FieldErrors(field.name, Complaint("error.choice"))
            }
            return .none
        case .string(_, _, nil):
            let isRight = errors(of: .string(field.value)).isEmpty
            return isRight ? .none : FieldErrors(field.name, Complaint("error.invalid"))
        case .string(_, _, "date"?):
            guard LocalDate(field.value) != nil else { return FieldErrors(field.name, Complaint("error.date")) }
            value = .string(field.value)
        default: value = .string(field.value)
        }
        return shapeErrors(of: value, at: field.name)
    }
}
