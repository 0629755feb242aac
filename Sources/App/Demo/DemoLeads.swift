import Crypto
import Models
import Store

extension Demo {
    /// How far back the selling goes.
    private static let sellingDays = 28
    private static let day = 86_400

    /// Leads of the last four weeks with what was done about them: calls and meetings, stages, some customers, some
    /// refused, some that nobody has taken, and what is due around now. `sellers`: who works on them; `projects`: which some
    /// of them concern.
    func sell(_ count: Int, by sellers: [Member], concerning projects: [ProjectAccess]) async throws {
        guard let first = sellers.first else { return }
        try await age(by: first)
        let stages = try await services.store.leadStages(try Scope<ViewLeads>(first))
        let good = Array((0..<count).reversed().map { DemoLead($0) }.filter(\.isPromising).prefix(4))
        try await withThrowingTaskGroup { group in
            for lane in 0..<4 {
                group.addTask { [self] in
                    for number in stride(from: lane, to: count, by: 4)
                    where !good.contains(where: { $0.number == number }) {
                        try await sell(DemoLead(number), by: sellers, projects, stages)
                    }
                }
            }
            try await group.waitForAll()
        }
        // They were scored on the days of their stories.
        let scope = OrganizationScope(organization: first.organization, task: .demo), now = services.outside.now()
        try await services.store.beginRescore(scope)
        while try await services.store.rescoreNext(scope, at: now) != nil {}
        try await automate(sellers)
        for (place, lead) in good.enumerated() { try await ripen(lead, sellers[place % sellers.count]) }
    }

    private func sell(
        _ lead: DemoLead, by sellers: [Member], _ projects: [ProjectAccess], _ stages: [LeadStage]
    ) async throws {
        var chance = DemoChance(3, lead.number)
        let now = services.outside.now()
        let age = chance.next(Self.sellingDays * Self.day - 7_200) + 3_600
        let begin = daytime(now.advanced(seconds: -age))
        let isTaken = chance.happens(88)
        guard let seller = isTaken ? chance.one(of: sellers) : sellers.first else { return }
        let scope = try Scope<WorkLeads>(seller)
        // An id tells when it was made, and lists that are equal otherwise go by it.
        let id = Lead.ID(at: begin, random: services.outside.randomBytes(10))
        // Who sells for the first shop alone enters nothing for the second.
        let shop = lead.segment == "Retail" ? projects.first : lead.segment == "Schools" ? projects.last : nil
        let isOpen = seller.role.seesEveryProject || shop?.id == projects.first?.id
        try await services.store.addLead(
            lead.form(assignee: isTaken ? seller.person : nil, project: isOpen ? shop?.publicID : nil), as: id,
            contacts: lead.contacts.map { _ in services.outside.newID() },
            from: lead.source, by: scope, at: begin)
        guard isTaken else { return }
        // An older lead has come further, as a rule.
        let open = stages.filter { $0.kind == .open }
        let steps = min(open.count - 1, chance.next(2 + age * open.count / (Self.sellingDays * Self.day)))
        for step in 0..<max(1, steps + (chance.happens(60) ? 1 : 0)) {
            let at = daytime(now.advanced(seconds: age * (step + 1) / (steps + 2) - age))
            try await act(lead.story(step), done: true, dueAt: at, on: id, scope, at: at)
            if step < steps { try await services.store.moveLead(id, to: open[step + 1].id, by: scope, at: at) }
        }
        let end = daytime(now.advanced(seconds: -chance.next(max(1, age / (steps + 3)))))
        switch chance.next(100) {
        case ..<14 where steps > 1:
            let store = services.store, outside = services.outside
            _ = try await store.qualifyLead(
                id, .new, as: outside.newID(), contactID: { outside.newID() }, by: scope, at: end)
        case 14..<26:
            let reasons = try await services.store.refusalReasons(scope)
            guard let failed = stages.first(where: { $0.kind == .failed }), let why = chance.one(of: reasons) else {
                return
            }
            try await services.store.moveLead(id, to: failed.id, because: why.id, by: scope, at: end)
        case 26..<80:
            // From two days ago to six days ahead, in working hours.
            let due = now.advanced(seconds: (chance.next(9) - 2) * Self.day)
            let time = Instant(microseconds: due.microseconds / 86_400_000_000 * 86_400_000_000)
                .advanced(seconds: (7 + chance.next(9)) * 3_600 + chance.next(4) * 900)
            try await act(lead.story(steps + 1), done: false, dueAt: time, on: id, scope, at: end)
        default: return
        }
    }

    /// The same day between 07:00 and 16:00 UTC, when people in Kyiv work; what comes later stays later. Today is as it is.
    private func daytime(_ moment: Instant) -> Instant {
        let day = Int64(Self.day) * 1_000_000, begin = moment.microseconds / day * day
        if begin == services.outside.now().microseconds / day * day { return moment }
        return Instant(microseconds: begin + 7 * 3_600_000_000 + (moment.microseconds - begin) * 9 / 24)
    }

    func act(
        _ story: DemoLead.Story, done: Bool, dueAt: Instant, on lead: Lead.ID, _ scope: Scope<WorkLeads>, at: Instant
    ) async throws {
        let form = ActivityForm(
            type: story.type, title: story.title, result: done ? story.result : "", dueAt: dueAt,
            minutes: story.type == .meeting ? 60 : 15, isDone: done)
        try await services.store.addActivity(form, as: services.outside.newID(), with: .lead(lead), by: scope, at: at)
    }
}

/// An invented company before the sale.
struct DemoLead {
    struct Story {
        let type: ActivityType
        let title, result: String
    }

    let number: Int
    let company, segment: String
    let source: Lead.Source
    let contacts: [LeadForm.Contact]
    private let email, phone: String
    private let value: LeadValue?

    private static let heads = [
        "Готель «Дністер»", "Меблі Карпат", "Кав’ярня «Зерно»", "Офіс Плюс", "Школа «Джерело»", "Northwind Hotels",
        "Riverside Studio", "Клініка «Світло»", "Ресторан «Хата»", "Granit Build", "Verkhovyna Resort", "Lumen Offices",
    ]
    private static let places = [
        "Львів", "Київ", "Одеса", "Дніпро", "Ужгород", "Kraków", "Vinnytsia", "Харків", "Луцьк", "Prague",
    ]
    private static let names = [
        "Марія Ковальчук", "Андрій Шевчук", "Ірина Мельник", "Oleh Tkachenko", "Ганна Бондаренко", "James Carter",
        "Наталія Кравець", "Сергій Гнатюк",
    ]
    private static let positions = ["Закупівлі", "Директор", "Office manager", "Дизайнер", "Owner"]
    private static let segments = ["Hotels", "Offices", "Restaurants", "Schools", "Retail"]
    private static let sources: [Lead.Source] = [.webhook, .webhook, .form, .manual, .manual, .api]
    private static let stories = [
        Story(type: .call, title: "Перша розмова", result: "Зацікавлені, просять каталог."),
        Story(type: .email, title: "Надіслати каталог", result: "Надіслано, відповіли за день."),
        Story(type: .meeting, title: "Зустріч у шоурумі", result: "Обрали тканини, чекають на ціну."),
        Story(type: .call, title: "Обговорити ціну", result: "Просять знижку за обсяг."),
        Story(type: .task, title: "Підготувати пропозицію", result: "Готово."),
    ]

    init(_ number: Int) {
        var chance = DemoChance(4, number)
        self.number = number
        let place = chance.one(of: Self.places) ?? ""
        company = "\(Self.heads[number % Self.heads.count]) \(place) \(number + 1)"
        segment = chance.one(of: Self.segments) ?? ""
        source = chance.one(of: Self.sources) ?? .manual
        email = "office\(number + 1)@lead.example"
        phone = "+380 67 \(2_000_000 + chance.next(7_000_000))"
        value = chance.happens(70) ? LeadValue(minor: (20 + chance.next(980)) * 100_000, currency: .uah) : nil
        let count = 1 + chance.next(3)
        contacts = (0..<count).map { row in
            LeadForm.Contact(
                id: nil, name: chance.one(of: Self.names) ?? "", position: chance.one(of: Self.positions),
                phone: "+380 50 \(2_000_000 + chance.next(7_000_000))", email: nil, isPrimary: row == 0)
        }
    }

    /// Scores above the threshold of the demo as soon as something was done with it.
    var isPromising: Bool { value != nil && source != .api && segment != "Hotels" }

    func form(assignee: Person.ID?, project: PublicID? = nil) -> LeadForm {
        LeadForm(
            company: company, email: email, phones: [phone], segment: segment, project: project, assignee: assignee,
            value: value, contacts: contacts, isConfirmed: true)
    }

    func story(_ step: Int) -> Story { Self.stories[step % Self.stories.count] }
}
