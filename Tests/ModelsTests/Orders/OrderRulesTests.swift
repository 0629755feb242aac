import Testing

@testable import Models

struct OrderRulesTests {
    @Test
    func `an interval is judged by the versions in force when it began`() throws {
        var limits = Versions(SLALimits(normal: [1: 3600]))
        limits.save(SLALimits(normal: [1: 7200]), from: at("2026-06-02T00:00:00Z"))
        var hours = Versions(ProjectHours(project: .office))
        hours.save(ProjectHours(project: .roundTheClock), from: at("2026-06-03T00:00:00Z"))
        let rules = try Shop.rules(hours: hours, limits: limits)
        func over(_ entered: String) -> Instant? {
            OrderHistory.derive(Shop.events([1: entered]), rules: rules, now: Shop.now).overAt
        }
        #expect(over("2026-06-01T14:30:00Z") == at("2026-06-02T06:30:00Z"))
        #expect(over("2026-06-02T14:30:00Z") == at("2026-06-03T07:30:00Z"))
        #expect(over("2026-06-03T14:30:00Z") == at("2026-06-03T16:30:00Z"))
    }

    @Test
    func `the nearest hours that are set hold: group, project, organization, round the clock`() throws {
        let group = try WorkingHours(storedText: #"{"week":{"mon":[["10:00","11:00"]]}}"#)
        let day = (from: at("2026-06-01T00:00:00Z"), to: at("2026-06-02T00:00:00Z"))
        func seconds(_ hours: ProjectHours, _ organization: WorkingHours?, group: Int) throws -> Int {
            try Shop.rules(hours: Versions(hours), organization: Versions(organization))
                .workingSeconds(group: group, from: day.from, to: day.to)
        }
        let all = ProjectHours(project: .office, groups: [3: group])
        #expect(try seconds(all, .roundTheClock, group: 3) == 3600)
        #expect(try seconds(all, .roundTheClock, group: 2) == 9 * 3600)
        #expect(try seconds(.inherited, .office, group: 2) == 9 * 3600)
        #expect(try seconds(.inherited, nil, group: 2) == 86_400)
        #expect(all.hours(group: 3, organization: nil) == group)
        #expect(ProjectHours.inherited.hours(group: 3, organization: nil) == .roundTheClock)
    }

    @Test
    func `a status is moved to another group from an instant, and history keeps its own`() throws {
        var map = Versions(Shop.map)
        map.save(StatusMap(groups: [31: 2], closing: []), from: at("2026-06-02T00:00:00Z"))
        let rules = try Shop.rules(statuses: map)
        let history = OrderHistory.derive(
            Shop.events([31: "2026-06-01T06:00:00Z", 32: "2026-06-02T06:00:00Z", 31: "2026-06-03T06:00:00Z"]),
            rules: rules, now: Shop.now)
        #expect(history.intervals.map(\.group) == [3, StatusGroup.ungrouped, 2])
    }

    @Test
    func `slices of an interval sum to its working seconds`() throws {
        let rules = try Shop.rules()
        let history = OrderHistory.derive(
            Shop.events([1: "2026-06-01T05:00:00.5Z", 12: "2026-06-05T07:00:00Z", 31: "2026-06-06T06:00:00Z"]),
            rules: rules, now: Shop.now)
        let slices = history.intervals.map { rules.slices(of: $0, until: Shop.now) }
        #expect(slices[0].filter(\.isCounted).reduce(0) { $0 + $1.seconds } == history.intervals[0].workingSeconds)
        #expect(slices[0].count == 10 && slices[0].first?.isCounted == false)
        #expect(slices[1].map(\.isCounted) == [false])
        #expect(slices[2].last?.to == Shop.now)
    }

    @Test
    func `the version saved last wins from its instant on`() {
        let early = at("2026-01-01T00:00:00Z")
        let late = at("2026-02-01T00:00:00Z")
        var versions = Versions(0, saved: [(late, 1), (early, 2)])
        #expect(versions.inForce(at: late) == 2 && versions.inForce(at: early.advanced(seconds: -1)) == 0)
        versions.save(3, from: late)
        #expect(versions.inForce(at: early) == 2 && versions.inForce(at: late) == 3)
        versions.save(4, from: nil)
        #expect(versions.inForce(at: late) == 4 && versions.changes.isEmpty)
        #expect(Versions("a", saved: [(early, "b")]).map(\.count).all == [1, 1])
    }
}
