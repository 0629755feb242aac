import Foundation
import Testing

@testable import Models

struct ZoneTests {
    @Test(arguments: Places.names)
    func `offsets agree with the system's own reading, from 1901 to 2037`(name: String) throws {
        let zone = try Places.zone(name)
        let system = try #require(TimeZone(identifier: name))
        var dice = Dice()
        for _ in 0..<2_000 {
            let second = dice.roll(-2_100_000_000...2_140_000_000)
            let expected = system.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
            #expect(
                zone.offset(at: Instant(second: Int64(second))) == expected, "seed \(dice.seed), second \(second)")
        }
    }

    @Test
    func `the rule at the end of the file holds beyond its table`() throws {
        let kyiv = try Places.zone("Europe/Kyiv")
        #expect(kyiv.offset(at: at("2150-07-01T00:00:00Z")) == 10_800)
        #expect(kyiv.offset(at: at("2150-01-01T00:00:00Z")) == 7_200)
        // The last Sunday of March 2150 is the 29th.
        #expect(kyiv.offset(at: at("2150-03-29T00:59:59Z")) == 7_200)
        #expect(kyiv.offset(at: at("2150-03-29T01:00:00Z")) == 10_800)
        let howe = try Places.zone("Australia/Lord_Howe")
        #expect(howe.offset(at: at("2101-01-01T00:00:00Z")) == 39_600)
        #expect(howe.offset(at: at("2101-07-01T00:00:00Z")) == 37_800)
    }

    @Test
    func `a time the clock skips is the instant of the skip, one shown twice is the first showing`() throws {
        let kyiv = try Places.zone("Europe/Kyiv")
        func first(_ date: String, _ minute: Int) throws -> String {
            kyiv.firstInstant(showing: LocalTime(try #require(LocalDate(date)), minute: minute)).description
        }
        #expect(try first("2026-03-29", 3 * 60 + 30) == "2026-03-29T01:00:00Z")
        #expect(try first("2026-03-29", 4 * 60) == "2026-03-29T01:00:00Z")
        #expect(try first("2026-10-25", 3 * 60 + 30) == "2026-10-25T00:30:00Z")
        #expect(try first("2026-10-25", 4 * 60) == "2026-10-25T02:00:00Z")
        let apia = try Places.zone("Pacific/Apia")
        let skipped = LocalTime(try #require(LocalDate("2011-12-30")), minute: 600)
        #expect(apia.firstInstant(showing: skipped).description == "2011-12-30T10:00:00Z")
    }

    @Test(arguments: Places.names)
    func `no instant before the first showing shows that time or a later one`(name: String) throws {
        let zone = try Places.zone(name)
        var dice = Dice()
        for _ in 0..<200 {
            let time = LocalTime(second: dice.roll(1_000_000_000...2_500_000_000))
            let first = zone.firstInstant(showing: time)
            #expect(zone.localTime(at: first) >= time, "seed \(dice.seed)")
            for back in [1, 60, 1800, 3600, 5400, 86_400, 100_000] {
                #expect(zone.localTime(at: first.advanced(seconds: -back)) < time, "seed \(dice.seed)")
            }
        }
    }

    @Test(arguments: [
        ("EET-2EEST,M3.5.0/3,M10.5.0/4", true), ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", true), ("IST-5:30", true),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", true), ("EST5EDT,J60/2,300/167:59:59", true), ("", false), ("EET", false),
        ("EET-2EEST", false), ("EET-2EEST,M3.5.0", false), ("EET-2EEST,M13.5.0,M10.5.0", false), ("E-2", false),
        ("EET-2EEST,M3.5.0/3,M10.5.0/4x", false), ("<+01-1", false), ("EET99999999999999999999", false),
    ])
    func `rules of the POSIX notation are read or refused`(text: String, isRule: Bool) {
        #expect((ZoneRule(Array(text.utf8)) != nil) == isRule)
    }

    @Test
    func `a file that is cut short or damaged is refused, never a trap`() throws {
        let bytes = Array(try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Kyiv")))
        for length in stride(from: 0, to: bytes.count - 1, by: 7) {
            #expect(throws: ZoneFileError.self) { try Zone(name: "X", file: Array(bytes.prefix(length))) }
        }
        var dice = Dice()
        for _ in 0..<200 {
            var damaged = bytes
            for _ in 0..<4 { damaged[dice.roll(0...bytes.count - 1)] = UInt8(dice.roll(0...255)) }
            _ = try? Zone(name: "X", file: damaged)
        }
    }

    @Test(arguments: ["Europe/Kyiv", "Etc/GMT+3", "America/Port-au-Prince", "UTC"])
    func `names of zones`(name: String) {
        #expect(Zone.isName(name))
    }

    @Test(arguments: ["", "../etc/passwd", "/etc/passwd", "Europe/../../x", "Europe/Kyiv\0", "zone.tab", "Київ"])
    func `what cannot be a zone is not looked for`(name: String) {
        #expect(!Zone.isName(name))
    }
}
