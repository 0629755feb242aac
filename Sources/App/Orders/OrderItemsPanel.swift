import Forms
import Models
import Store

extension OrderPage {
    /// The rule that makes the order urgent, and the line that it fits.
    struct Urgency: Encodable {
        /// Its place in the list of rules, from 1.
        let number: Int
        /// `sku`, `sku_part`, `offer`, `product`, `name`.
        let kind: String
        let value: String
        let item: String
    }

    /// What the order consists of, and how far the CRM has told it.
    struct Items: Encodable {
        enum State: String, Encodable, CaseIterable {
            /// Nothing was asked: there is no key to ask with, or the order is older than the asking.
            case unasked
            case waiting, fetched, failed
        }

        struct Line: Encodable {
            let name: String
            /// Stock keeping unit; nil without one.
            let sku: String?
            /// `1`, `0.5`; nil for one piece.
            let quantity: String?
            /// Minor units; nil when the CRM does not say.
            let total: Int?
        }

        let state: State
        let lines: [Line]
        /// Of all lines with a price, in minor units.
        let sum: Int
        /// Three letters, or empty.
        let currency: String
        let fetchedAt: Instant?
        /// Why the last attempt came to nothing, and when it was made.
        let failure: Complaint?
        let triedAt: Instant?
        /// Where a POST asks again; nil for those who may not.
        let ask: String?
        /// Without a key nothing is asked; where it is given, for those who may.
        let hasKey: Bool
        let connection: String?
    }

    /// Who buys and where the order came from.
    struct Source: Encodable {
        let manager: String?
        let source: String?
        /// Empty when the CRM does not tell them.
        let phone, email: String
        /// Phone and e-mail are shown in part.
        let isMasked: Bool
        let marketing: [Fact]
        /// A person's own words; only for those who manage the project.
        let comment: String?

        /// Whether there is anything to show.
        let isKnown: Bool
    }

    struct Fact: Encodable {
        /// A key of the catalogue.
        let label: String
        let value: String
    }
}

extension OrderStory {
    var currency: String {
        guard let source = history.source else { return "" }
        return details.sources.first { $0.id == source }?.currency ?? ""
    }

    /// By the rules that judge the present interval.
    var urgency: OrderPage.Urgency? {
        guard let current = history.current, let match = rules.urgency(of: details.items, at: current.enteredAt) else {
            return nil
        }
        return OrderPage.Urgency(
            number: match.number, kind: match.rule.kind.rawValue, value: match.rule.value, item: match.item.name)
    }

    func itemsPanel(ask: String?, connection: String?) -> OrderPage.Items {
        let content = details.content
        let lines = details.items.map { item in
            OrderPage.Items.Line(
                name: item.name, sku: item.sku ?? item.offerSKU, quantity: Self.quantity(item.quantity),
                total: item.total)
        }
        return OrderPage.Items(
            state: content.flatMap { OrderPage.Items.State(rawValue: $0.state.rawValue) } ?? .unasked, lines: lines,
            sum: lines.reduce(0) { $0 &+ ($1.total ?? 0) }, currency: currency, fetchedAt: content?.fetchedAt,
            failure: content.flatMap { Complaint(failure: $0.failure) }, triedAt: content?.triedAt,
            ask: details.project.keySetAt == nil ? nil : ask, hasKey: details.project.keySetAt != nil,
            connection: connection)
    }

    var source: OrderPage.Source {
        let names = OrderPeopleNames(details.managers, details.sources)
        let (buyer, marketing) = (details.content?.buyer ?? Buyer(), details.content?.marketing ?? Marketing())
        let facts = [
            ("order.utm_source", marketing.source), ("order.utm_medium", marketing.medium),
            ("order.utm_campaign", marketing.campaign), ("order.utm_term", marketing.term),
            ("order.utm_content", marketing.content),
        ].compactMap { label, value in value.map { OrderPage.Fact(label: label, value: $0) } }
        let manager = names.manager(history.manager), source = names.source(history.source)
        return OrderPage.Source(
            manager: manager, source: source, phone: buyer.phone, email: buyer.email,
            isMasked: details.isMasked && !(buyer.phone + buyer.email).isEmpty, marketing: facts,
            comment: marketing.comment,
            isKnown:
                !(manager == nil && source == nil && (buyer.phone + buyer.email).isEmpty && facts.isEmpty
                && marketing.comment == nil))
    }

    /// nil for one piece.
    private static func quantity(_ thousandths: Int) -> String? {
        guard thousandths != 1_000 else { return nil }
        let whole = thousandths / 1_000, rest = abs(thousandths % 1_000)
        if rest == 0 { return "\(whole)" }
        var digits = String(String(rest + 1_000).dropFirst())
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(thousandths < 0 && whole == 0 ? "-" : "")\(whole).\(digits)"
    }
}

extension Complaint {
    /// What the word says that is kept of a failed attempt; nil when there was none.
    init?(failure word: String) {
        switch word {
        case "": return nil
        case ContentJobs.noKey: self.init("connection.no_key")
        case ContentJobs.keyUnreadable: self.init("connection.key_unreadable")
        default:
            guard let verdict = KeyCRMVerdict(kept: word) else { return nil }
            self.init(verdict.key, verdict.arguments)
        }
    }
}
