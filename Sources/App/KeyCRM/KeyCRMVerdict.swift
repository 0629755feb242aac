import HTTP
package import Outbound

/// What a call to the CRM came to, as the connection panel tells it.
package struct KeyCRMVerdict: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        case working
        case unauthorized
        case rateLimited = "rate_limited"
        /// Nothing was sent: it is not our turn to call under this key.
        case queued
        /// Nothing of the API is at this address; the base URL is wrong, or moved.
        case notFound = "not_found"
        case serverError = "server_error"
        /// Another status than any of these.
        case unexpected
        /// The status promised an answer and the body was none.
        case malformed
        /// No answer; `failure` says why.
        case unreachable
    }

    package let kind: Kind
    /// The HTTP status, when there was an answer.
    package var status: Int?
    /// How many statuses the CRM has, when it works and says so.
    package var statuses: Int?
    /// Seconds to wait: when the CRM limits us from 1 to 300, whatever was asked for; else until our turn.
    package var retryAfter: Int?
    package var failure: OutboundFailure?
    /// At most 200 visible characters of what was answered instead; empty when it works.
    package var excerpt = ""

    package var isWorking: Bool { kind == .working }

    /// The sentence in the message catalogue.
    package var key: String { failure?.key ?? "keycrm.\(kind.rawValue)" }

    /// What `{status}`, `{statuses}` and `{seconds}` of the sentence are.
    package var arguments: [String: String] {
        var arguments: [String: String] = [:]
        switch kind {
        case .working: arguments["statuses"] = statuses.map { "\($0)" } ?? "?"
        case .rateLimited, .queued: arguments["seconds"] = "\(retryAfter ?? Self.usualWait)"
        case .serverError, .unexpected: arguments["status"] = "\(status ?? 0)"
        case .unauthorized, .notFound, .malformed, .unreachable: break
        }
        return arguments
    }

    package var description: String {
        [kind.rawValue, status.map { "\($0)" }, failure?.description, excerpt]
            .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · ")
    }

    init(kind: Kind) {
        self.kind = kind
    }

    /// Our turn to call comes in so many seconds.
    init(queuedFor seconds: Double) {
        kind = .queued
        retryAfter = max(1, Int(min(seconds, 1e9).rounded(.up)))
    }

    package init(_ failure: OutboundFailure) {
        kind = .unreachable
        self.failure = failure
    }

    package init(working statuses: Int?, status: Int) {
        kind = .working
        self.statuses = statuses
        self.status = status
    }

    /// Nil when the status is 200 and the body is for the caller to read.
    init?(refusedBy response: OutboundResponse, key: String) {
        switch response.status.code {
        case 200: return nil
        case 401, 403: kind = .unauthorized
        case 429: kind = .rateLimited
        case 300..<400, 404, 405, 410: kind = .notFound
        case 500..<600: kind = .serverError
        default: kind = .unexpected
        }
        status = response.status.code
        if kind == .rateLimited { retryAfter = Self.wait(response.headers["retry-after"]) }
        excerpt = safeExcerpt(of: response.body, hiding: key)
    }

    init(malformed response: OutboundResponse, key: String) {
        kind = .malformed
        status = response.status.code
        excerpt = safeExcerpt(of: response.body, hiding: key)
    }

    static let usualWait = 30

    /// The verdict as one word with its detail: what is kept of it, and what `init(kept:)` reads.
    var word: String {
        let number = [.serverError, .unexpected].contains(kind) ? status : statuses ?? retryAfter
        let detail = failure?.rawValue ?? number.map { "\($0)" }
        return kind.rawValue + (detail.map { " " + $0 } ?? "")
    }

    /// Nil for what another version of the program has kept.
    init?(kept text: String) {
        let words = text.split(separator: " ").map(String.init)
        guard let kind = words.first.flatMap(Kind.init(rawValue:)) else { return nil }
        let detail = words.dropFirst().first
        if kind == .unreachable {
            guard let failure = detail.flatMap(OutboundFailure.init(rawValue:)) else { return nil }
            self.init(failure)
            return
        }
        self.init(kind: kind)
        if kind == .working { statuses = detail.flatMap { Int($0) } }
        if kind == .rateLimited { retryAfter = detail.flatMap { Int($0) } }
        if [.serverError, .unexpected].contains(kind) { status = detail.flatMap { Int($0) } }
    }

    private static func wait(_ header: String?) -> Int {
        header.flatMap { Int($0) }.map { min(300, max(1, $0)) } ?? usualWait
    }
}
