import Foundation
import Testing

@testable import Crypto

@Suite struct `Password hashes` {
    static let cheap = Argon2.Cost(kibibytes: 64, passes: 1, lanes: 1)

    func ring(_ text: String = KeyRing.newFile()) throws -> KeyRing { try KeyRing(text: text) }

    @Test func `Argon2id gives the value of the reference implementation`() throws {
        let known = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
        let encoded = try #require(Argon2.Encoded(known))
        #expect(Argon2.hash(Array("password".utf8), salt: encoded.salt, cost: encoded.cost) == encoded.hash)
        #expect(encoded.text == known)
    }

    @Test func `the standard cost is 46 MiB, one pass, one lane, and a real one verifies`() async throws {
        let hasher = PasswordHasher(ring: try ring(), threads: 2)
        let kept = try await hasher.hash("correct horse battery")
        #expect(kept.phc.hasPrefix("$argon2id$v=19$m=47104,t=1,p=1$"))
        #expect(kept.pepperID == "k001")
        #expect(
            try await hasher.verify("correct horse battery", against: kept)
                == PasswordVerdict(matches: true, needsRehash: false))
        #expect(try await !hasher.verify("correct horse batterz", against: kept).matches)
    }

    @Test func `composed and decomposed letters are the same password`() async throws {
        let hasher = PasswordHasher(ring: try ring(), cost: Self.cheap, threads: 2)
        let kept = try await hasher.hash("кафе\u{0301} йод ї зелене")
        #expect(
            try await hasher.verify("каф\u{0435}\u{0301} и\u{0306}од \u{0456}\u{0308} зелене", against: kept).matches)
    }

    @Test func `older cost and older pepper ask for a new hash; without the pepper nothing matches`() async throws {
        let first = KeyRing.newFile(id: "k001").split(separator: "\n")[0]
        let second = KeyRing.newFile(id: "k002").split(separator: "\n")[0]
        let before = PasswordHasher(ring: try ring("\(first)\nactive=k001"), cost: Self.cheap, threads: 2)
        let kept = try await before.hash("some long password")
        let dearer = PasswordHasher(
            ring: try ring("\(first)\nactive=k001"), cost: .init(kibibytes: 128, passes: 1, lanes: 1), threads: 2)
        let wants = PasswordVerdict(matches: true, needsRehash: true)
        #expect(try await dearer.verify("some long password", against: kept) == wants)
        let rotated = PasswordHasher(ring: try ring("\(first)\n\(second)\nactive=k002"), cost: Self.cheap, threads: 2)
        #expect(try await rotated.verify("some long password", against: kept) == wants)
        let without = PasswordHasher(ring: try ring("\(second)\nactive=k002"), cost: Self.cheap, threads: 2)
        #expect(try await !without.verify("some long password", against: kept).matches)
    }

    @Test(arguments: [
        "", "$argon2id$", "plain text", "$argon2i$v=19$m=64,t=1,p=1$c29tc2FsdA$c29tc2FsdA",
        "$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=64,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=64,t=1,p=1,x=2$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    ])
    func `a kept hash that is none, or asks for too much, matches nothing`(phc: String) async throws {
        let hasher = PasswordHasher(ring: try ring(), cost: Self.cheap, threads: 2)
        let kept = PasswordHash(phc: phc, pepperID: "k001")
        #expect(try await !hasher.verify("anything at all", against: kept).matches)
        #expect("\(kept)" == "(password hash)")
    }

    @Test func `an unknown account costs the same work and never matches`() async throws {
        let hasher = PasswordHasher(ring: try ring(), threads: 1)
        let kept = try await hasher.hash("some long password")
        func fastest(_ against: PasswordHash?) async throws -> Duration {
            var times: [Duration] = []
            for _ in 0..<5 {
                let start = ContinuousClock.now
                #expect(try await !hasher.verify("another password", against: against).matches)
                times.append(start.duration(to: .now))
            }
            return times.min() ?? .zero
        }
        let ratio = try await fastest(nil) / (try await fastest(kept))
        #expect(ratio > 0.4 && ratio < 2.5, "unknown against known account: \(ratio)")
    }

    @Test func `two run, fifty wait, the rest is refused at once with a time to come back`() async throws {
        let threads = HashThreads(limit: 2, waiting: 50)
        let gate = DispatchSemaphore(value: 0)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    do throws(Busy) {
                        try await threads.run { gate.wait() }
                        return true
                    } catch {
                        #expect(error.retryAfterSeconds > 0)
                        return false
                    }
                }
            }
            var outcomes: [Bool] = []
            // The eight that find no place answer while the others are held.
            for _ in 0..<8 { outcomes.append(await group.next() ?? true) }
            #expect(outcomes == Array(repeating: false, count: 8))
            #expect(threads.waiting == 50)
            for _ in 0..<52 { gate.signal() }
            for await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
        #expect(outcomes.count { $0 } == 52)
        #expect(try await threads.run { 7 } == 7)
    }
}

@Suite struct `Rules for a new password` {
    static let list: String = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return (try? String(contentsOf: root.appending(path: "Resources/passwords/common.txt"), encoding: .utf8)) ?? ""
    }()
    static let rules = PasswordRules(list: list)
    static let about = ["olena.koval@example.com", "Олена Коваль", "Майстерня Дуб", "Takt"]

    @Test func `the list has ten thousand entries in lower case and in one form`() {
        let entries = Self.list.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(entries.count == 10_000)
        #expect(Set(entries).count == 10_000)
        #expect(entries.allSatisfy { $0 == $0.lowercased() && String($0) == PasswordText(String($0)).text })
    }

    @Test func `length is counted in characters from below and in bytes from above`() {
        #expect(Self.rules.refusal(of: "k7#mQ2!xZ9v", about: []) == .short)
        #expect(Self.rules.refusal(of: "k7#mQ2!xZ9vw", about: []) == nil)
        #expect(Self.rules.refusal(of: "жовтий-кіт-пливе", about: []) == nil)
        let long = "the quick brown fox jumps over a lazy dog; "
        let filler = String(repeating: long, count: 6)
        #expect(Self.rules.refusal(of: String(filler.prefix(256)), about: []) != .long)
        #expect(Self.rules.refusal(of: String(filler.prefix(257)), about: []) == .long)
        #expect(Self.rules.refusal(of: String(repeating: "е\u{0301}", count: 100_000), about: []) == .long)
        #expect(PasswordRefusal.short.arguments == ["minimum": "12"])
    }

    @Test(arguments: [
        "password1234", "Password2024!", "P@ssw0rd2024", "passwordpassword", "123456789012", "qwertyuiop123",
        "aaaaaaaaaaaa", "abababababab", "abcdefghijkl", "111222333444", "iloveyou2025!", "dragonmonkey12",
        "qazwsxedcrfv",
        "пароль123456", "парольпароль", "йцукенгшщзхї", "gfhjkmgfhjkm", "1qaz2wsx3edc", "Administrator1",
        "1234567890qwerty",
        "qwerty qwerty", "ukraine2026!!",
        " \u{a0}\u{2003}\u{2002}\u{2009}\u{3000} \u{a0}\u{2003}\u{2002}\u{2009}\u{3000}", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦",
    ])
    func `what is tried first is refused`(password: String) {
        #expect(Self.rules.refusal(of: password, about: []) == .common)
    }

    @Test(arguments: [
        "olena.koval@example.com", "OlenaKoval2026", "Коваль-Олена-77", "майстернядуб!", "takt-takt-olena",
        "Koval!example",
    ])
    func `what stands beside it on the screen is refused`(password: String) {
        #expect(Self.rules.refusal(of: password, about: Self.about) == .personal)
    }

    @Test(arguments: [
        "correct horse battery", "k7#mQ2!xZ9vw", "сім слонів у човні", "olena sings at midnight", "vR4-tqB9-mmK2",
        "dragon8261947365x",
    ])
    func `a password with something of its own is accepted`(password: String) {
        #expect(Self.rules.refusal(of: password, about: Self.about) == nil)
    }
}
