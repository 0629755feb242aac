/// A mail of the outbox.
package enum Mail {
    package typealias ID = Identifier<Mail>
}

/// What is to be written to somebody: which sentences, in which language, and where the button leads. Posted
/// with the change that causes it; the words are put together when it is sent.
package struct Letter: Sendable, Equatable {
    /// The sentences of a letter stand in the catalogue under its raw value: `mail.NAME.subject`, `.text`,
    /// `.note`, and `.button` where it has a link.
    package enum Kind: String, Sendable, CaseIterable {
        /// Its button leads to the form for a new password.
        case passwordReset = "password_reset"
        /// Nobody signs in with the address: nothing is sent, but asking has cost the same.
        case passwordResetOfNobody = "nobody"
        case passwordChanged = "password_changed"
        /// Its button leads to the form that makes the organization.
        case signUp = "sign_up"
        /// Somebody typed an address with which an account exists.
        case addressKnown = "address_known"
        /// To a new address: its button makes it the one to sign in with.
        case emailConfirm = "email_confirm"
        /// To the old address, before and after.
        case emailAsked = "email_asked"
        case emailChanged = "email_changed"
        /// Its button leads to joining an organization.
        case invitation
        /// An admin took the lost phone away.
        case secondFactorReset = "second_factor_reset"
        /// One's own second factor: a phone was set up, in place of none or of another; it was turned off; new recovery
        /// codes were made; one of them was used.
        case secondFactorSet = "second_factor_set"
        case secondFactorRemoved = "second_factor_removed"
        case recoveryCodesRenewed = "recovery_codes_renewed"
        case recoveryCodeUsed = "recovery_code_used"
        /// A token of one's own is about to end.
        case tokenEnding = "token_ending"
        /// A lead is to be called because of its score; nobody has reacted to one. The button leads to the activity.
        case leadReached = "lead_reached"
        case leadUnanswered = "lead_unanswered"
    }

    /// Where the button leads: an address of this site without its origin.
    package enum Link: Sendable, Equatable {
        case open(String)
        /// Holds a secret, so it is sealed with the installation's keys until it is sent.
        case sealed([UInt8])
    }

    /// Stays the same over all attempts; the `Message-ID` is made of it.
    package let id: Mail.ID
    package let kind: Kind
    package let recipient: String
    /// `en` or `uk`.
    package let language: String
    /// What the sentences name; never a secret.
    package let fields: [String: String]
    package let link: Link?
    /// Seconds after which it is of no use and is not sent any more.
    package let lifetime: Int?

    package init(
        id: Mail.ID, kind: Kind, recipient: String, language: String, fields: [String: String] = [:],
        link: Link? = nil, lifetime: Int? = nil
    ) {
        self.id = id
        self.kind = kind
        self.recipient = recipient
        self.language = language
        self.fields = fields
        self.link = link
        self.lifetime = lifetime
    }
}

/// A mail as the operator's list shows it; what it says is not kept.
package struct MailSummary: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
        case waiting, sent, failed
    }

    package let id: Mail.ID
    /// The raw value of a `Letter.Kind`, perhaps of another version of the program.
    package let kind: String
    package let recipient: String
    package let state: State
    package let attempts: Int
    /// What the last attempt came to; nil before the first.
    package let outcome: String?
    package let postedAt: Instant
    /// When it was sent or given up; the next attempt of one that waits.
    package let at: Instant

    package init(
        id: Mail.ID, kind: String, recipient: String, state: State, attempts: Int, outcome: String?,
        postedAt: Instant, at: Instant
    ) {
        self.id = id
        self.kind = kind
        self.recipient = recipient
        self.state = state
        self.attempts = attempts
        self.outcome = outcome
        self.postedAt = postedAt
        self.at = at
    }
}
