package import Forms

/// Why a body was not read, and the status that says so.
package enum BodyRefusal: Error, Equatable, Sendable {
    /// The reason is for programmers and logs, in English; it repeats nothing that was sent.
    case malformed(String)
    case unsupportedMediaType
    case tooLarge

    package var status: Status {
        switch self {
        case .malformed: .badRequest
        case .unsupportedMediaType: .unsupportedMediaType
        case .tooLarge: .contentTooLarge
        }
    }
}

extension Request {
    /// The fields of the body, whether a form or a JSON object was sent; none for an empty body.
    package func input(limits given: InputLimits? = nil) throws(BodyRefusal) -> Input {
        let limits = given ?? inputLimits
        if bodyOverflow != nil { throw .tooLarge }
        if body.isEmpty { return .none }
        guard let type = headers["content-type"].flatMap(ContentType.init), type.isUTF8 else {
            throw .unsupportedMediaType
        }
        switch type.essence {
        case "application/x-www-form-urlencoded": return try URLEncodedForm.decode(body, limits: limits)
        case "multipart/form-data": return try form().input
        case "application/json": return try Input(json: json(limits: limits), limits: limits)
        default: throw .unsupportedMediaType
        }
    }

    /// The fields of the query string.
    package func queryInput(limits: InputLimits? = nil) throws(BodyRefusal) -> Input {
        try URLEncodedForm.decode(query.utf8, limits: limits ?? inputLimits)
    }

    /// The body as JSON, whatever its type says.
    package func json(limits given: InputLimits? = nil) throws(BodyRefusal) -> JSON {
        let limits = given ?? inputLimits
        if bodyOverflow != nil || body.count > limits.bytes { throw .tooLarge }
        do { return try JSON(parsing: body, maxDepth: limits.depth) } catch {
            throw .malformed("\(error)")
        }
    }
}

extension Input {
    /// A JSON object flattened into dotted names: members of objects by their name, elements of an
    /// array as one name repeated, or by position where they are objects or arrays; null is left out.
    package init(json: JSON, limits: InputLimits = .standard) throws(BodyRefusal) {
        guard case .object(let members) = json else { throw .malformed("not a JSON object") }
        self.init()
        for member in members { try append(member.value, as: member.name, limits, depth: limits.depth) }
    }

    /// `depth` bounds the recursion: `JSON` values can also be built by hand.
    private mutating func append(
        _ value: JSON, as name: String, _ limits: InputLimits, depth: Int
    ) throws(BodyRefusal) {
        guard name.utf8.count <= limits.nameBytes else { throw .malformed("a field name is too long") }
        guard depth > 0 else { throw .malformed("nested too deep") }
        let text: String
        switch value {
        case .null: return
        case .bool(let flag): text = flag ? "true" : "false"
        case .number(let digits): text = digits
        case .string(let string): text = string
        case .array(let elements):
            for (position, element) in elements.enumerated() {
                try append(
                    element, as: element.isContainer ? "\(name).\(position)" : name, limits, depth: depth - 1)
            }
            return
        case .object(let members):
            for member in members {
                try append(member.value, as: "\(name).\(member.name)", limits, depth: depth - 1)
            }
            return
        }
        guard fields.count < limits.fields else { throw .malformed("more than \(limits.fields) fields") }
        append(name, text)
    }
}
