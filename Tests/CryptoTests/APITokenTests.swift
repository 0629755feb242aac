import Crypto
import Testing

/// The text of a token and what is not one.
struct APITokenTests {
    @Test func `a token reads back as itself`() throws {
        for _ in 0..<200 {
            let token = APIToken.make(for: "live")
            let match = token.text.wholeMatch(
                of: /takt_live_[2-9a-hj-km-np-z]{12}_[A-Za-z0-9_-]{43}_[2-9a-hj-km-np-z]{6}/)
            #expect(match != nil, "\(token.text)")
            let read = try #require(APIToken(token.text))
            #expect(read.id == token.id && read.hash == token.hash)
            #expect(!"\(read)".contains(token.text.dropFirst(24).prefix(20)))
        }
    }

    @Test func `one changed, missing or additional character is no token`() {
        let text = Array(APIToken.make(for: "test").text)
        for position in text.indices {
            var changed = text
            changed[position] = changed[position] == "k" ? "m" : "k"
            #expect(APIToken(String(changed)) == nil, "\(position)")
            var shorter = text
            shorter.remove(at: position)
            #expect(APIToken(String(shorter)) == nil, "\(position)")
        }
        for other in ["", "takt", String(text) + "k", "k" + String(text), String(repeating: "_", count: 80)] {
            #expect(APIToken(other) == nil)
        }
    }
}
