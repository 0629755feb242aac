@testable import App
import Forms
import Models
import Testing
import Web

struct HoursPageTests {
    private func page(_ input: Input) -> HoursPage {
        HoursPage(path: "/", tabs: [], group: nil, isInherited: false, input)
    }

    @Test func `rows are those that were typed, and only what can be read counts`() {
        let shown = page(
            Input([
                "mon.0.opens": "09:00", "mon.0.closes": "18:00", "mon.7.opens": "nine", "mon.7.closes": "",
                "tue.0.opens": "22:00", "tue.0.closes": "06:00", "exceptions.3.date": "2026-12-25",
            ]))
        #expect(shown.days[0].windows.map(\.remove) == ["remove.mon.0", "remove.mon.7"])
        #expect(shown.days[0].windows[1].opens.value == "nine")
        #expect(shown.days.map(\.seconds) == [32_400, 28_800, 0, 0, 0, 0, 0])
        #expect(shown.seconds == 61_200)
        #expect(shown.exceptions.map(\.date.name) == ["exceptions.3.date"])
    }

    @Test func `a window over midnight goes on in the line of the next day`() {
        let picture = WeekPicture([[], [], [], [], [], [], [(opens: 1_320, closes: 360)]])
        #expect(picture.lines[6].bars.map(\.width) == ["7.50%"])
        #expect(picture.lines[0].bars.map(\.x) == ["8.00%"])
        #expect(picture.lines[0].bars.map(\.closes) == ["06:00"])
    }

    @Test func `the form shows exactly what the decoder of the hours writes and reads`() throws {
        let hours = WorkingHours.office
        let shown = page(hours.input)
        var typed = Input.none
        for window in shown.days.flatMap(\.windows) {
            typed.append(window.opens.name, window.opens.value)
            typed.append(window.closes.name, window.closes.value)
        }
        #expect(try WorkingHours(typed) == hours)
    }
}
