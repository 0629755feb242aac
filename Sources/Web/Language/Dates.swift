/// How a language writes dates. Near days are words, the year is written only when it is another one.
extension Language {
    /// `Today 17:25`, `Yesterday 09:40`, `Mon 23 Nov 09:45`, `Mon 23 Nov 2025 09:45`.
    package func time(_ local: LocalMoment, now: LocalMoment) -> String {
        "\(day(local, now: now)) \(local.clock)"
    }

    /// A day or a time as it stands amid a sentence: `today 17:25`; only English writes its weekdays large there.
    package func inside(_ text: String, of local: LocalMoment, now: LocalMoment) -> String {
        let isWord = abs(local.dayNumber - now.dayNumber) <= 1
        return isWord || self == .ukrainian ? text.prefix(1).lowercased() + text.dropFirst() : text
    }

    /// From one day to another, the months in full: `16–22 November 2026`, `30 November – 6 December 2026`.
    package func days(_ from: LocalMoment, to: LocalMoment) -> String {
        let end = "\(to.day)\u{A0}\(longMonth(to.month)) \(to.year)"
        if from.year != to.year { return "\(from.day)\u{A0}\(longMonth(from.month)) \(from.year) – \(end)" }
        // Joined, so that a line does not end amid the days.
        return from.month == to.month
            ? "\(from.day)\u{2060}–\u{2060}\(end)" : "\(from.day)\u{A0}\(longMonth(from.month)) – \(end)"
    }

    /// `Today`, `Tomorrow`, `Mon 23 Nov`.
    package func day(_ local: LocalMoment, now: LocalMoment) -> String {
        switch local.dayNumber - now.dayNumber {
        case 0: self == .english ? "Today" : "Сьогодні"
        case 1: self == .english ? "Tomorrow" : "Завтра"
        case -1: self == .english ? "Yesterday" : "Учора"
        default: date(local, now: now)
        }
    }

    /// `Mon 23 Nov`, with the year when it is not this one.
    package func date(_ local: LocalMoment, now: LocalMoment) -> String {
        let text = "\(weekday(local.weekday)) \(local.day)\u{A0}\(month(local.month))"
        return local.year == now.year ? text : "\(text) \(local.year)"
    }

    /// `just now`, `2 m ago`, `3 h 12 m ago`.
    package func ago(seconds: Int) -> String {
        switch self {
        case .english: seconds < 60 ? "just now" : "\(duration(seconds: seconds)) ago"
        case .ukrainian: seconds < 60 ? "щойно" : "\(duration(seconds: seconds)) тому"
        }
    }

    /// `Monday`, 0 is Monday.
    package func weekdayName(_ weekday: Int) -> String {
        name(weekday, Self.weekdays)
    }

    /// `Mon`.
    package func weekday(_ weekday: Int) -> String {
        name(weekday, Self.shortWeekdays)
    }

    private func longMonth(_ month: Int) -> String {
        name(month - 1, Self.longMonths)
    }

    private func month(_ month: Int) -> String {
        name(month - 1, Self.shortMonths)
    }

    private func name(_ index: Int, _ names: [Language: [String]]) -> String {
        let names = names[self, default: []]
        return names.indices.contains(index) ? names[index] : "?"
    }

    private static let weekdays: [Language: [String]] = [
        .english: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        .ukrainian: ["Понеділок", "Вівторок", "Середа", "Четвер", "П’ятниця", "Субота", "Неділя"],
    ]

    private static let shortWeekdays: [Language: [String]] = [
        .english: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        .ukrainian: ["Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Нд"],
    ]

    /// In the genitive where the language has one, as after a day.
    private static let longMonths: [Language: [String]] = [
        .english: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ],
        .ukrainian: [
            "січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня",
            "листопада", "грудня",
        ],
    ]

    private static let shortMonths: [Language: [String]] = [
        .english: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        .ukrainian: [
            "січ.", "лют.", "бер.", "квіт.", "трав.", "черв.", "лип.", "серп.", "вер.", "жовт.", "лист.", "груд.",
        ],
    ]
}
