import Glibc
import HTTP
import Synchronization

/// All open connections, for the limits, the deadlines and the end.
final class Registry: Sendable {
    private struct State {
        var peers: [ObjectIdentifier: Peer] = [:]
        var perAddress: [String: Int] = [:]
    }

    private let state = Mutex(State())

    func add(_ peer: Peer) {
        state.withLock {
            $0.peers[ObjectIdentifier(peer)] = peer
            $0.perAddress[peer.address, default: 0] += 1
        }
    }

    func remove(_ peer: Peer) {
        state.withLock {
            $0.peers[ObjectIdentifier(peer)] = nil
            let left = ($0.perAddress[peer.address] ?? 1) - 1
            $0.perAddress[peer.address] = left > 0 ? left : nil
        }
    }

    func count(of address: String) -> Int {
        state.withLock { $0.perAddress[address] ?? 0 }
    }

    var all: [Peer] { state.withLock { Array($0.peers.values) } }

    var isEmpty: Bool { state.withLock { $0.peers.isEmpty } }

    /// Ends the connections that kept us waiting too long, and those whose client has closed its side.
    ///
    /// Under the lock, because the library takes a connection out of the registry before it closes the
    /// descriptor: what stands here is open, and no stranger's.
    func sweep(_ now: ContinuousClock.Instant, _ settings: ServerSettings) {
        state.withLock { state in
            for peer in state.peers.values {
                let (isOverdue, mayHaveEnded) = peer.state.withLock { state in
                    switch state.stage {
                    case .idle, .streaming: (state.isOverdue(now, settings), true)
                    default: (state.isOverdue(now, settings), false)
                    }
                }
                guard isOverdue || mayHaveEnded && hasEnded(peer.descriptor) else { continue }
                shutdown(peer.descriptor, Int32(SHUT_RDWR))
                // The library does not look at a connection that is suspended.
                peer.stream?.drop()
            }
        }
    }

    /// The library keeps a half-closed connection until it has been idle for its time.
    private func hasEnded(_ descriptor: Int32) -> Bool {
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, SocketFlags.peek | SocketFlags.dontWait)
        return count == 0 || count < 0 && errno == ECONNRESET
    }
}
