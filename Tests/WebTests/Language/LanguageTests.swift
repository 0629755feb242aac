import Models
import Testing
import Web

struct LanguageTests {
    @Test(arguments: [
        ("uk", Language.ukrainian), ("uk-UA,en;q=0.8", .ukrainian), ("en-GB,uk;q=0.9", .english),
        ("de,uk;q=0.5,en;q=0.6", .english), ("de", .english), ("uk;q=0, *;q=0.1", .english), ("", .english),
        ("uk;q=1.9,en", .ukrainian), (";;,=,q", .english), ("fr, UK ; q=0.3", .ukrainian),
    ])
    func `the best known language of an Accept-Language header is spoken`(header: String, expected: Language) {
        #expect(Language.negotiated(header) == expected)
    }

    @Test(arguments: [
        (0, PluralForm.many), (1, .one), (2, .few), (4, .few), (5, .many), (11, .many), (12, .many), (14, .many),
        (21, .one), (22, .few), (25, .many), (101, .one), (111, .many), (112, .many), (1_000_000, .many), (-1, .one),
    ])
    func `Ukrainian counts as CLDR says`(count: Int, form: PluralForm) {
        #expect(Language.ukrainian.plural(count) == form)
        #expect(Language.english.plural(count) == (count.magnitude == 1 ? .one : .other))
    }

    @Test func `numbers are grouped as the language writes them`() {
        #expect(Language.english.number(1_284) == "1,284")
        #expect(Language.ukrainian.number(1_284_000) == "1\u{202F}284\u{202F}000")
        #expect(Language.english.number(-12) == "−12")
        #expect(Language.english.number(Int.min) == "−9,223,372,036,854,775,808")
        #expect(Language.english.money(minor: 1_864_000, currency: "UAH") == "₴\u{A0}18,640")
        #expect(Language.ukrainian.money(minor: -1_864_005, currency: "UAH") == "−18\u{202F}640,05\u{A0}₴")
        #expect(Language.ukrainian.percent(85) == "85\u{A0}%")
    }

    @Test(arguments: [
        (999_999, "₴\u{A0}9,999"), (1_000_000, "₴\u{A0}10\u{A0}K"), (3_815_000, "₴\u{A0}38.2\u{A0}K"),
        (38_640_000, "₴\u{A0}386.4\u{A0}K"), (99_994_999, "₴\u{A0}999.9\u{A0}K"), (99_996_000, "₴\u{A0}1\u{A0}M"),
        (410_000_000, "₴\u{A0}4.1\u{A0}M"), (-124_000_000_000, "−₴\u{A0}1.2\u{A0}B"), (12, "₴\u{A0}0"),
    ])
    func `a sum among other words is short`(minor: Int, text: String) {
        #expect(Language.english.shortMoney(minor: minor, currency: "UAH") == text)
    }

    @Test func `a short sum is Ukrainian as well`() {
        #expect(Language.ukrainian.shortMoney(minor: 410_000_000, currency: "UAH") == "4,1\u{A0}млн\u{A0}₴")
        #expect(Language.ukrainian.shortMoney(minor: 3_800_000, currency: "CZK") == "38\u{A0}тис.\u{A0}CZK")
    }

    @Test(arguments: [
        (0, "0 m"), (59, "59 s"), (60, "1 m"), (2_280, "38 m"), (7_500, "2 h 05 m"), (111_900, "31 h 05 m"),
        (-7_500, "−2 h 05 m"), (4_500_000, "1,250 h 00 m"),
    ])
    func `working time is hours and minutes, never days`(seconds: Int, text: String) {
        #expect(Language.english.duration(seconds: seconds).replacing("\u{A0}", with: " ") == text)
    }

    @Test func `elapsed time may be days`() {
        let text = Language.english.duration(seconds: 278_880, days: true).replacing("\u{A0}", with: " ")
        #expect(text == "3 d 5 h 28 m")
        for (seconds, days, text) in [
            (278_880, true, "3 d 5 h"), (86_460, true, "1 d 0 h"), (7_500, true, "2 h 05 m"),
            (359_940, false, "99 h 59 m"), (360_060, false, "100 h"), (4_334_400, false, "1,204 h"),
            (-360_060, false, "−100 h"), (2_280, false, "38 m"),
        ] {
            let short = Language.english.duration(seconds: seconds, days: days, short: true)
            #expect(short.replacing("\u{A0}", with: " ") == text)
        }
        #expect(Language.ukrainian.duration(seconds: 7_500) == "2\u{A0}год 05\u{A0}хв")
    }

    @Test func `limits are typed as hours and minutes, over a day too`() {
        #expect(hoursAndMinutes(seconds: 28_800) == "8:00")
        #expect(hoursAndMinutes(seconds: 362_100) == "100:35")
    }
}

struct LocalMomentTests {
    @Test func `an instant becomes the date and the time of the zone`() {
        let local = LocalMoment(Instant(second: 1_795_101_900), offset: 7_200)
        #expect(local.iso == "2026-11-19T17:25:00+02:00")
        #expect(local.weekday == 3)
        #expect(LocalMoment(Instant(second: -1), offset: -3_600).iso == "1969-12-31T22:59:59-01:00")
        #expect(LocalMoment(Instant(second: 951_782_400), offset: 0).iso == "2000-02-29T00:00:00Z")
        #expect(LocalMoment(dayNumber: local.dayNumber).isoDate == "2026-11-19")
    }

    @Test func `near days are words and another year is written`() {
        let now = LocalMoment(Instant(second: 1_795_101_900), offset: 7_200)
        func said(_ days: Int, _ language: Language) -> String {
            let then = LocalMoment(Instant(second: 1_795_101_900 + Int64(days) * 86_400), offset: 7_200)
            return language.time(then, now: now).replacing("\u{A0}", with: " ")
        }
        #expect(said(0, .english) == "Today 17:25")
        #expect(said(-1, .ukrainian) == "Учора 17:25")
        #expect(said(1, .english) == "Tomorrow 17:25")
        #expect(said(4, .english) == "Mon 23 Nov 17:25")
        #expect(said(-365, .english) == "Wed 19 Nov 2025 17:25")
        #expect(said(2, .ukrainian) == "Сб 21 лист. 17:25")
    }

    @Test func `amid a sentence only English weekdays stay large`() {
        let now = LocalMoment(Instant(second: 1_795_101_900), offset: 7_200)
        let later = LocalMoment(Instant(second: 1_795_101_900 + 4 * 86_400), offset: 7_200)
        #expect(Language.english.inside("Today 17:25", of: now, now: now) == "today 17:25")
        #expect(Language.english.inside("Mon 23 Nov 17:25", of: later, now: now) == "Mon 23 Nov 17:25")
        #expect(Language.ukrainian.inside("Пн 23 лист. 17:25", of: later, now: now) == "пн 23 лист. 17:25")
    }

    @Test(arguments: [
        (20_773, 6, "16–22 November 2026", "16–22 листопада 2026"),
        (20_787, 6, "30 November – 6 December 2026", "30 листопада – 6 грудня 2026"),
        (20_815, 6, "28 December 2026 – 3 January 2027", "28 грудня 2026 – 3 січня 2027"),
    ])
    func `a span of days names each month and year once`(day: Int, length: Int, english: String, ukrainian: String) {
        func said(_ language: Language) -> String {
            language.days(LocalMoment(dayNumber: day), to: LocalMoment(dayNumber: day + length))
                .replacing("\u{A0}", with: " ").replacing("\u{2060}", with: "")
        }
        #expect(said(.english) == english)
        #expect(said(.ukrainian) == ukrainian)
    }
}
