import Forms
import Models
import Testing

/// What the address of a list asks for: sense is taken, nonsense is left out and said.
struct ListQueryTests {
    @Test func `what makes sense is taken without a word`() {
        var query = ListQuery(
            Input([
                "number": " #10431 ", "group": "0", "state": "closed", "from": "2026-11-01", "to": "2026-11-19",
                "sort": "-age", "size": "20", "after": "1795095600000000.10431",
            ]))
        let filter = OrderFilter(&query)
        #expect(query.complaints == [])
        #expect(filter.number == 10_431 && filter.group == 0 && filter.state == .closed)
        #expect(filter.from == LocalDate("2026-11-01") && filter.to == LocalDate("2026-11-19"))
        #expect(filter.order == ListSort(.age, isReversed: true) && filter.size == 20)
        #expect(filter.cursor == .init(key: Instant(second: 1_795_095_600), id: 10_431, isBackward: false))
    }

    @Test(arguments: [
        ("number", "lamp", "list.not_number"), ("number", "-4", "list.not_number"), ("group", "x", "list.not_number"),
        ("group", "4294967296", "list.not_number"), ("state", "burning", "list.not_choice"),
        ("from", "01.11.2026", "list.not_date"), ("to", "2026-02-30", "list.not_date"),
        ("sort", "colour", "list.not_sort"), ("sort", "--age", "list.not_sort"), ("size", "1000000", "list.not_size"),
        ("size", "0", "list.not_size"), ("after", "x", "list.not_page"), ("before", "1.2.3", "list.not_page"),
        ("after", "-9223372036854775808.1", "list.not_page"),
    ])
    func `what makes no sense is left out and said`(name: String, value: String, key: String) {
        var query = ListQuery(Input([.init(name, value)]))
        let filter = OrderFilter(&query)
        #expect(filter == OrderFilter())
        #expect(query.complaints == [Complaint(key, ["value": value])])
    }

    @Test func `an endless value is not repeated whole`() {
        var query = ListQuery(Input(["from": String(repeating: "9", count: 5_000)]))
        _ = query.date("from")
        #expect(query.complaints.first?.arguments["value"]?.count == 40)
    }

    @Test func `the normalised query asks for the same, and the plain list for nothing`() {
        #expect(OrderFilter().query.isEmpty)
        #expect(OrderFilter(Input(["state": "open", "size": "50", "sort": "breach", "number": ""])).query.isEmpty)
        for asked in [
            Input(["number": "7"]), Input(["number": "7", "state": "open"]),
            Input(["state": "all", "sort": "-number"]),
            Input(["group": "0", "status": "12", "from": "2026-01-01", "to": "2026-01-31", "size": "100"]),
        ] {
            let filter = OrderFilter(asked)
            #expect(OrderFilter(Input(filter.query.map { Input.Field($0.name, $0.value) })) == filter)
        }
    }

    @Test func `a cursor comes back as it was printed`() {
        for cursor: OrderFilter.Cursor in [
            .init(key: nil, id: 9, isBackward: true), .init(key: Instant(microseconds: -1), id: 1, isBackward: true),
        ] {
            #expect(OrderFilter.Cursor(cursor.text, isBackward: true) == cursor)
        }
    }
}
