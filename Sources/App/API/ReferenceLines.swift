import HTTP
import Models
import Web

extension ReferencePage.Operation {
    /// nil for a route that tells nothing about itself.
    init?(_ route: Route, _ origin: String) {
        guard let operation = route.operation else { return nil }
        let sent = route.parameters.map { parameter in
            ReferencePage.Line(
                name: parameter.name, place: parameter.place, kind: parameter.schema.words,
                isRequired: parameter.place == "path", text: parameter.schema.text)
        }
        let takesKey = route.method == .post || route.method == .patch
        self.init(
            anchor: operation.name, method: route.method.rawValue, path: route.documentedPath, title: operation.title,
            text: operation.text, scope: operation.scope?.rawValue, role: route.role,
            sent: sent + (operation.body?.lines("body") ?? []), needsVersion: operation.replacesVersion,
            takesKey: takesKey, request: Self.request(operation, route, origin),
            status: operation.status.code, answer: operation.events ?? operation.answerExample?.indented() ?? "",
            answered: operation.answer?.lines("answer") ?? [])
    }

    private static func request(_ operation: Web.Operation, _ route: Route, _ origin: String) -> String {
        var path = route.documentedPath.replacing("{project}", with: PublicID.example.rawValue)
        for capture in operation.captures {
            path = path.replacing(
                "{\(capture.name)}", with: ["number": "10431", "notification": "1205"][capture.name] ?? "3")
        }
        var lines = ["curl \(origin)\(path)", "-H \"Authorization: Bearer $TAKT_TOKEN\""]
        if route.method != .get { lines[0] = "curl -X \(route.method.rawValue) \(origin)\(path)" }
        if operation.replacesVersion { lines.append("-H 'If-Match: \"4-1k2j3h\"'") }
        if route.method == .post { lines.append("-H 'Idempotency-Key: 5f0c8f0e-1'") }
        if let body = operation.bodyExample {
            lines += ["-H 'Content-Type: application/json'", "-d '\(body.text)'"]
        }
        return lines.joined(separator: " \\\n  ")
    }
}

extension Route {
    fileprivate var role: String {
        switch access {
        case .token(_, _, let role), .projectToken(_, _, let role): role.rawValue
        default: ""
        }
    }
}

extension Schema {
    /// The members of an object, those inside after it, with dots.
    fileprivate func lines(_ place: String, under name: String = "") -> [ReferencePage.Line] {
        switch kind {
        case .object(let members):
            return members.flatMap { member in
                let path = name.isEmpty ? member.name : "\(name).\(member.name)"
                let line = ReferencePage.Line(
                    name: path, place: place, kind: member.schema.words, isRequired: member.isRequired,
                    text: member.schema.text)
                return [line] + member.schema.lines(place, under: path)
            }
        case .list(let element, _): return element.lines(place, under: name + "[]")
        case .numbered(let element): return element.lines(place, under: name + ".{number}")
        default: return []
        }
    }

    /// What it may be, in a word or two.
    fileprivate var words: String {
        let words =
            switch kind {
            case .string(_, _, "date-time"?): "instant"
            case .string(_, _, "date"?): "date"
            case .string(let length, _, _): length.map { "text, at most \($0.upperBound)" } ?? "text"
            case .choice(let choices): choices.joined(separator: " | ")
            case .integer(let range?) where range.upperBound < 1_000_000:
                "integer, \(range.lowerBound) to \(range.upperBound)"
            case .integer: "integer"
            case .boolean: "true | false"
            case .list: "list"
            case .numbered: "object by number"
            case .object: "object"
            }
        return isNullable ? words + " | null" : words
    }
}
