import Models
import Postgres

extension Connection {
    /// Tells open pages, once the transaction has committed, that one order has changed. Travels with the COMMIT.
    func announceOrder(_ order: Int, _ scope: some ProjectTenancy) {
        announce(.orderUpdated, "\(order)", scope)
    }

    /// The same of more orders than one would name.
    func announceOrders(_ scope: some ProjectTenancy) {
        announce(.invalidate, nil, scope)
    }

    private func announce(_ topic: LiveTopic, _ entity: String?, _ scope: some ProjectTenancy) {
        runAtCommit([
            """
            INSERT INTO events (organization_id, topic, project_id, entity_id)
            VALUES (\(scope.organization), \(topic), \(scope.project), \(entity))
            """
        ])
        ring()
    }
}

extension LiveTopic: SQLEncodable, SQLDecodable {}
