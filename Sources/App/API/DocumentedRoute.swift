import HTTP
import Models
import Web

/// What the documents say about one name in the address or the query.
struct DocumentedParameter {
    let name: String
    /// `path` or `query`.
    let place: String
    let schema: Schema

    var document: JSON {
        let schema = schema.saying("")
        return [
            "name": .string(name), "in": .string(place), "required": .bool(place == "path"),
            "description": .string(self.schema.text), "schema": schema.document,
        ]
    }
}

extension Route {
    /// `/api/v1/projects/{project}/orders/{number}`
    var documentedPath: String {
        var names = parameters.filter { $0.place == "path" }.map(\.name)[...]
        return pattern.text.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0 == "{}" ? "{\(names.popFirst() ?? "")}" : String($0) }.joined(separator: "/")
    }

    var parameters: [DocumentedParameter] {
        let project = DocumentedParameter(
            name: "project", place: "path", schema: PublicID.schema.saying("The project_id of a project."))
        let captures = operation.map { operation in
            zip(operation.captures, operation.captured).map {
                DocumentedParameter(name: $0.name, place: "path", schema: $1.saying($0.text))
            }
        }
        let query = operation?.query.map { DocumentedParameter(name: $0.name, place: "query", schema: $0.schema) }
        return (isInProject ? [project] : []) + (captures ?? []) + (query ?? [])
    }

    /// Which token it takes, in words.
    var neededWords: String {
        switch access {
        case .token(let scope?, _, let role), .projectToken(let scope, _, let role):
            "Needs the scope \(scope) and a member who is \(role.rawValue) or more."
        default: "Any token."
        }
    }

    /// Every status but success that an answer can have.
    var problemStatuses: [Status] {
        guard let operation else { return [] }
        var statuses: Set<Status> = [
            .badRequest, .unauthorized, .forbidden, .tooManyRequests, .internalServerError, .unavailable,
        ]
        if isInProject { statuses.insert(.notFound) }
        if method == .get, operation.events == nil { statuses.insert(.notModified) }
        if method == .post || method == .patch { statuses.insert(.conflict) }
        if operation.replacesVersion { statuses.formUnion([.preconditionFailed, .preconditionRequired]) }
        if operation.body != nil { statuses.formUnion([.contentTooLarge, .unsupportedMediaType, .unprocessable]) }
        statuses.formUnion(operation.problems)
        return statuses.sorted { $0.code < $1.code }
    }

    private var isInProject: Bool {
        if case .projectToken = access { true } else { false }
    }
}
