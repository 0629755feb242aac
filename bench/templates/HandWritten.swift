// The same page as page.html, written straight into a buffer: what rendering cannot go below without a cache.

func entity(_ byte: UInt8) -> StaticString? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&#34;"
    case UInt8(ascii: "'"): "&#39;"
    default: nil
    }
}

/// Copies runs of bytes that need no escape in one go.
struct HandWritten {
    var bytes: [UInt8] = []
    init() { bytes.reserveCapacity(65536) }
    mutating func raw(_ text: StaticString) { text.withUTF8Buffer { bytes.append(contentsOf: $0) } }
    mutating func number(_ n: Int) { var s = String(n); s.withUTF8 { bytes.append(contentsOf: $0) } }
    mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            for i in 0..<utf8.count {
                let b = utf8[i]
                guard b < 64, let e = entity(b) else { continue }
                bytes.append(contentsOf: utf8[start..<i])
                e.withUTF8Buffer { bytes.append(contentsOf: $0) }
                start = i + 1
            }
            bytes.append(contentsOf: utf8[start...])
        }
    }
}

func writeByHand(_ c: Page) -> [UInt8] {
    var o = HandWritten()
    o.raw("<!doctype html>\n<html lang=\""); o.text(c.locale)
    o.raw(
        "\">\n<head>\n  <meta charset=\"utf-8\">\n  <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n  <title>"
    )
    o.text(c.title); o.raw(" ("); o.number(c.rows.count)
    o.raw(
        ") · Takt</title>\n  <link rel=\"stylesheet\" href=\"/assets/takt.css\">\n</head>\n<body>\n  <header class=\"top\">\n    <a class=\"brand\" href=\"/\">Takt</a>\n    <nav aria-label=\"Main\">\n      <ul>"
    )
    for item in c.nav {
        o.raw("\n        <li><a href=\""); o.text(item.url); o.raw("\"")
        if item.current { o.raw(" aria-current=\"page\"") }
        o.raw(">"); o.text(item.label); o.raw("</a></li>")
    }
    o.raw("\n      </ul>\n    </nav>\n    <p class=\"who\">"); o.text(c.member.name); o.raw(" · ");
    o.text(c.member.role_text); o.raw(" · "); o.text(c.organization)
    if c.member.unread != 0 { o.raw(" <span class=\"count\">"); o.number(c.member.unread); o.raw("</span>") }
    o.raw("</p>\n  </header>\n  <main>\n    <p class=\"flash "); o.text(c.flash.kind); o.raw("\" role=\"status\">");
    o.text(c.flash.text); o.raw("</p>\n\n    <h1>")
    o.text(c.title); o.raw(" <small>"); o.text(c.total_text)
    o.raw(
        "</small></h1>\n    <form class=\"filters\" method=\"get\" role=\"search\">\n      <label>Search <input name=\"q\" value=\""
    ); o.text(c.search)
    o.raw("\"></label>\n      <label>Stage <select name=\"stage\"><option value=\"\">All</option>")
    for s in c.stages {
        o.raw("<option"); if s.selected { o.raw(" selected") }; o.raw(">"); o.text(s.name); o.raw("</option>")
    }
    o.raw(
        "</select></label>\n      <button>Apply</button>\n    </form>\n    <table>\n      <thead><tr><th>#</th><th>Company</th><th>Contact</th><th>Stage</th><th>Value</th><th>Owner</th><th>Orders</th><th>SLA</th></tr></thead>\n      <tbody>"
    )
    for (i, row) in c.rows.enumerated() {
        o.raw("\n        <tr id=\"lead-"); o.number(row.id); o.raw("\" class=\""); o.raw(i % 2 == 0 ? "odd" : "even")
        if i == c.rows.count - 1 { o.raw(" last") }
        o.raw("\">\n          <td>"); o.number(i + 1); o.raw("</td>\n          <td><a href=\""); o.text(row.url);
        o.raw("\">"); o.text(row.company); o.raw("</a>")
        for tag in row.tags_upper { o.raw(" <span class=\"tag\">"); o.text(tag); o.raw("</span>") }
        if !row.note.isEmpty { o.raw("<p class=\"note\">"); o.text(row.note_text); o.raw("</p>") }
        o.raw("</td>\n          <td>"); o.text(row.contact); o.raw("<br><a href=\"mailto:"); o.text(row.email);
        o.raw("\">"); o.text(row.email)
        o.raw("</a></td>\n          <td><span class=\"badge "); o.text(row.tone); o.raw("\">"); o.text(row.stage)
        o.raw("</span></td>\n          <td class=\"number\">"); o.text(row.value_text); o.raw("</td>\n          <td>")
        if let owner = row.owner { o.text(owner) } else { o.raw("Unassigned") }
        o.raw("</td>\n          <td class=\"number\">"); o.number(row.orders);
        o.raw(row.orders == 1 ? " order" : " orders")
        o.raw("</td>\n          <td><span class=\"sla "); o.text(row.sla); o.raw("\">")
        if row.sla_loud { o.raw("<strong>"); o.text(row.sla_text); o.raw("</strong>") } else { o.text(row.sla_text) }
        o.raw("</span> <time>"); o.text(row.due); o.raw("</time>\n            <form method=\"post\" action=\"");
        o.text(row.url)
        o.raw("\"><input type=\"hidden\" name=\"csrf\" value=\""); o.text(c.csrf);
        o.raw("\"><button>Qualify</button></form></td>\n        </tr>")
    }
    o.raw("\n      </tbody>\n    </table>\n    <nav class=\"pager\" aria-label=\"Pages\"><a rel=\"prev\" href=\"");
    o.text(c.previous); o.raw("\">Previous</a>\n  <span>Page "); o.number(c.page)
    o.raw("</span><a rel=\"next\" href=\""); o.text(c.next);
    o.raw("\">Next</a>\n</nav>\n  </main>\n  <footer><p>Times in the project's zone.</p></footer>\n</body>\n</html>")
    return o.bytes
}
