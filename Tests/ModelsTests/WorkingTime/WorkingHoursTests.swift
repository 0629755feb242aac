import Forms
import Testing

@testable import Models

struct WorkingHoursTests {
    private func complaints(_ input: Input) -> [String] {
        do {
            _ = try WorkingHours(input)
            return []
        } catch {
            return error.entries.map { "\($0.field) \($0.complaint.key)" }
        }
    }

    @Test
    func `windows, nights and dates that differ are read, and shown as they were read`() throws {
        let hours = try WorkingHours(
            Input([
                "preset": "own", "mon.0.opens": "14:00", "mon.0.closes": "18:00", "mon.1.opens": "9:00",
                "mon.1.closes": "13:00", "mon.2.opens": "", "mon.2.closes": "", "sat.0.opens": "22:00",
                "sat.0.closes": "06:00", "sun.0.opens": "00:00", "sun.0.closes": "24:00",
                "exceptions.0.date": "2026-12-25", "exceptions.0.windows": "", "exceptions.7.date": "2026-12-24",
                "exceptions.7.windows": "9:00–12:00; 13:00 - 15:00", "exceptions.8.date": "",
                "exceptions.8.windows": "",
            ]))
        #expect(hours.windows(on: .mon).map(\.description) == ["09:00–13:00", "14:00–18:00"])
        #expect(hours.windows(on: .sat).map(\.description) == ["22:00–06:00"])
        #expect(hours.windows(on: .sun).map(\.description) == ["00:00–24:00"])
        #expect(hours.windows(on: .tue).isEmpty)
        let christmas = try #require(LocalDate("2026-12-25"))
        #expect(hours.windows(on: christmas).isEmpty && hours.exceptions.count == 2)
        #expect(hours.windows(on: christmas.advanced(days: -1)).count == 2)
        #expect(try WorkingHours(hours.input) == hours)
        #expect(try WorkingHours(storedText: hours.storedText()) == hours)
    }

    @Test
    func `a preset brings its week and leaves the dates that differ`() throws {
        let input = Input([
            "preset": "mon-fri-9-18", "sun.0.opens": "not even looked at", "exceptions.0.date": "2026-12-25",
        ])
        let hours = try WorkingHours(input)
        #expect(hours.preset == .office && hours.windows(on: .sun).isEmpty && hours.exceptions.count == 1)
        #expect(try WorkingHours(Input(["preset": "24-7"])) == .roundTheClock)
        #expect(hours.input["preset"] == "mon-fri-9-18")
    }

    @Test
    func `each wrong field has its own complaint`() {
        #expect(
            complaints(
                Input([
                    "mon.0.opens": "9", "mon.0.closes": "18:00", "tue.0.opens": "24:00", "tue.0.closes": "24:01",
                    "wed.0.opens": "09:00", "exceptions.0.date": "2026-02-30", "exceptions.1.date": "",
                    "exceptions.1.windows": "9:00-10:00", "exceptions.2.date": "2026-01-01",
                    "exceptions.2.windows": "9 till 5", "exceptions.3.date": "2026-01-02",
                    "exceptions.4.date": "2026-01-02",
                ])) == [
                    "mon.0.opens error.time_of_day", "tue.0.opens error.time_of_day", "tue.0.closes error.time_of_day",
                    "wed.0.closes error.required", "exceptions.0.date error.date", "exceptions.1.date error.required",
                    "exceptions.2.windows error.windows", "exceptions.4.date error.date_twice",
                ])
        #expect(
            complaints(
                Input([
                    "mon.0.opens": "09:00", "mon.0.closes": "13:00", "mon.1.opens": "12:59", "mon.1.closes": "18:00",
                    "mon.2.opens": "18:00", "mon.2.closes": "02:00", "tue.0.opens": "22:00", "tue.0.closes": "22:00",
                    "tue.1.opens": "23:00", "tue.1.closes": "01:00", "exceptions.0.date": "2026-01-01",
                    "exceptions.0.windows": "9:00-12:00, 11:00-13:00",
                ])) == [
                    "mon.1.opens error.windows_overlap", "tue.1.opens error.windows_overlap",
                    "exceptions.0.windows error.windows_overlap",
                ])
        #expect(complaints(Input(["preset": "always"])) == ["preset error.choice"])
        var crowd = Input.none
        for index in 0..<13 { crowd.append("fri.\(index).opens", "09:00") }
        #expect(complaints(crowd) == ["fri error.too_many"])
    }

    @Test
    func `a project's form has its own hours and those of its groups, each inherited unless set`() throws {
        let input = Input([
            "project.preset": "mon-fri-9-18", "groups.1.preset": "inherit", "groups.3.preset": "own",
            "groups.3.mon.0.opens": "10:00", "groups.3.mon.0.closes": "11:00",
        ])
        let hours = try ProjectHours(input, groups: [1, 2, 3])
        #expect(hours.project == .office && Array(hours.groups.keys) == [3])
        #expect(try ProjectHours(hours.input(groups: [1, 2, 3]), groups: [1, 2, 3]) == hours)
        #expect(try ProjectHours(storedText: hours.storedText()) == hours)
        #expect(try ProjectHours(storedText: "{}") == .inherited)
        #expect(throws: FieldErrors("groups.3.mon.0.closes", Complaint("error.required"))) {
            try ProjectHours(Input(["groups.3.mon.0.opens": "10:00"]), groups: [3])
        }
    }

    @Test
    func `one part of a project's hours is replaced alone`() {
        let hours = ProjectHours(project: .office, groups: [1: .roundTheClock])
        #expect(hours.setting(nil, for: nil) == ProjectHours(project: nil, groups: [1: .roundTheClock]))
        #expect(hours.setting(.office, for: 3).groups == [1: .roundTheClock, 3: .office])
        #expect(hours.setting(nil, for: 1) == ProjectHours(project: .office))
    }

    @Test
    func `stored text is the same for equal hours`() throws {
        let one = try hours(#"{"week":{"mon":[["14:00","18:00"],["09:00","13:00"]]}}"#)
        let two = try hours(#"{"exceptions":{},"week":{"tue":[],"mon":[["09:00","13:00"],["14:00","18:00"]]}}"#)
        #expect(one == two)
        #expect(try one.storedText() == #"{"week":{"mon":[["09:00","13:00"],["14:00","18:00"]]}}"#)
        for text in [#"{"week":{"day":[]}}"#, #"{"week":{"mon":[["09:00"]]}}"#, #"{"week":{},"exceptions":{"x":[]}}"#] {
            #expect(throws: DecodingError.self) { try hours(text) }
        }
    }
}
