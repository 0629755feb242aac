import Forms
import Models
import Web

/// `Resources/templates/lists/bulk.html`: says what would be done with how many records, and asks.
struct BulkPage: Page {
    static let template = "lists/bulk.html"
    static let place = NavigationItem.orders

    let act: BulkAct
    /// “213 orders”, or “More than 1,000”.
    let count: Complaint
    /// It runs behind the pages.
    let isLong: Bool
    let fields: [HiddenField]
    /// Where “Keep it” leads.
    let cancel: String
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
    ]
}

extension BulkAct {
    static let example = BulkAct(
        name: "recompute", label: Complaint("orders.recompute"), title: Complaint("orders.recompute_title"),
        text: Complaint("orders.recompute_text"), path: "/p/a2b3c4d5e6/orders/bulk", isDownload: false)
}
