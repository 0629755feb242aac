import Crypto
import Models
import Store

/// What every call to the CRM goes through: calls are counted by API key over all processes.
package struct KeyCRMGate: Sendable {
    /// Returns when a call may go, or throws the verdict that its turn comes later.
    package let enter: @Sendable () async throws(KeyCRMVerdict) -> Void
    /// The CRM asked for so many seconds of silence.
    package let close: @Sendable (_ seconds: Int) async -> Void

    /// Lets everything through, for a client without a key of ours.
    package static let open = KeyCRMGate(enter: {}, close: { _ in })
}

extension Services {
    /// The gate of one API key. A person at a page waits for some seconds at most; a job is told its turn.
    func gate(for key: [UInt8], calling place: CallPlace) -> KeyCRMGate {
        let hash = callLine(of: key)
        let (store, rate, log) = (store, rates.keyCRM, log)
        return KeyCRMGate(
            enter: { () async throws(KeyCRMVerdict) in
                var patience = place == .now ? Self.patience : 0
                while true {
                    let wait: Double
                    do {
                        wait = try await store.takeCall(hash, rate: rate.perSecond, burst: rate.burst, from: place)
                    } catch {
                        log.event("call_line_unreadable", [:])
                        throw KeyCRMVerdict(queuedFor: 5)
                    }
                    if wait <= 0 { return }
                    guard wait <= patience, (try? await Task.sleep(for: .seconds(wait))) != nil else {
                        throw KeyCRMVerdict(queuedFor: wait)
                    }
                    patience -= wait
                }
            },
            close: { seconds in
                do { try await store.pauseCalls(hash, seconds: seconds) } catch {
                    log.event("call_line_unreadable", [:])
                }
            })
    }

    /// Seconds that a person waits at a page before they are told to come back.
    private static let patience = 4.0

    /// The name of a key's line: a keyed hash, so that the database tells nobody the key, nor whether two
    /// installations use the same. The oldest master key makes it, so that adding one changes no line.
    func callLine(of key: [UInt8]) -> [UInt8] {
        let secret = ring.ids.first.flatMap { ring.key(for: "call-line/v1", id: $0) } ?? []
        return HMAC.sha256(key: secret, key)
    }
}
