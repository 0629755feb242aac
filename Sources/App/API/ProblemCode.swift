import HTTP

/// Why a call of the JSON door failed: a stable word, its status, and the key of its sentences.
enum ProblemCode: String, CaseIterable {
    case malformed, query, cursor
    case tokenMissing = "token_missing"
    case tokenInvalid = "token_invalid"
    case scopeMissing = "scope_missing"
    case rightMissing = "right_missing"
    case addressRefused = "address_refused"
    case notFound = "not_found"
    case method
    case duplicateLead = "duplicate_lead"
    case duplicateCustomer = "duplicate_customer"
    case stageInUse = "stage_in_use"
    case stageNeeded = "stage_needed"
    case keyReused = "key_reused"
    case inProgress = "in_progress"
    case noKey = "no_api_key"
    case keyUnreadable = "api_key_unreadable"
    case crmFailed = "crm_failed"
    case activityEnded = "activity_ended"
    case versionStale = "version_stale"
    case tooLarge = "too_large"
    case mediaType = "media_type"
    case fields
    case versionRequired = "version_required"
    case tooMany = "too_many"
    case broken, unavailable

    var status: Status {
        switch self {
        case .malformed, .query, .cursor: .badRequest
        case .tokenMissing, .tokenInvalid: .unauthorized
        case .scopeMissing, .rightMissing, .addressRefused: .forbidden
        case .notFound: .notFound
        case .method: .methodNotAllowed
        case .duplicateLead, .duplicateCustomer, .stageInUse, .stageNeeded, .keyReused, .inProgress, .noKey,
            .keyUnreadable, .crmFailed, .activityEnded:
            .conflict
        case .versionStale: .preconditionFailed
        case .tooLarge: .contentTooLarge
        case .mediaType: .unsupportedMediaType
        case .fields: .unprocessable
        case .versionRequired: .preconditionRequired
        case .tooMany: .tooManyRequests
        case .broken: .internalServerError
        case .unavailable: .unavailable
        }
    }

    var title: String { "problem.\(rawValue)" }
    var detail: String { "problem.\(rawValue).detail" }
}

/// A call that fails for a reason the documents name.
struct Refused: Error {
    let code: ProblemCode
    /// What the sentence needs.
    var arguments: [String: String] = [:]
    var headers: Headers = [:]
}
