import HTTP
import Models
import Web

/// `Resources/templates/api/reference.html`: the documents of the JSON door for people.
struct ReferencePage: Page {
    static let template = "api/reference.html"

    struct Line: Encodable {
        let name: String
        /// `path`, `query`, `body` or `answer`.
        let place: String
        /// What it may be, in a word or two: `integer, 1 to 100`.
        let kind: String
        let isRequired: Bool
        let text: String
    }

    struct Operation: Encodable {
        let anchor, method, path, title, text: String
        /// nil: any token.
        let scope: String?
        /// The lowest role of the member, as `viewer`.
        let role: String
        /// What is sent: in the address, the query and the body.
        let sent: [Line]
        let needsVersion, takesKey: Bool
        /// A call in a shell.
        let request: String
        let status: Int
        let answer: String
        let answered: [Line]
    }

    struct Group: Encodable {
        let anchor, name: String
        let operations: [Operation]
    }

    struct Code: Encodable {
        let code: String
        let status: Int
        /// A key of the catalogue.
        let title: String
    }

    let groups: [Group]
    let codes: [Code]
    let document = Reference.document()
}

extension ReferencePage {
    init(_ routes: [Route], origin: String) {
        let names = OpenAPI(routes: routes, origin: origin).groups
        self.init(
            groups: names.map { name in
                Group(
                    anchor: name.lowercased().replacing(" ", with: "-"), name: name,
                    operations: routes.filter { $0.operation?.group == name }.compactMap { Operation($0, origin) })
            },
            codes: ProblemCode.allCases.map { Code(code: $0.rawValue, status: $0.status.code, title: $0.title) })
    }

    static let examples = [
        ReferencePage(
            groups: [
                Group(
                    anchor: "orders", name: "Orders",
                    operations: [
                        Operation(
                            anchor: "listOrders", method: "GET", path: "/api/v1/projects/{project}/orders",
                            title: "The orders", text: "The open ones.", scope: "orders:read", role: "viewer",
                            sent: [
                                Line(
                                    name: "project", place: "path", kind: "text", isRequired: true, text: "A project."),
                                Line(
                                    name: "limit", place: "query", kind: "integer, 1 to 100", isRequired: false,
                                    text: ""),
                            ], needsVersion: false, takesKey: false, request: "curl https://takt.example/<x>",
                            status: 200, answer: "{\n  \"items\": []\n}",
                            answered: [
                                Line(name: "items", place: "answer", kind: "list", isRequired: true, text: "A page.")
                            ]),
                        Operation(
                            anchor: "changeProject", method: "PATCH", path: "/api/v1/projects/{project}",
                            title: "Change a project", text: "What is left out stays.", scope: nil, role: "admin",
                            sent: [], needsVersion: true, takesKey: true, request: "curl -X PATCH", status: 200,
                            answer: "{}", answered: []),
                    ])
            ], codes: [Code(code: "not_found", status: 404, title: "problem.not_found")]),
        ReferencePage(groups: [], codes: []),
    ]
}
