import HTTP
import Models
import Web

/// The documents of the JSON door, made from its routes alone (OpenAPI 3.1).
struct OpenAPI {
    let routes: [Route]
    let origin: String

    var document: JSON {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Takt", "version": "1",
                "description":
                    "Orders of an outside CRM by working time. Every call carries a token of one organization, which acts for the member who made it. Problems are told as RFC 9457 says; times are UTC, durations whole seconds.",
            ],
            "servers": [["url": .string(origin)]],
            "security": [["token": []]],
            "tags": .array(groups.map { ["name": .string($0)] }),
            "paths": .object(paths),
            "components": components,
        ]
    }

    /// The headings in the order of the routes.
    var groups: [String] {
        var seen: Set<String> = []
        return routes.compactMap(\.operation?.group).filter { seen.insert($0).inserted }
    }

    private var paths: [JSON.Member] {
        var paths: [JSON.Member] = []
        for path in routes.map(\.documentedPath) where !paths.contains(where: { $0.name == path }) {
            let methods = routes.filter { $0.documentedPath == path }.compactMap { route in
                route.operation.map { JSON.Member(route.method.rawValue.lowercased(), self.operation($0, of: route)) }
            }
            paths.append(JSON.Member(path, .object(methods)))
        }
        return paths
    }

    private func operation(_ operation: Operation, of route: Route) -> JSON {
        var members: [JSON.Member] = [
            JSON.Member("operationId", .string(operation.name)), JSON.Member("tags", [.string(operation.group)]),
            JSON.Member("summary", .string(operation.title)),
            JSON.Member("description", .string(operation.text + " " + route.neededWords)),
        ]
        let parameters = route.parameters.map(\.document) + headers(operation, route)
        if !parameters.isEmpty { members.append(JSON.Member("parameters", .array(parameters))) }
        if let body = operation.body {
            var content: [JSON.Member] = [JSON.Member("schema", body.document)]
            if let example = operation.bodyExample { content.append(JSON.Member("example", example)) }
            members.append(
                JSON.Member("requestBody", ["required": true, "content": ["application/json": .object(content)]]))
        }
        members.append(JSON.Member("responses", .object(responses(operation, route))))
        return .object(members)
    }

    private func headers(_ operation: Operation, _ route: Route) -> [JSON] {
        func reference(_ name: String) -> JSON { ["$ref": .string("#/components/parameters/\(name)")] }
        var headers: [JSON] = []
        if operation.replacesVersion { headers.append(reference("IfMatch")) }
        if route.method == .post || route.method == .patch { headers.append(reference("IdempotencyKey")) }
        if operation.events != nil {
            headers.append(reference("LastEventID"))
        } else if route.method == .get {
            headers.append(reference("IfNoneMatch"))
        }
        return headers
    }

    private func responses(_ operation: Operation, _ route: Route) -> [JSON.Member] {
        var content: [JSON.Member] = []
        if let schema = operation.answer { content.append(JSON.Member("schema", schema.document)) }
        if let example = operation.answerExample { content.append(JSON.Member("example", example)) }
        var headers: [JSON.Member] = [
            JSON.Member("ETag", ["description": "The mark of this answer.", "schema": ["type": "string"]])
        ]
        if operation.status == .created {
            headers.append(
                JSON.Member("Location", ["description": "Where it lies.", "schema": ["type": "string"]]))
        }
        var success = JSON.Member(
            "\(operation.status.code)",
            [
                "description": .string(operation.title + "."), "headers": .object(headers),
                "content": ["application/json": .object(content)],
            ])
        if let events = operation.events {
            let stream: JSON = ["schema": ["type": "string"], "example": .string(events)]
            success = JSON.Member(
                "200", ["description": .string(operation.title + "."), "content": ["text/event-stream": stream]])
        }
        return [success]
            + route.problemStatuses.map { status in
                JSON.Member("\(status.code)", ["$ref": .string("#/components/responses/\(status.code)")])
            }
    }

    private var components: JSON {
        let statuses = Set(ProblemCode.allCases.map(\.status.code) + [304]).sorted()
        func header(_ name: String, isRequired: Bool, _ text: String, most: Int? = nil) -> JSON {
            var schema: [JSON.Member] = [JSON.Member("type", "string")]
            if let most { schema.append(JSON.Member("pattern", .string("^[!-~]{1,\(most)}$"))) }
            return [
                "name": .string(name), "in": "header", "required": .bool(isRequired), "description": .string(text),
                "schema": .object(schema),
            ]
        }
        return [
            "securitySchemes": [
                "token": ["type": "http", "scheme": "bearer", "description": "takt_…, made under API tokens."]
            ],
            "parameters": [
                "IfMatch": header(
                    "If-Match", isRequired: true, "The ETag of what is replaced; * for whatever is there."),
                "IfNoneMatch": header(
                    "If-None-Match", isRequired: false, "The ETag of what one has: 304 when it still is."),
                "LastEventID": header(
                    "Last-Event-ID", isRequired: false, "The id of the last event one has: what one missed comes first."
                ),
                "IdempotencyKey": header(
                    "Idempotency-Key", isRequired: false,
                    "Chosen by the caller, one for each act: repeated within a day it gets the first answer again.",
                    most: 255),
            ],
            "schemas": ["Problem": Problem.schema.document],
            "responses": .object(statuses.map { JSON.Member("\($0)", response($0)) }),
        ]
    }

    private func response(_ status: Int) -> JSON {
        if status == 304 { return ["description": "The caller has it already."] }
        let codes = ProblemCode.allCases.filter { $0.status.code == status }.map(\.rawValue)
        return [
            "description": .string(codes.joined(separator: ", ")),
            "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
        ]
    }
}
