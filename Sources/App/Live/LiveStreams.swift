import HTTP
import Models
package import Store

/// The open pages of this process. It reads the feed of changes when somebody says that there is something,
/// and twice a second by itself, and tells each page what its person may know.
package actor LiveStreams {
    /// How many pages may be open in one process.
    package struct Limits: Sendable {
        package var ofPerson = 20
        package var ofOrganization = 200

        package init() {}
    }

    /// How often what is done.
    package struct Pace: Sendable {
        /// Looks by itself, in case nobody said anything.
        package var look = Duration.milliseconds(500)
        /// Between two looks at least: what comes together is told together.
        package var rest = Duration.milliseconds(100)
        /// Asks whether sessions and rights still hold.
        package var check = Duration.seconds(10)
        /// Ends all pages when that could not be asked for so long.
        package var patience = Duration.seconds(15)
        package var heartbeat = Duration.seconds(15)
        /// Orders of a project that are named at once.
        package var named = 50

        package init() {}
    }

    private let store: Store
    private let outside: Outside
    private let limits: Limits
    private let pace: Pace
    private var pages: [Int: LivePage] = [:]
    private var opened = 0
    /// Up to where the feed was read; nil while no page is open and nobody reads.
    private var position: LivePosition?
    private var checkedAt = ContinuousClock.now
    private var isClosed = false

    /// The most records read at once, and the most that a page is told it missed.
    private static let batch = 1_000

    package init(_ store: Store, _ outside: Outside, limits: Limits = Limits(), pace: Pace = Pace()) {
        self.store = store
        self.outside = outside
        self.limits = limits
        self.pace = pace
    }

    /// How many pages are open.
    package var count: Int { pages.count }

    /// Reads and tells until the task is cancelled.
    package func run() async {
        let (calls, call) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let line = EventLine(store)
        await withTaskGroup { group in
            group.addTask { await line.say { call.yield() } }
            group.addTask { await line.hear { call.yield() } }
            group.addTask { await self.every(self.pace.look) { _ in call.yield() } }
            group.addTask { await self.every(self.pace.check) { await $0.check() } }
            group.addTask { await self.every(self.pace.heartbeat) { await $0.beat() } }
            group.addTask {
                for await _ in calls {
                    await self.look()
                    try? await Task.sleep(for: self.pace.rest)
                }
            }
        }
    }

    /// Ends every page, and each is told to come again at a moment of its own. Nobody is let in afterwards.
    package func close() {
        isClosed = true
        for (index, page) in pages.values.enumerated() {
            page.stream.send(LiveText.retry(1_000 + index * 37 % 4_000))
            page.stream.end()
        }
        pages = [:]
    }

    /// A stream for a page of a person in their session, or for a program of theirs: first what it missed since `mark`, then what happens.
    /// Throws `NotVisible` for a project they do not see.
    func open(
        _ reader: LiveReader, of person: Person.ID, project: PublicID?, after mark: LiveMark?
    ) async throws -> ResponseStream {
        let places = reader.reach(try await store.places(of: [person])[person] ?? Places())
        var only: Project.ID?
        if let project {
            guard let found = places.projects.first(where: { $0.value == project }) else { throw NotVisible() }
            only = found.key
        }
        let start = try await current()
        try admit(person, places)
        // Others may have read on meanwhile.
        let here = position ?? start
        position = here
        opened += 1
        let number = opened
        let stream = ResponseStream { [weak self] in Task { await self?.remove(number) } }
        stream.send(LiveText.retry(3_000))
        pages[number] = LivePage(
            stream: stream, reader: reader, person: person, project: only, places: places,
            position: max(here, mark?.position ?? here))
        do {
            try await catchUp(number, since: mark, upTo: here)
        } catch {
            stream.drop()
            throw error
        }
        return stream
    }

    private func admit(_ person: Person.ID, _ places: Places) throws {
        guard !isClosed else { throw TooMany(seconds: 5) }
        guard pages.values.count(where: { $0.person == person }) < limits.ofPerson else { throw TooMany(seconds: 60) }
        for organization in places.organizations {
            let count = pages.values.count { $0.places.organizations.contains(organization) }
            guard count < limits.ofOrganization else { throw TooMany(seconds: 60) }
        }
    }

    /// What happens meanwhile is held back, so that the page hears everything in order.
    private func catchUp(_ number: Int, since mark: LiveMark?, upTo here: LivePosition) async throws {
        let second = outside.now().second
        var missed: [LiveRecord]? = []
        if let mark, mark.position < here, let page = pages[number] {
            missed = try await self.missed(by: page, since: mark, upTo: here, second)
        }
        guard var page = pages[number] else { return }
        let end = LiveMark(position: page.position, second: second)
        // What was missed lies before the page's own place.
        let place = page.position
        page.position = LivePosition(transaction: 0, row: 0)
        var text =
            missed.map { page.text(of: $0.collapsed(over: pace.named), at: second) }
            ?? LiveText.unknown(end, isProgram: page.isProgram)
        page.position = place
        text += LiveText.ready(end)
        text += page.text(of: (page.held ?? []).collapsed(over: pace.named), at: second)
        page.position = max(place, page.held?.last?.position ?? place)
        page.held = nil
        pages[number] = page
        page.stream.send(text)
    }

    /// nil when it was away for too long, or too much happened.
    private func missed(
        by page: LivePage, since mark: LiveMark, upTo here: LivePosition, _ second: Int64
    ) async throws -> [LiveRecord]? {
        guard mark.second > second - Int64(Store.feedSeconds) + 60 else { return nil }
        var records: [LiveRecord] = []
        for organization in page.places.organizations {
            records += try await store.missedRecords(
                in: organization, after: mark.position, upTo: here, limit: Self.batch)
            guard records.count < Self.batch else { return nil }
        }
        return records.sorted { $0.position < $1.position }
    }
}

extension LiveStreams {
    private func current() async throws -> LivePosition {
        if let position { return position }
        return try await store.livePosition()
    }

    /// Reads what is new and tells it.
    func look() async {
        guard !pages.isEmpty else {
            position = nil
            return
        }
        do {
            while let place = position {
                let records = try await store.liveRecords(after: place, limit: Self.batch)
                guard let last = records.last else { return }
                position = last.position
                tell(records.collapsed(over: pace.named))
                if records.count < Self.batch { return }
            }
        } catch {
            // The database is away; the next look reads on from the same place.
        }
    }

    private func tell(_ records: [LiveRecord]) {
        guard let last = records.last else { return }
        let second = outside.now().second
        for (number, var page) in pages {
            if let held = page.held {
                page.held = held + records
            } else {
                let text = page.text(of: records, at: second)
                page.position = max(page.position, last.position)
                if !text.isEmpty { page.stream.send(text) }
            }
            pages[number] = page
        }
    }

    /// Ends the pages of sessions that have ended and of rights that were taken.
    func check() async {
        let asked = pages
        guard !asked.isEmpty else { return checkedAt = .now }
        do {
            let holding = try await holding(asked.values.map(\.reader))
            let places = try await store.places(of: Array(Set(asked.values.map(\.person))))
            checkedAt = .now
            for (number, page) in asked {
                let now = page.reader.reach(places[page.person] ?? Places())
                if holding(page), page.mayStay(in: now) {
                    pages[number]?.places = now
                } else {
                    page.stream.end()
                    pages[number] = nil
                }
            }
        } catch {
            guard ContinuousClock.now - checkedAt > pace.patience else { return }
            for page in pages.values { page.stream.end() }
            pages = [:]
        }
    }

    /// Tells of a page whether the session or the token that it was opened by still holds.
    private func holding(_ readers: [LiveReader]) async throws -> (LivePage) -> Bool {
        var hashes: Set<[UInt8]> = [], tokens: Set<String> = []
        for reader in readers {
            switch reader {
            case .page(let hash): hashes.insert(hash)
            case .program(let token, _): tokens.insert(token)
            }
        }
        let people = hashes.isEmpty ? [:] : try await store.livePeople(tokenHashes: Array(hashes))
        let alive = tokens.isEmpty ? [] : try await store.liveTokens(Array(tokens))
        return { page in
            switch page.reader {
            case .page(let hash): people[hash] == page.person
            case .program(let token, _): alive.contains(token)
            }
        }
    }

    private func beat() {
        for page in pages.values { page.stream.send(LiveText.heartbeat) }
    }

    private func remove(_ number: Int) {
        pages[number] = nil
    }

    private nonisolated func every(_ interval: Duration, _ action: (LiveStreams) async -> Void) async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: interval) } catch { return }
            await action(self)
        }
    }
}
