package import Crypto
import HTTP
import Models
package import Store
package import Templates
package import Web

/// Everything a handler may reach for. Built once in `takt`; tests build their own.
package struct Services: Sendable {
    package var store: Store
    package var templates: Library
    /// For words outside templates: problems of the JSON door.
    package var texts: Catalogue
    package var files: StaticFiles
    package var zones: ZoneFiles
    package var ruleBook: RuleBook
    package var ring: KeyRing
    package var passwords: PasswordHasher
    package var passwordRules: PasswordRules
    package var origin: PublicOrigin
    package var rates: RateLimits
    /// Days until the bytes of a delivery are thrown away.
    package var rawDays = 90
    /// What the files of one organization may take together.
    package var fileBytes = 1 << 30
    package var room: MailRoom
    /// Whether anybody may make an organization.
    package var isSignUpOpen: Bool
    package var outside: Outside
    package var log: Log
    /// What this process counts for `/metrics`.
    package var metrics = Metrics()
    /// The open pages of this process that are told what changes.
    package var live: LiveStreams
    /// Wakes the workers of this process after something was queued; others poll.
    package var wakeWorkers: @Sendable () -> Void

    package init(
        store: Store, templates: Library, texts: Catalogue, files: StaticFiles, zones: ZoneFiles, ring: KeyRing,
        passwords: PasswordHasher, passwordRules: PasswordRules, origin: PublicOrigin, rates: RateLimits,
        room: MailRoom, isSignUpOpen: Bool, outside: Outside, log: Log,
        wakeWorkers: @escaping @Sendable () -> Void = {}
    ) {
        self.store = store
        self.templates = templates
        self.texts = texts
        self.files = files
        self.zones = zones
        ruleBook = RuleBook(zones: zones)
        self.ring = ring
        self.passwords = passwords
        self.passwordRules = passwordRules
        self.origin = origin
        self.rates = rates
        self.room = room
        self.isSignUpOpen = isSignUpOpen
        self.outside = outside
        self.log = log
        live = LiveStreams(store, outside)
        self.wakeWorkers = wakeWorkers
    }

    /// Signs the forms of a browser that has not signed in; made from the cookie it holds.
    func visitorKey(_ cookie: Token?) -> [UInt8] {
        guard let cookie, let key = ring.key(for: "visitor-form/v1") else { return [] }
        return HMAC.sha256(key: key, cookie.hash)
    }
}
