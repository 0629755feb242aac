package import HTTP
package import Models

/// What a route of the JSON door tells about itself. The documents are made from this, and what is sent is
/// checked by the same value.
package struct Operation: Sendable {
    /// One name in the query.
    package struct Parameter: Sendable {
        package let name: String
        package let schema: Schema

        package init(_ name: String, _ schema: Schema) {
            self.name = name
            self.schema = schema
        }
    }

    /// Unique, as programs that are generated from the documents call it: `listOrders`.
    package let name: String
    /// The heading it stands under.
    package let group: String
    /// A few words.
    package let title: String
    /// One or two sentences.
    package let text: String
    /// What stands at each `{}` of the address behind the project, in order: its name and a sentence.
    package let captures: [(name: String, text: String)]
    package let query: [Parameter]
    /// What is sent; nil: nothing.
    package let body: Schema?
    package let bodyExample: JSON?
    /// It replaces a version: `If-Match` must say which.
    package let replacesVersion: Bool
    /// The status of success.
    package let status: Status
    /// Other statuses than the ones every operation has.
    package let problems: [Status]

    /// Filled in by the route, from the types of its handler.
    package internal(set) var scope: TokenScope?
    /// What may stand at each `{}` of the address behind the project.
    package internal(set) var captured: [Schema] = []
    package internal(set) var answer: Schema?
    package internal(set) var answerExample: JSON?
    /// Events as they happen (`text/event-stream`), and what they look like; nil: an answer that ends.
    package internal(set) var events: String?

    package init(
        _ name: String, in group: String, _ title: String, _ text: String,
        captures: [(name: String, text: String)] = [],
        query: [Parameter] = [], body: Schema? = nil, bodyExample: JSON? = nil, replacesVersion: Bool = false,
        status: Status = .ok, problems: [Status] = [], events: String? = nil
    ) {
        self.name = name
        self.group = group
        self.title = title
        self.text = text
        self.captures = captures
        self.query = query
        self.body = body
        self.bodyExample = bodyExample
        self.replacesVersion = replacesVersion
        self.status = status
        self.problems = problems
        self.events = events
    }

    func streaming(scope: TokenScope) -> Operation {
        var copy = self
        copy.scope = scope
        return copy
    }

    func answering<Output: Resource, each Capture: PathCapture>(
        _: Output.Type, scope: TokenScope?, _ capture: repeat (each Capture).Type
    ) -> Operation {
        var copy = self
        for schema in repeat (each capture).pathSchema { copy.captured.append(schema) }
        copy.scope = scope
        copy.answer = Output.schema
        copy.answerExample = Output.example.json
        return copy
    }
}

/// What a handler of the JSON door answers; the route turns it into bytes.
package struct Answer<Output: Resource>: Sendable {
    package let value: Output
    package let status: Status
    /// The version that the next change replaces; nil: it has none.
    package let version: Int?
    /// Where the thing that was made lies.
    package let location: String?

    package init(_ value: Output, _ status: Status = .ok, version: Int? = nil, location: String? = nil) {
        self.value = value
        self.status = status
        self.version = version
        self.location = location
    }

    /// With the mark of this version, and without a body where the caller has it.
    package func response(to request: Request) -> Response {
        var response = Response(status, json: value.json)
        let tag = EntityTag((version.map { "\($0)-" } ?? "") + Fingerprint.of(response.body))
        response.headers["etag"] = tag.headerValue
        if let location { response.headers["location"] = location }
        if request.method.isSafe {
            response.headers["cache-control"] = "private, no-cache"
            if tag.matches(ifNoneMatch: request) {
                response.status = .notModified
                response.body = []
                response.headers["content-type"] = nil
            }
        }
        return response
    }
}

/// Tells two answers apart; not a secret and no proof.
enum Fingerprint {
    /// FNV-1a, 64 bits.
    static func of(_ bytes: [UInt8]) -> String {
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }
}
