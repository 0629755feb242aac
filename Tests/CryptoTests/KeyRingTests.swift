import Crypto
import Foundation
import Testing

@testable import Crypto

@Suite struct `The key ring` {
    let place = SecretPlace(table: "projects", column: "api_key", organization: UUID(), row: UUID())

    @Test func `AES-256-GCM gives the published case with extra data, and refuses other data`() throws {
        let key = try #require(Hex.decode("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"))
        let nonce = try #require(Hex.decode("cafebabefacedbaddecaf888"))
        let about = try #require(Hex.decode("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
        let plain = try #require(
            Hex.decode(
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
                    + "b16aedf5aa0de657ba637b39"))
        let sealed = try #require(AESGCM.seal(plain, key: key, nonce: nonce, about: about))
        #expect(
            Hex.encode(sealed)
                == "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
                + "c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b")
        #expect(AESGCM.open(sealed, key: key, nonce: nonce, about: about) == plain)
        #expect(AESGCM.open(sealed, key: key, nonce: nonce, about: []) == nil)
    }

    @Test func `a sealed value opens in its own place`() throws {
        let ring = try KeyRing(text: KeyRing.newFile())
        for length in [0, 1, 31, 32, 33, 1000] {
            let plain = RandomBytes.make(length)
            #expect(try ring.open(ring.seal(plain, in: place), in: place) == plain)
        }
    }

    @Test func `the layout is version, key id, nonce, padded text, tag`() throws {
        let ring = try KeyRing(text: KeyRing.newFile(id: "abc1"))
        let sealed = try ring.seal(Array("secret".utf8), in: place)
        #expect(sealed[0] == 1)
        #expect(Array(sealed[1..<5]) == Array("abc1".utf8))
        #expect(KeyRing.keyID(of: sealed) == "abc1")
        #expect(sealed.count == 1 + 4 + 12 + 32 + 16)
        #expect(try ring.seal(RandomBytes.make(31), in: place).count == sealed.count)
        #expect(try ring.seal(RandomBytes.make(32), in: place).count == sealed.count + 32)
        #expect(try ring.seal(Array("secret".utf8), in: place) != sealed)
    }

    @Test func `a value copied to another row, organization, column or table is unreadable`() throws {
        let ring = try KeyRing(text: KeyRing.newFile())
        let sealed = try ring.seal([1, 2, 3], in: place)
        let others = [
            SecretPlace(table: "projects", column: "api_key", organization: place.organization, row: UUID()),
            SecretPlace(table: "projects", column: "api_key", organization: UUID(), row: place.row),
            SecretPlace(table: "projects", column: "token", organization: place.organization, row: place.row),
            SecretPlace(table: "accounts", column: "api_key", organization: place.organization, row: place.row),
        ]
        for other in others { #expect(throws: SecretUnreadable.self) { try ring.open(sealed, in: other) } }
    }

    @Test func `any changed byte and any cut makes it unreadable`() throws {
        let ring = try KeyRing(text: KeyRing.newFile())
        let sealed = try ring.seal([1, 2, 3], in: place)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: SecretUnreadable.self) { try ring.open(changed, in: place) }
            #expect(throws: SecretUnreadable.self) { try ring.open(Array(sealed[..<index]), in: place) }
        }
    }

    @Test
    func `after rotation old values still open, new ones name the new key, and a ring without the old key refuses`()
        throws
    {
        let first = KeyRing.newFile(id: "k001").split(separator: "\n")[0]
        let second = KeyRing.newFile(id: "k002").split(separator: "\n")[0]
        let before = try KeyRing(text: "\(first)\nactive=k001")
        let during = try KeyRing(text: "# two keys\n\(first)\n\n\(second)\nactive=k002\n")
        let after = try KeyRing(text: "\(second)\nactive=k002")
        let old = try before.seal([7], in: place)
        #expect(try during.open(old, in: place) == [7])
        #expect(KeyRing.keyID(of: try during.seal([7], in: place)) == "k002")
        let thrown = #expect(throws: SecretUnreadable.self) { try after.open(old, in: place) }
        #expect(thrown?.reason == .unknownKey("k001"))
    }

    @Test func `purposes have different keys`() throws {
        let ring = try KeyRing(text: KeyRing.newFile())
        #expect(ring.key(for: "pepper/v1") != ring.key(for: "pepper/v2"))
        #expect(ring.key(for: "pepper/v1")?.count == 32)
        #expect(ring.key(for: "pepper/v1", id: "gone") == nil)
    }

    @Test(arguments: [
        "", "active=k001", "k001:AAAA\nactive=k001", "k1:\(Base64.encode(RandomBytes.make(32)))\nactive=k1",
        KeyRing.newFile() + KeyRing.newFile(), KeyRing.newFile() + "active=k001", KeyRing.newFile() + "nonsense",
        "k001:\(Base64.encode(RandomBytes.make(32)))", "k001:\(Base64.encode(RandomBytes.make(32)))\nactive=k002",
    ])
    func `a file that says too little or anything twice is refused`(text: String) {
        #expect(throws: KeyRingRefusal.self) { try KeyRing(text: text) }
    }
}

@Suite struct `The key file` {
    @Test func `a file of the owner is read; one that others may read is refused with its mode`() throws {
        let path = NSTemporaryDirectory() + "/takt-keys-\(UUID())"
        #expect(throws: KeyRingRefusal.missing(path: path)) { try KeyRing(file: path) }
        try Data(KeyRing.newFile().utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        for mode: UInt32 in [0o400, 0o600, 0o440] {
            chmod(path, mode)
            #expect(try KeyRing(file: path).ids == ["k001"])
        }
        for mode: UInt32 in [0o644, 0o404, 0o604, 0o666, 0o620] {
            chmod(path, mode)
            let thrown = #expect(throws: KeyRingRefusal.openToOthers(path: path, mode: mode)) {
                try KeyRing(file: path)
            }
            #expect(thrown?.description.contains(String(mode, radix: 8)) == true)
        }
    }

    @Test func `a directory and a device are no key files`() {
        #expect(throws: KeyRingRefusal.unreadable(path: "/")) { try KeyRing(file: "/") }
        #expect(throws: KeyRingRefusal.unreadable(path: "/dev/zero")) { try KeyRing(file: "/dev/zero") }
    }

    @Test func `canaries are made once per key and later prove that the file is the right one`() throws {
        let ring = try KeyRing(text: KeyRing.newFile())
        let kept = try ring.check([])
        #expect(kept.map(\.keyID) == ["k001"])
        #expect(try ring.check(kept).isEmpty)
        let stranger = try KeyRing(text: KeyRing.newFile())
        #expect(throws: KeyRingRefusal.keyDiffers(id: "k001")) { try stranger.check(kept) }
        let renamed = try KeyRing(text: KeyRing.newFile(id: "k002"))
        #expect(throws: KeyRingRefusal.keyMissing(id: "k001")) { try renamed.check(kept) }
    }
}
