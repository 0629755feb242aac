import Forms
import Models
import Web

/// `Resources/templates/lists/bulk.html`: says what would be done with how many records, and asks.
struct BulkPage: Page {
    static let template = "lists/bulk.html"
    /// Where the list stands.
    var place = NavigationItem.orders

    let act: BulkAct
    /// “213 orders”, or “More than 1,000”.
    let count: Complaint
    /// It runs behind the pages.
    let isLong: Bool
    let fields: [HiddenField]
    /// Where “Keep it” leads.
    let cancel: String
    /// What else has to be said; nil: nothing.
    var choice: BulkChoice?
}

/// What an act on many records is asked besides: to whom, whereto.
struct BulkChoice: Encodable {
    let field: FormField
    let label: Complaint
    /// To choose from; empty where somebody types.
    let choices: [FilterField.Choice]
    /// Offered to whoever types.
    let hints: [String]
}

/// One thing that can be done with many records of a list at once.
struct BulkAct: Encodable {
    /// In the address and in the bar.
    let name: String
    let label: Complaint
    let title: Complaint
    let text: Complaint
    /// Where a POST does it.
    let path: String
    /// The answer is a file; the page stays.
    let isDownload: Bool
}

extension BulkPage {
    static let examples = [
        BulkPage(
            act: .example, count: Complaint("orders.total", ["n": "213"]), isLong: false,
            fields: [HiddenField("id", "10431"), HiddenField("query", "state=<over>")], cancel: "/p/a2b3c4d5e6/orders"),
        BulkPage(
            act: .example, count: Complaint("list.over", ["n": "1000"]), isLong: true,
            fields: [HiddenField("every", "on")], cancel: "/p/a2b3c4d5e6/orders"),
        BulkPage(
            place: .leads, act: .example, count: Complaint("leads.total", ["n": "12480"]), isLong: true,
            fields: [HiddenField("every", "on")], cancel: "/o/a2b3c4d5e6/leads",
            choice: BulkChoice(
                field: FormField("to", "x", errors: [Complaint("error.choice")]), label: Complaint("leads.assignee"),
                choices: [
                    FilterField.Choice("", .text(Complaint("leads.nobody"))), FilterField.Choice("x", .name("<Олена>")),
                ],
                hints: [])),
        BulkPage(
            place: .leads, act: .example, count: Complaint("leads.total", ["n": "12"]), isLong: false,
            fields: [HiddenField("id", "1")], cancel: "/o/a2b3c4d5e6/leads",
            choice: BulkChoice(
                field: FormField("to", "<x>"), label: Complaint("leads.segment"), choices: [], hints: ["<Hotels>"])),
    ]
}

extension BulkAct {
    static let example = BulkAct(
        name: "recompute", label: Complaint("orders.recompute"), title: Complaint("orders.recompute_title"),
        text: Complaint("orders.recompute_text"), path: "/p/a2b3c4d5e6/orders/bulk", isDownload: false)
}
