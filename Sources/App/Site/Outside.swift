package import Models
package import Outbound

/// What Takt does not decide itself: the time, chance, and every byte it sends to another machine.
/// `Outside.live` is made in `takt` only; tests start from a still one and open what they need.
package struct Outside: Sendable {
    /// Business time. Leases, buckets and session expiry use the database's clock.
    package var now: @Sendable () -> Instant
    package var randomBytes: @Sendable (_ count: Int) -> [UInt8]
    /// A monotonic clock in nanoseconds, for durations alone.
    package var nanoseconds: @Sendable () -> UInt64
    package var send: @Sendable (OutboundRequest) async throws -> OutboundResponse
    /// Hands one mail over.
    package var mail: @Sendable (MailMessage) async -> MailOutcome

    package init(
        now: @escaping @Sendable () -> Instant,
        randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8],
        nanoseconds: @escaping @Sendable () -> UInt64,
        send: @escaping @Sendable (OutboundRequest) async throws -> OutboundResponse,
        mail: @escaping @Sendable (MailMessage) async -> MailOutcome
    ) {
        self.now = now
        self.randomBytes = randomBytes
        self.nanoseconds = nanoseconds
        self.send = send
        self.mail = mail
    }

    func newID<Entity>(_: Entity.Type = Entity.self) -> Identifier<Entity> {
        Identifier(at: now(), random: randomBytes(10))
    }

    func newPublicID() -> PublicID {
        PublicID(random: randomBytes(PublicID.length))
    }
}
