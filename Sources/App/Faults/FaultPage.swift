import Forms
import Models
import Web

/// `Resources/templates/faults/fault.html`: an answer that is not what was asked for. Works without
/// anyone signed in and without a database.
struct FaultPage: Page {
    static let template = "faults/fault.html"

    enum Fault: Int, Encodable, CaseIterable {
        case badRequest = 400, forbidden = 403, notFound = 404, methodNotAllowed = 405, conflict = 409
        case contentTooLarge = 413, uriTooLong = 414, unsupportedMediaType = 415, tooManyRequests = 429
        case broken = 500, unavailable = 503
    }

    static let examples =
        Fault.allCases.map { FaultPage($0) } + [
            FaultPage(.forbidden, role: "admin", grantors: ["Ірина Бондар", "<James> Ward"]),
            FaultPage(.broken, incident: "01jd7q2m4f"),
            FaultPage(.tooManyRequests, retryAfter: 61),
            FaultPage(
                .tooManyRequests, back: "/p/a2b3c4d5e6/orders?state=over&x=<b>",
                reason: Complaint("fault.exports_running", ["n": "2"])),
            FaultPage(.unavailable, incident: "01jd7q2m4f", retryAfter: 5, retry: "/p/a2b3c4d5e6/orders?state=over"),
        ]

    let fault: Fault
    /// The number that stands in the log beside the cause.
    let incident: String?
    /// Seconds to wait; nil when nobody knows.
    let retryAfter: Int?
    /// The address to try again; nil where that makes no sense (after a POST).
    let retry: String?
    /// The page that the form stood on, where the browser names it.
    let back: String?
    /// What exactly was too much, where the page knows.
    let reason: Complaint?
    /// The role that could have: `manager`, `admin`.
    let role: String?
    /// Who can grant it.
    let grantors: [String]

    init(
        _ fault: Fault, incident: String? = nil, retryAfter: Int? = nil, retry: String? = nil, back: String? = nil,
        role: String? = nil, grantors: [String] = [], reason: Complaint? = nil
    ) {
        self.fault = fault
        self.incident = incident
        self.retryAfter = retryAfter
        self.retry = retry
        self.back = back
        self.role = role
        self.grantors = grantors
        self.reason = reason
    }
}
