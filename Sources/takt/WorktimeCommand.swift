import FoundationEssentials
import App
import Models

/// Checks and measures the working-time engine alone, without a database.
enum WorktimeCommand: Command {
    static let name = "worktime"
    static let summary = "check working time against a file of cases, or measure it"
    static let help = """
        takt worktime --cases FILE
            One JSON object a line: calendar (zone, week, exceptions), from, to, working_seconds,
            deadline_after, deadline. Names what fails and ends with "N passed, M failed";
            the exit code is 1 when something failed.
        takt worktime --speed
            Intervals, deadlines and calendars a second on one core.
        """
    static let options: Set<String> = ["--cases"]
    static let flags: Set<String> = ["--speed"]

    static func run(_ arguments: Arguments) async throws -> Int32 {
        guard arguments.words.isEmpty else {
            throw Arguments.Refusal(description: "unknown word \(arguments.words[0])")
        }
        if arguments.flags.contains("--speed") { try WorktimeSpeed(ZoneFiles.shared.zone).report() }
        if let path = arguments.options["--cases"] { return try check(path) }
        guard arguments.flags.contains("--speed") else {
            throw Arguments.Refusal(description: "--cases FILE or --speed, please")
        }
        return 0
    }

    private static func check(_ path: String) throws -> Int32 {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else {
            throw Arguments.Refusal(description: "\(path) cannot be read")
        }
        var passed = 0
        var failed = 0
        for (index, line) in bytes.split(separator: 10).enumerated() {
            let complaints: [String]
            do {
                let example = try JSONDecoder().decode(WorktimeCase.self, from: line)
                complaints = try example.complaints(ZoneFiles.shared.zone).map { "\(example.name): \($0)" }
            } catch {
                complaints = ["line \(index + 1): \(error)"]
            }
            complaints.forEach { print($0) }
            if complaints.isEmpty { passed += 1 } else { failed += 1 }
        }
        print("\(passed) passed, \(failed) failed")
        return failed == 0 && passed > 0 ? 0 : 1
    }
}

/// One line of a file of cases.
struct WorktimeCase: Decodable {
    struct Calendar: Decodable {
        let zone: String
        let hours: WorkingHours

        private enum Key: String, CodingKey { case zone }

        init(from decoder: any Decoder) throws {
            zone = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .zone)
            hours = try WorkingHours(from: decoder)
        }
    }

    private enum Key: String, CodingKey {
        case name, calendar, from, to, deadline
        case workingSeconds = "working_seconds"
        case deadlineAfter = "deadline_after"
    }

    let name: String
    let calendar: Calendar
    let from: Instant
    let to: Instant
    let workingSeconds: Int
    let deadlineAfter: Int?
    let deadline: Instant?

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        func instant(_ key: Key) throws -> Instant {
            let text = try values.decode(String.self, forKey: key)
            guard let instant = Instant(text) else {
                throw DecodingError.dataCorruptedError(forKey: key, in: values, debugDescription: "no instant: \(text)")
            }
            return instant
        }
        name = try values.decodeIfPresent(String.self, forKey: .name) ?? "(no name)"
        calendar = try values.decode(Calendar.self, forKey: .calendar)
        from = try instant(.from)
        to = try instant(.to)
        workingSeconds = try values.decode(Int.self, forKey: .workingSeconds)
        deadlineAfter = try values.decodeIfPresent(Int.self, forKey: .deadlineAfter)
        deadline = try values.decodeIfPresent(String.self, forKey: .deadline) == nil ? nil : instant(.deadline)
    }

    func complaints(_ zones: ZoneSource) throws -> [String] {
        let laidOut = WorkCalendar(calendar.hours, in: try zones(calendar.zone), covering: from, to)
        var complaints: [String] = []
        let seconds = laidOut.seconds(from: from, to: to)
        if seconds != workingSeconds { complaints.append("\(seconds) working seconds instead of \(workingSeconds)") }
        let slices = laidOut.slices(from: from, to: to).filter(\.isCounted).reduce(0) { $0 + $1.seconds }
        if slices != seconds { complaints.append("slices sum to \(slices), not to \(seconds)") }
        if let deadlineAfter {
            let found = laidOut.instant(after: deadlineAfter, from: from)
            if found != deadline {
                let texts = [found, deadline].map { $0?.description ?? "none" }
                complaints.append("deadline after \(deadlineAfter) s is \(texts[0]) instead of \(texts[1])")
            }
        }
        return complaints
    }
}
