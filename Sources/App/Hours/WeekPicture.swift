/// Working windows of a week as a picture: one line a day, midnight to midnight. A window over
/// midnight goes on in the next line.
struct WeekPicture: Encodable {
    struct Bar: Encodable {
        let x, width: String
        /// The window it belongs to.
        let opens, closes: String
    }

    struct Line: Encodable {
        /// 0 is Monday.
        let weekday: Int
        let textY, barY: Int
        let bars: [Bar]
    }

    struct Hour: Encodable {
        let x: String
        let label: String
    }

    let lines: [Line]
    let hours: [Hour]

    /// Minutes of the day per weekday, Monday first; `closes` not after `opens` means the next day.
    init(_ week: [[(opens: Int, closes: Int)]]) {
        var bars: [[Bar]] = Array(repeating: [], count: 7)
        for (day, windows) in week.prefix(7).enumerated() {
            for window in windows {
                func bar(_ from: Int, _ to: Int) -> Bar {
                    Bar(
                        x: Self.x(from), width: percentage((to - from) * 9_000 / 1_440),
                        opens: Self.clock(window.opens), closes: Self.clock(window.closes))
                }
                if window.closes > window.opens {
                    bars[day].append(bar(window.opens, window.closes))
                } else {
                    bars[day].append(bar(window.opens, 1_440))
                    if window.closes > 0 { bars[(day + 1) % 7].append(bar(0, window.closes)) }
                }
            }
        }
        lines = bars.enumerated().map { day, bars in
            Line(weekday: day, textY: 37 + 25 * day, barY: 26 + 25 * day, bars: bars)
        }
        hours = stride(from: 0, through: 24, by: 3).map { hour in
            Hour(x: Self.x(hour * 60), label: hour < 10 ? "0\(hour)" : "\(hour)")
        }
    }

    /// The days' names take the first 8 percent, the hours 90.
    private static func x(_ minute: Int) -> String { percentage(800 + minute * 9_000 / 1_440) }

    private static func clock(_ minute: Int) -> String {
        let text = hoursAndMinutesText(minute)
        return text.count < 5 ? "0" + text : text
    }

    private static func hoursAndMinutesText(_ minute: Int) -> String {
        "\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
    }
}
