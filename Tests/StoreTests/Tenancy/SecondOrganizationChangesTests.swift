import Forms
import Models
import Postgres
import Store
import TestSupport
import Testing

/// Each family of store functions that write, with a scope that mixes its own organization with another one's project:
/// no row of any table differs afterwards.
struct SecondOrganizationChangesTests {
    @Test func `nothing of another organization can be changed`() async throws {
        let shops = try await TwoShops(), own = shops.own, other = shops.other
        let store = own.store, now = own.clock.now
        let manage = try await Mixed(own, other, ManageProjects.self).scope
        let edit = try await Mixed(own, other, EditRules.self).scope
        let system = SystemScope(organization: own.organization, project: other.project, task: .intake)
        let rule = NewRule(.sla, holdsFrom: nil, document: "{}")
        let form = ProjectForm(
            name: "Taken over", baseURL: "https://x.example", apiKey: "key", zone: "UTC", near: 50, linkPattern: "",
            version: 1)
        let event = IncomingEvent(order: 7, status: 2, group: 1, changedAt: now, orderCreatedAt: nil)
        let refresh = try await Mixed(own, other, RefreshOrders.self).scope
        let content = OrderContent(
            items: [OrderItem(number: 1, name: "x")], buyer: Buyer(name: "x"), marketing: Marketing(), grandTotal: nil,
            updatedAt: nil)
        let view = try SavedViewForm(reading: Input(["name": "Theirs", "version": "0", "shared": "on"]))
        let theirView = try await store.saveView(
            view, query: "", of: ListPlace(.orders, in: other.project), by: try await other.scope(ViewOrders.self),
            at: now)
        let raw = RawDelivery(body: [1], length: 1, network: "", receivedAt: now)
        let attempts: [(String, () async throws -> Void)] = [
            (
                "changeProject",
                { try await store.changeProject(form, sealedKey: [1], limits: { $0 }, by: manage, at: now) }
            ),
            (
                "recordConnection",
                {
                    try await store.recordConnection(
                        ConnectionTest(isWorking: true, outcome: "working", status: 200, text: "", at: now), by: manage)
                }
            ),
            (
                "rotateHook",
                {
                    try await store.rotateHook(
                        tokenHash: Array(repeating: 1, count: 32), sealed: [1], replacing: now, by: manage, at: now)
                }
            ),
            ("saveRule", { try await store.saveRule(rule, replacing: 1, event: .slaSaved, by: edit, at: now) }),
            ("saveRule anew", { try await store.saveRule(rule, replacing: 0, event: .slaSaved, by: edit, at: now) }),
            (
                "saveStatusMap",
                { try await store.saveStatusMap(.empty, holdsFrom: nil, replacing: 1, by: edit, at: now) }
            ),
            (
                "saveStatuses",
                { _ = try await store.saveStatuses([OrderStatus(id: 1, name: "x", sourceGroup: 1)], by: edit, at: now) }
            ),
            ("keep", { try await store.keep(raw, .malformed, reason: "", order: nil, system) }),
            ("take", { _ = try await store.take(event, raw, system, at: now) { _, _ in throw NotVisible() } }),
            (
                "recomputeNext",
                { _ = try await store.recomputeNext(10, system, at: now) { _, _ in throw NotVisible() } }
            ),
            (
                "recordConnection of the program",
                {
                    try await store.recordConnection(
                        ConnectionTest(isWorking: true, outcome: "working", status: 200, text: "", at: now), by: system)
                }
            ),
            (
                "purgePayloads",
                {
                    let end = now.advanced(seconds: 1)
                    _ = try await store.purgePayloads(receivedBefore: end, limit: 9, system, at: now)
                }
            ),
            (
                "keepContent",
                {
                    try await store.keepContent(content, of: 7, system, at: now) { _, _ in throw NotVisible() }
                }
            ),
            (
                "keepContentFailure",
                { try await store.keepContentFailure("malformed", isFinal: true, of: 7, system, at: now) }
            ),
            ("askForItems", { _ = try await store.askForItems(7, by: refresh, at: now) }),
            ("askForMissingItems", { try await store.askForMissingItems(by: manage, at: now) }),
            (
                "queueItems",
                { _ = try await store.queueItems(after: .start, closedSince: now, system, at: now) }
            ),
            (
                "savePeople",
                { try await store.savePeople([CRMPerson(id: 4, name: "x")], [], by: system, at: now) }
            ),
            ("savePeopleMap", { try await store.savePeopleMap([4: edit.person], replacing: 0, by: edit, at: now) }),
            (
                "recompute",
                { try await store.recompute([7], asked: 1, edit, at: now) { _, _ in throw NotVisible() } }
            ),
            ("recordExport", { try await store.recordExport(of: .orders, query: "", by: edit, at: now) }),
            ("enqueueRecompute", { try await store.enqueueRecompute(query: "", numbers: nil, by: edit, at: now) }),
            (
                "saveView",
                {
                    _ = try await store.saveView(
                        view, query: "", of: ListPlace(.orders, in: other.project), by: edit, at: now)
                }
            ),
            (
                "changeView",
                {
                    try await store.changeView(
                        theirView, view, query: nil, of: ListPlace(.orders, in: other.project), by: edit, at: now)
                }
            ),
            (
                "deleteView",
                {
                    try await store.deleteView(
                        theirView, of: ListPlace(.orders, in: other.project), by: edit, at: now)
                }
            ),
            ("rederive", { try await store.rederive(7, system, at: now) { _, _ in throw NotVisible() } }),
        ]
        for (name, attempt) in attempts {
            let before = try await own.database.tableHashes
            try? await attempt()
            #expect(try await own.database.tableHashes.changes(since: before) == [], "\(name)")
        }
        try await own.database.drop()
    }
}
