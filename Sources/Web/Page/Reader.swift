package import Models

/// The person a page is rendered for, as far as wording goes: the ambient of every template function.
package struct Reader: Sendable {
    package let language: Language
    /// Seconds east of UTC at an instant, in the zone the page speaks of.
    package let offset: @Sendable (Instant) -> Int
    /// IANA name of that zone.
    package let zone: String
    /// The instant the page is rendered for.
    package let now: Instant
    /// The masked token every form carries.
    package let csrf: String

    package init(
        language: Language, zone: String, offset: @escaping @Sendable (Instant) -> Int, now: Instant, csrf: String
    ) {
        self.language = language
        self.zone = zone
        self.offset = offset
        self.now = now
        self.csrf = csrf
    }

    package func local(_ instant: Instant) -> LocalMoment {
        LocalMoment(instant, offset: offset(instant))
    }
}
