import Foundation
import HTTP

/// The other states of a list as its page offers them: pages, orders, tabs and the choices of its filters.
struct OfferedAddresses {
    /// With what the links lead to and each choice would ask for, without what is asked for already.
    let all: [String]
    /// The page after this one; nil on the last.
    let next: String?
    /// Fields of its filters in which somebody types.
    let typed: Set<String>

    init(in page: Response, at path: String) {
        var found: Set<String> = [], typed: Set<String> = []
        var next: String?
        for link in page.text.matches(of: /<a\b[^>]*href="([^"]*)"[^>]*>/) {
            let address = Self.plain(link.1)
            guard address.hasPrefix(path + "?") else { continue }
            found.insert(address)
            if link.0.contains("rel=\"next\"") { next = address }
        }
        for form in page.text.matches(
            of: /<form\b[^>]*method="get" action="([^"]*)"[^>]*>(.*?)<\/form>/.dotMatchesNewlines())
        where Self.plain(form.1) == path {
            for select in form.2.matches(of: /<select\b[^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/.dotMatchesNewlines()) {
                let values = select.2.matches(of: /<option(?: value="([^"]*)")?[^>]*>([^<]*)/)
                    .map { Self.plain($0.1 ?? $0.2) }.filter { !$0.isEmpty }
                for value in Set(values.prefix(4) + values.suffix(2)) {
                    found.insert("\(path)?\(select.1)=\(PercentEncoding.encode(value))")
                }
            }
            for input in form.2.matches(of: /<input\b[^>]*>/) where !input.0.contains("type=\"hidden\"") {
                if let name = input.0.firstMatch(of: /\bname="([^"]*)"/) { typed.insert(String(name.1)) }
            }
        }
        all = found.sorted()
        self.next = next
        self.typed = typed
    }

    private static func plain(_ text: Substring) -> String {
        String(text).replacing("&amp;", with: "&").replacing("&#34;", with: "\"").replacing("&#39;", with: "'")
    }
}
