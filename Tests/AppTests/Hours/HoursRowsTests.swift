import Forms
import Models
import Testing

@testable import App

struct HoursRowsTests {
    private let typed = Input([
        "mon.0.opens": "9", "mon.0.closes": "<late>", "mon.2.opens": "14:00", "mon.2.closes": "18:00",
        "tue.0.opens": "10:00", "tue.0.closes": "11:00", "sat.0.opens": "10:00", "sat.0.closes": "15:00",
        "exceptions.4.date": "2026-12-25", "exceptions.4.windows": "", "version": "3",
    ])

    @Test func `a row is added behind those there are, empty, and all that was typed stays`() {
        let day = typed.pressing("add.mon")
        #expect(day?["mon.3.opens"] == "" && day?["mon.3.closes"] == "" && day?["mon.0.closes"] == "<late>")
        #expect(typed.pressing("add.wed")?["wed.0.opens"] == "")
        let date = typed.pressing("add.exceptions")
        #expect(date?["exceptions.5.date"] == "" && date?["exceptions.5.windows"] == "" && date?["version"] == "3")
    }

    @Test func `a row is taken away alone`() {
        let day = typed.pressing("remove.mon.0")
        #expect(day?.group("mon").keys == ["2"] && day?["tue.0.opens"] == "10:00")
        #expect(typed.pressing("remove.exceptions.4")?.group("exceptions").fields.isEmpty == true)
    }

    @Test func `Monday is copied to the other working days, as typed`() {
        let copied = typed.pressing("copy.mon")
        for day in ["tue", "wed", "thu", "fri"] { #expect(copied?.group(day) == typed.group("mon")) }
        #expect(copied?["sat.0.opens"] == "10:00" && copied?.group("sun").fields.isEmpty == true)
    }

    @Test func `a preset replaces the week and leaves the dates that differ`() throws {
        let office = try #require(typed.pressing("preset.mon-fri-9-18"))
        #expect(try WorkingHours(office).preset == .office && office["exceptions.4.date"] == "2026-12-25")
        #expect(try WorkingHours(try #require(typed.pressing("preset.24-7"))).preset == .roundTheClock)
    }

    @Test(
        arguments: [
            "", "add", "add.", "add.moon", "remove", "remove.mon", "remove.version.0", "copy.moon", "preset.always",
            "save.mon",
        ])
    func `no other button is known`(button: String) {
        #expect(typed.pressing(button) == nil)
    }

    @Test func `absurd row numbers are not counted on`() {
        let input = Input(["mon.9223372036854775807.opens": "09:00", "mon.-4.opens": "", "mon.x.opens": ""])
        #expect(input.pressing("add.mon")?["mon.0.opens"] == "")
    }
}
