package import HTTP

/// What a program reads when a call failed (RFC 9457): `code` is a stable word, the rest is for people.
package struct Problem: Sendable {
    /// One field of the body or of the query and what is wrong with it.
    package struct FieldProblem: Sendable {
        package let field: String
        /// The key of the sentence, which does not change with the language.
        package let code: String
        package let message: String

        package init(field: String, code: String, message: String) {
            self.field = field
            self.code = code
            self.message = message
        }
    }

    package let status: Status
    package let code: String
    package let title: String
    package let detail: String
    /// Stands in the log.
    package let request: String
    package let errors: [FieldProblem]

    package init(
        _ status: Status, code: String, title: String, detail: String, request: String, errors: [FieldProblem] = []
    ) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.request = request
        self.errors = errors
    }

    /// `type` leads to the explanation of the word on the page with the documents.
    package var response: Response {
        var members: [JSON.Member] = [
            JSON.Member("type", .string("/docs#\(code)")), JSON.Member("status", JSON(status.code)),
            JSON.Member("code", .string(code)), JSON.Member("title", .string(title)),
            JSON.Member("detail", .string(detail)), JSON.Member("request", .string(request)),
        ]
        if !errors.isEmpty {
            let list = errors.map { error in
                JSON.object([
                    JSON.Member("field", .string(error.field)), JSON.Member("code", .string(error.code)),
                    JSON.Member("message", .string(error.message)),
                ])
            }
            members.append(JSON.Member("errors", .array(list)))
        }
        var response = Response(status, json: .object(members))
        response.headers["content-type"] = "application/problem+json"
        return response
    }

    /// For the documents.
    package static let schema: Schema = {
        let error = Schema(
            .object([
                Schema.Member("field", .text(nil, "The name in the body or the query; empty: the whole.")),
                Schema.Member("code", .text(nil, "A word that does not change with the language.")),
                Schema.Member("message", .text(nil, "A sentence in the language of Accept-Language.")),
            ]))
        return Schema(
            .object([
                Schema.Member("type", .text(nil, "Leads to the explanation of the code.")),
                Schema.Member("status", .whole(400...599)),
                Schema.Member("code", .text(nil, "A stable word for programs.")),
                Schema.Member("title", .text(nil, "What went wrong, for people.")),
                Schema.Member("detail", .text(nil, "What to do.")),
                Schema.Member("request", .text(nil, "The number of this request in the log.")),
                Schema.Member("errors", Schema(.list(error, most: nil)), isRequired: false),
            ]))
    }()
}
