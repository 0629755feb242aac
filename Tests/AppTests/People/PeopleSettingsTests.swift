import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

struct PeopleSettingsTests {
    private let site: TestSite
    private let manager: TestSupport.Browser
    private let path: String

    init() async throws {
        site = try await TestSite()
        manager = try await site.signIn(as: .manager)
        path = PeopleSettings.page(in: site.projectPublicID)
        try await site.store.savePeople(
            [CRMPerson(id: 4, name: "Марія"), CRMPerson(id: 5, name: "Petro <b>", email: "p@example.com")],
            [OrderSource(id: 3, name: "Instagram", currency: "UAH")], by: site.system, at: site.clock.now)
    }

    private func event(_ order: Int, manager: Int?, source: Int?) -> String {
        func text(_ value: Int?) -> String { value.map { "\($0)" } ?? "null" }
        return """
            {"event":"order.change_order_status","context":{"id":\(order),"status_id":1,"manager_id":\(text(manager)),\
            "source_id":\(text(source)),"status_changed_at":"2026-11-19T08:00:00Z"}}
            """
    }

    @Test func `orders show and filter by their manager and source, by name where there is one`() async throws {
        for (order, manager, source) in [(1, 4, 3), (2, 5, nil), (3, nil, 9)] as [(Int, Int?, Int?)] {
            #expect(await site.deliver(event(order, manager: manager, source: source)).status == .ok)
        }
        let viewer = try await site.signIn(as: .viewer)
        let list = Orders.list(in: site.projectPublicID)
        let all = await viewer.get(list).text
        for words in ["Марія", "Petro &lt;b&gt;", "Unassigned", "Instagram", "#9"] { #expect(all.contains(words)) }
        for (query, orders) in [
            ("manager=4", [1]), ("manager=0", [3]), ("source=3", [1]), ("source=9", [3]), ("manager=5&source=3", []),
        ] {
            let page = await viewer.get("\(list)?\(query)").text
            for order in 1...3 {
                #expect(page.contains(">#\(order)</a>") == orders.contains(order), "\(query) \(order)")
            }
        }
        let page = await viewer.get(Orders.order(in: site.projectPublicID, 1)).text
        #expect(page.contains("Марія") && page.contains("Instagram"))
    }

    @Test func `a manager put together with a member goes by the member's name`() async throws {
        let member = try await site.signIn(as: .rep)
        let person = try #require(member.person)
        try await site.database.superuser.execute("UPDATE people SET name = 'Marichka L.' WHERE id = \(person)")
        _ = await site.deliver(event(1, manager: 4, source: nil))
        #expect(await manager.get(path).text.contains("Marichka L."))
        let answer = await manager.post(path, ["member.4": person.text, "member.5": "", "version": "0"])
        #expect(answer.status == .seeOther)
        #expect(await manager.get(Orders.list(in: site.projectPublicID)).text.contains("Marichka L."))
        let entry = try #require(try await site.store.auditEntries(site.system).first)
        #expect(entry.event == .peopleSaved && entry.after?.contains(person.text) == true)

        // Another fetch of the names leaves who is whom as it is.
        try await site.store.savePeople([CRMPerson(id: 4, name: "М.")], [], by: site.system, at: site.clock.now)
        let people = try await site.store.orderManagers(site.system)
        #expect(people.map(\.id) == [4, 5] && people.map(\.isActive) == [true, false])
        #expect(people[0].person == person && people[0].label == "Marichka L.")

        // Who has left cannot be chosen, but stays where nobody replaces them.
        try await site.database.superuser.execute(
            "UPDATE memberships SET is_active = false WHERE person_id = \(person)")
        #expect(await manager.get(path).text.contains("Marichka L., not active any more"))
        #expect(await manager.post(path, ["member.4": person.text, "version": "1"]).status == .seeOther)
        #expect(await manager.post(path, ["member.4": "", "version": "2"]).status == .seeOther)
        #expect(await manager.post(path, ["member.4": person.text, "version": "3"]).status == .unprocessable)
    }

    @Test func `a stranger is refused at the field, an old version with both`() async throws {
        let stranger = try await site.addPerson()
        let other = try await TestSite()
        let theirs = try #require(try await other.signIn(as: .manager).person)
        for person in [stranger.text, theirs.text, "<x>"] {
            let answer = await manager.post(path, ["member.4": person, "version": "0"])
            #expect(answer.status == .unprocessable && answer.text.contains("aria-invalid"))
        }
        let mine = try #require(manager.person)
        #expect(await manager.post(path, ["member.4": mine.text, "version": "0"]).status == .seeOther)
        let stale = await manager.post(path, ["member.5": mine.text, "version": "0"])
        #expect(stale.status == .conflict && stale.text.contains("Member for Petro &lt;b&gt;"))
        let people = try await site.store.orderManagers(site.system)
        #expect(people.first { $0.id == 4 }?.person == mine && people.first { $0.id == 5 }?.person == nil)
        // Around the form, too: the store takes no stranger.
        let scope = try await site.scope(EditRules.self)
        await #expect(throws: NotVisible.self) {
            try await site.store.savePeopleMap([4: theirs], replacing: 1, by: scope, at: site.clock.now)
        }
    }

    @Test func `the CRM is asked for its people and sources together with its statuses`() async throws {
        let standIn = try await StandIn()
        let shop = try await ConnectedShop(to: standIn)
        #expect(try await shop.refresh().contains("12 statuses fetched."))
        let people = try await shop.site.store.orderManagers(shop.site.system)
        #expect(people.map(\.name).sorted() == ["Petro Hrytsenko", "Ганна Савчук", "Марія Левченко"])
        #expect(people.filter { !$0.isActive }.map(\.name) == ["Ганна Савчук"])
        let sources: [String] = try await shop.site.database.superuser.values(
            "SELECT name || ' ' || currency FROM order_sources WHERE project_id = \(shop.site.project)")
        #expect(sources == ["Instagram UAH"])
    }
}
