import Forms
import Models
import Testing
import Web

struct ListFrameTests {
    private enum Column: String, ListSortKey {
        case name, age
        var isDescending: Bool { self == .age }
    }

    private let address = ListAddress(
        "/leads", [("stage", "3"), ("owner", "9"), ("sort", "-name"), ("size", "20"), ("view", "4")])

    private func frame(_ address: ListAddress, views: ViewTabs? = nil) -> ListFrame {
        func value(_ name: String) -> String { address.pairs.first { $0.name == name }?.value ?? "" }
        return ListFrame(
            address,
            fields: [
                .select(
                    "stage", Complaint("x.stage"), value: value("stage"),
                    choices: [.init("", .text(Complaint("x.any"))), .init("3", .name("Call"))]),
                .select("owner", Complaint("x.owner"), value: value("owner"), choices: [.init("", .name("any"))]),
                .search("q", Complaint("x.q"), value: value("q")),
                .date("from", Complaint("x.from"), value: value("from")),
            ],
            total: nil, size: 20, previous: "a", next: "b", sorts: [:], views: views)
    }

    @Test func `every filter in force is a chip that removes it and nothing else`() {
        let frame = frame(address)
        #expect(
            frame.chips.map(\.path) == [
                "/leads?owner=9&sort=-name&size=20&view=4", "/leads?stage=3&sort=-name&size=20&view=4",
            ])
        #expect(frame.chips.map(\.isGone) == [false, true], "nobody is owner 9 any more")
        #expect(frame.isFiltered)
    }

    @Test func `a chip of a day says it as a date, and one of a search does not repeat the field's long label`() {
        let chips = frame(ListAddress("/leads", [("q", "oak"), ("from", "2026-11-23")])).chips
        #expect(chips.map(\.label) == [Complaint("list.searched"), Complaint("x.from")])
        #expect(chips.map(\.word) == [.name("oak"), .text(Complaint("list.day", ["day": "2026-11-23"]))])
    }

    @Test func `filtering keeps sorting and size and forgets the page; the pager keeps everything but the size`() {
        let frame = frame(address)
        #expect(frame.kept.map(\.name) == ["sort", "size", "view"])
        #expect(frame.asked.map(\.name) == ["stage", "owner", "sort", "view"])
        #expect(frame.pager.previous == "/leads?stage=3&owner=9&sort=-name&size=20&view=4&before=a")
        #expect(frame.pager.next == "/leads?stage=3&owner=9&sort=-name&size=20&view=4&after=b")
    }

    @Test func `with a view that opens by itself the last chip leads to the list without it`() {
        let views = ViewTabs(tabs: [], plainPath: "/leads?view=0", savePath: nil, managePath: nil)
        let frame = frame(ListAddress("/leads", [("stage", "3")]), views: views)
        #expect(frame.chips.map(\.path) == ["/leads?view=0"])
        #expect(frame.plainPath == "/leads?view=0")
        #expect(!self.frame(ListAddress("/leads")).isFiltered)
    }

    @Test func `a head sorts by its column first, then the other way, and the usual order leaves the address`() {
        let plain = ListAddress("/leads")
        let name = ListSort(Column.name)
        #expect(plain.sort(by: .age, now: name, standard: .name) == SortLink(path: "/leads?sort=age", direction: nil))
        #expect(
            plain.sort(by: .name, now: name, standard: .name)
                == SortLink(path: "/leads?sort=-name", direction: "ascending"))
        let reversed = ListAddress("/leads", [("sort", "-name")])
        #expect(
            reversed.sort(by: .name, now: ListSort(Column.name, isReversed: true), standard: .name)
                == SortLink(path: "/leads", direction: "descending"))
    }

    @Test func `what stands in an address is encoded`() {
        #expect(ListAddress("/leads", [("q", "a&b=ü")]).text == "/leads?q=a%26b%3D%C3%BC")
    }

    @Test func `all that match can be selected where more match than are shown`() {
        func bar(_ total: Int?, isEvery: Bool = false) -> BulkBar {
            BulkBar(
                path: "/leads/bulk", acts: [], address: address, shown: ["1", "2"], total: total, isEvery: isEvery)
        }
        #expect(bar(2).selectEvery == nil)
        #expect(bar(3).selectEvery == Complaint("list.select_every", ["n": "3"]))
        #expect(bar(nil).selectEvery == Complaint("list.select_every_over", ["n": "1000"]))
        #expect(bar(nil).query == "stage=3&owner=9&sort=-name")
        #expect(bar(3).everyPath.hasSuffix("&select=every") && !bar(3, isEvery: true).everyPath.contains("select"))
    }
}
