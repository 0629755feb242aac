/// What came in from outside, as it is kept.
package struct LeadDelivery: Sendable, Equatable {
    /// What it said is forgotten then.
    package static let days = 90

    package enum Origin: String, Sendable, CaseIterable {
        case webhook, form
    }

    package enum Verdict: String, Sendable, CaseIterable {
        case created
        /// Another lead has its e-mail: nothing was made.
        case known
        /// It said too little or something that cannot be.
        case invalid
        /// Neither JSON nor a form.
        case malformed
        case tooLarge = "too_large"
    }

    package let id: Int
    package let receivedAt: Instant
    package let origin: Origin
    package let verdict: Verdict
    /// Why it became no lead, in English and without what was sent.
    package let reason: String
    /// How often the same came again.
    package let repeats: Int
    package let lead: Lead.ID?
    package let company: String?
    /// Bytes as they came.
    package let length: Int
    /// Its beginning, at most 64 kB; nil: not asked for, or forgotten after 90 days.
    package let body: [UInt8]?
    package let type: String
    package let network: String

    package init(
        id: Int, receivedAt: Instant, origin: Origin, verdict: Verdict, reason: String, repeats: Int, lead: Lead.ID?,
        company: String?, length: Int, body: [UInt8]?, type: String, network: String
    ) {
        self.id = id
        self.receivedAt = receivedAt
        self.origin = origin
        self.verdict = verdict
        self.reason = reason
        self.repeats = repeats
        self.lead = lead
        self.company = company
        self.length = length
        self.body = body
        self.type = type
        self.network = network
    }
}

/// What a program sends to be believed; the secret itself was seen once, when it was made.
package struct LeadSecret: Sendable, Equatable {
    /// From then on it is said that it should be changed.
    package static let days = 90

    package let id: Int
    package let createdAt: Instant
    package let lastUsedAt: Instant?

    package init(id: Int, createdAt: Instant, lastUsedAt: Instant?) {
        self.id = id
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }
}
