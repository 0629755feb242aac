import Forms
import Foundation
import Models
import Templates
import Testing
import Web

struct FunctionsTests {
    private struct Shown: Encodable {
        let when = Instant(second: 1_795_095_600 - 7_200)
        let complaint = Complaint("error.range", ["low": "1", "high": "<99>"])
        let fetched = Complaint("flash.fetched", ["n": "1002"])
        let name = "<Олена> Марченко"
        let amount = Complaint("amount", ["minor": "1250050", "currency": "UAH"])
        let day = Complaint("day", ["day": "2026-11-23"])
        let moment = Complaint("moment", ["moment": "2026-11-19T11:40:00.000000Z"])
    }

    /// What a template says to a reader in Kyiv on Thursday 19 November 2026 at 15:40.
    private func said(_ template: String, _ language: Language = .english) throws -> String {
        let texts = [
            #""hello": "Hello {name} & all""#, #""error.range": "From {low} to {high}""#, #""group.new": "New""#,
            #""flash.fetched": {"one": "{n} status", "other": "{n} statuses"}"#,
            #""amount": "{money}", "day": "{date}", "moment": "{time}""#,
        ]
        let ukrainian = [
            #""hello": "Вітаємо {name}""#, #""error.range": "Від {low} до {high}""#, #""group.new": "Нове""#,
            #""flash.fetched": {"one": "{n} статус", "few": "{n} статуси", "many": "{n} статусів", "other": "{n} статусу"}"#,
            #""amount": "{money}", "day": "{date}", "moment": "{time}""#,
        ]
        let catalogue = try Catalogue([
            .english: Data("{\(texts.joined(separator: ","))}".utf8),
            .ukrainian: Data("{\(ukrainian.joined(separator: ","))}".utf8),
        ])
        let assets = ["icons.svg": "/assets/icons.1.svg"]
        let library = try Library(
            sources: ["page": template], functions: Functions(catalogue: catalogue, assets: assets).all)
        let reader = Reader(
            language: language, zone: "Europe/Kyiv", offset: { _ in 7_200 },
            now: Instant(second: 1_795_095_600), csrf: "a\"b")
        let bytes = try library.render("page", Value(encoding: Shown()), ambient: reader)
        return String(decoding: bytes, as: UTF8.self).replacing("\u{A0}", with: " ")
    }

    @Test func `a text is escaped, and finished HTML in it is not`() throws {
        #expect(try said(#"{{ t("hello", name="<b>") }}"#) == "Hello &lt;b&gt; &amp; all")
        #expect(try said(#"{{ t("hello", name=icon("ok")) }}"#).hasPrefix(#"Hello <svg class="i""#))
        #expect(try said(#"{{ t("hello", name=icon("ok")) }}"#).hasSuffix("</svg> &amp; all"))
    }

    @Test func `a complaint and a flash are said in the reader's language`() throws {
        #expect(try said("{{ words(complaint) }}") == "From 1 to &lt;99&gt;")
        #expect(try said("{{ words(fetched) }}") == "1,002 statuses")
        #expect(try said("{{ words(fetched) }}", .ukrainian) == "1\u{202F}002 статуси")
    }

    @Test func `money, a day and a moment among the arguments are written as the reader's language writes them`() throws
    {
        #expect(try said("{{ words(amount) }}") == "₴ 12,500.50")
        #expect(try said("{{ words(amount) }}", .ukrainian) == "12\u{202F}500,50 ₴")
        #expect(try said("{{ words(day) }}") == "Mon 23 Nov")
        #expect(try said("{{ words(day) }}", .ukrainian) == "Пн 23 лист.")
        #expect(try said("{{ words(moment) }}") == "Today 13:40")
    }

    @Test func `an unknown text, a missing argument or a missing count stops the page`() {
        for template in [
            #"{{ t("nowhere") }}"#, #"{{ t("hello") }}"#, #"{{ t("flash.fetched") }}"#, "{{ time(name) }}",
        ] {
            #expect(throws: TemplateError.self) { try said(template) }
        }
    }

    @Test func `times are said in the zone and stand in an element that machines read`() throws {
        #expect(
            try said("{{ time(when) }}") == #"<time datetime="2026-11-19T13:40:00+02:00">Today 13:40</time>"#)
        #expect(try said("{{ time(when, inside=true) }}", .ukrainian).hasSuffix(">сьогодні 13:40</time>"))
        #expect(try said("{{ days(when, when) }}") == "19\u{2060}–\u{2060}19 November 2026")
        #expect(try said("{{ ago(when) }}") == #"<time datetime="2026-11-19T13:40:00+02:00">2 h 00 m ago</time>"#)
        #expect(try said("{{ date(when) }}", .ukrainian) == #"<time datetime="2026-11-19">Чт 19 лист.</time>"#)
        #expect(try said("{{ clock(when) }} {{ plain_time(when) }}").hasSuffix("Thu 19 Nov 13:40"))
    }

    @Test func `a name in another language than the page says so`() throws {
        #expect(try said("{{ named(name) }}") == #"<span lang="uk">&lt;Олена&gt; Марченко</span>"#)
        #expect(try said("{{ named(name) }}", .ukrainian) == "&lt;Олена&gt; Марченко")
        #expect(try said("{{ initials(name) }}") == "ОМ")
        #expect(try said(#"{{ stage("New") }} {{ stage("Складання") }}"#, .ukrainian) == "Нове Складання")
    }

    @Test func `the hidden field carries the reader's token, escaped`() throws {
        #expect(try said("{{ csrf() }}") == #"<input type="hidden" name="csrf" value="a&#34;b">"#)
    }
}
