package import Models
package import Postgres

/// One order with all that its page is made of.
package struct OrderDetails: Sendable {
    package struct Event: Sendable {
        package let event: StatusEvent
        package let receivedAt: Instant
    }

    package let project: ProjectRecord
    /// Oldest first by source time, those of the future too.
    package let events: [Event]
    package let items: [OrderItem]
    /// What the CRM has told besides; nil until it was asked.
    package let content: KnownContent?
    package let groups: [StatusGroup]
    package let statuses: [OrderStatus]
    package let managers: [CRMPerson]
    package let sources: [OrderSource]
    package let rules: StoredRules
    /// Whether older rules derived what the lists show of it.
    package let isOutdated: Bool
    /// Whether the reader is shown the buyer's phone and e-mail in part only.
    package let isMasked: Bool
}

/// What is known of an order besides its events, and how far the program is with asking for it.
package struct KnownContent: Sendable, Equatable {
    package let state: ContentState
    package let askedAt: Instant
    /// The last attempt that came to nothing: its verdict as one word, and when; empty without one.
    package let failure: String
    package let triedAt: Instant?
    /// nil before the first answer.
    package let fetchedAt: Instant?
    /// Minor units.
    package let grandTotal: Int?
    /// Masked for those who may not see how to reach a customer.
    package let buyer: Buyer
    /// Without the comment for those who do not manage the project.
    package let marketing: Marketing
}

extension Store {
    /// nil when the project has no such order.
    package func order(_ number: Int, _ scope: ProjectScope<ViewOrders>) async throws -> OrderDetails? {
        try await reading(scope) { db in
            let answers = try db.answers(to: [
                """
                SELECT rules_number FROM orders
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND order_id = \(number)
                """,
                """
                SELECT \(StatusEvent.columns), e.received_at FROM status_events e
                WHERE e.organization_id = \(scope.organization) AND e.project_id = \(scope.project) AND e.order_id = \(number)
                ORDER BY e.changed_at, e.status_id
                """,
                Self.groups(scope), Self.dictionary(scope), Self.items(of: number, scope),
                Self.content(of: number, scope), Self.managers(scope), Self.sources(scope),
            ])
            guard let rulesNumber: Int = try answers[0].value(), let project = try db.project(scope) else { return nil }
            let rules = StoredRules(
                number: project.rulesNumber, zone: project.zone, versions: try db.rules(scope),
                organizationHours: try db.organizationHours(scope))
            let content: KnownContent? = try answers[5].first()
            return OrderDetails(
                project: project, events: try answers[1].all(), items: try answers[4].all(),
                content: content?.shown(to: scope.role), groups: try answers[2].all(), statuses: try answers[3].all(),
                managers: try answers[6].all(), sources: try answers[7].all(), rules: rules,
                isOutdated: rulesNumber < project.rulesNumber, isMasked: !SeeContacts.isHeld(by: scope.role))
        }
    }

    private static func content(of order: Int, _ scope: some ProjectTenancy) -> SQL {
        """
        SELECT c.state, c.asked_at, c.failure, c.tried_at, c.fetched_at, c.grand_total, c.buyer_name, c.buyer_phone,
               c.buyer_email, m.utm_source, m.utm_medium, m.utm_campaign, m.utm_term, m.utm_content, m.raw_comment
        FROM order_contents c
        LEFT JOIN order_marketing m ON m.organization_id = c.organization_id AND m.project_id = c.project_id
            AND m.order_id = c.order_id
        WHERE c.organization_id = \(scope.organization) AND c.project_id = \(scope.project) AND c.order_id = \(order)
        """
    }
}

extension KnownContent {
    fileprivate func shown(to role: Role) -> KnownContent {
        var marketing = marketing
        if !ManageProjects.isHeld(by: role) { marketing.comment = nil }
        return KnownContent(
            state: state, askedAt: askedAt, failure: failure, triedAt: triedAt, fetchedAt: fetchedAt,
            grandTotal: grandTotal, buyer: SeeContacts.isHeld(by: role) ? buyer : buyer.masked, marketing: marketing)
    }
}

extension KnownContent: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        var marketing = Marketing()
        marketing.source = try row["utm_source"]
        marketing.medium = try row["utm_medium"]
        marketing.campaign = try row["utm_campaign"]
        marketing.term = try row["utm_term"]
        marketing.content = try row["utm_content"]
        marketing.comment = try row["raw_comment"]
        self.marketing = marketing
        state = try row["state"]
        askedAt = try row["asked_at"]
        failure = try row["failure"]
        triedAt = try row["tried_at"]
        fetchedAt = try row["fetched_at"]
        grandTotal = try row["grand_total"]
        buyer = Buyer(name: try row["buyer_name"], phone: try row["buyer_phone"], email: try row["buyer_email"])
    }
}

extension OrderDetails.Event: RowDecodable {
    package init(_ row: Row) throws(RowError) {
        event = try StatusEvent(row)
        receivedAt = try row["received_at"]
    }
}
