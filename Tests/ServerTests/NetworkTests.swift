import Server
import Testing

struct NetworkTests {
    @Test func `a network holds the addresses that begin like it`() throws {
        let ten = try #require(Network("10.0.0.0", prefix: 8))
        #expect(ten.contains("10.255.0.1"))
        #expect(!ten.contains("11.0.0.0"))
        #expect(!ten.contains("::1"))
        let odd = try #require(Network("192.168.16.0", prefix: 20))
        #expect(odd.contains("192.168.31.255"))
        #expect(!odd.contains("192.168.32.0"))
        let six = try #require(Network("2001:db8::", prefix: 33))
        #expect(six.contains("2001:db8:7fff::1"))
        #expect(!six.contains("2001:db8:8000::1"))
        #expect(try #require(Network("::", prefix: 0)).contains("fe80::1"))
    }

    @Test func `without bits it is one address, however it is written`() throws {
        let one = try #require(Network("0:0::1"))
        #expect(one.contains("::1"))
        #expect(!one.contains("::2"))
    }

    @Test func `what is no network is none`() {
        #expect(Network("localhost") == nil)
        #expect(Network("10.0.0.0", prefix: 33) == nil)
        #expect(Network("10.0.0.0", prefix: -1) == nil)
        #expect(Network("10.0.0") == nil)
        #expect(Network("127.0.0.1")?.contains("nonsense") == false)
    }
}
