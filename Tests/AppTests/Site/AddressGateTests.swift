import Testing

@testable import App

struct AddressGateTests {
    private let gate = AddressGate(Rate(count: 2, seconds: 1, burst: 3))
    private let second: UInt64 = 1_000_000_000

    @Test func `a burst is let in, the next is told to wait, and time refills`() {
        #expect((0..<4).map { _ in gate.wait("192.0.2.1", at: 0) } == [0, 0, 0, 1])
        #expect(gate.wait("192.0.2.1", at: second / 2) == 0)
        #expect(gate.wait("192.0.2.1", at: second / 2) == 1)
        #expect((0..<4).map { _ in gate.wait("192.0.2.1", at: 60 * second) } == [0, 0, 0, 1])
    }

    @Test func `one address does not stand in another's way`() {
        for _ in 0..<9 { _ = gate.wait("192.0.2.1", at: 0) }
        #expect(gate.wait("192.0.2.2", at: 0) == 0)
    }

    @Test func `addresses of one IPv6 network count as one`() {
        for host in 1...3 { #expect(gate.wait("2001:db8:0:1200::\(host)", at: 0) == 0) }
        #expect(gate.wait("2001:db8:0:12ff::9", at: 0) == 1)
        #expect(gate.wait("2001:db8:0:1300::1", at: 0) == 0)
    }

    @Test func `a clock that seems to run back gives nothing away`() {
        for _ in 0..<3 { _ = gate.wait("192.0.2.1", at: 10 * second) }
        #expect(gate.wait("192.0.2.1", at: 9 * second) == 1)
        #expect(gate.wait("192.0.2.1", at: 10 * second) == 1)
    }

    @Test func `a flood from everywhere keeps the memory small`() {
        for number in 0..<50_000 { _ = gate.wait("\(number)", at: 0) }
        #expect(gate.wait("192.0.2.1", at: 0) == 0)
    }
}
