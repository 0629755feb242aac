package import Models
package import Postgres

extension Store {
    /// The lines of one order, in the CRM's order.
    static func items(of order: Int, _ scope: some ProjectTenancy) -> SQL {
        """
        SELECT \(OrderItem.columns) FROM order_items i
        WHERE i.organization_id = \(scope.organization) AND i.project_id = \(scope.project) AND i.order_id = \(order)
        ORDER BY i.number
        """
    }

    /// The statements that make the stored lines those of an answer. Lines that say it already are not
    /// written again.
    static func statements(
        keeping items: [OrderItem], of order: Int, _ scope: some ProjectTenancy, at now: Instant
    ) -> [SQL] {
        let columns: SQL = "name, sku, offer_sku, offer_id, product_id, quantity, price_sold, purchased_price"
        return [
            """
            INSERT INTO order_items AS i
                (organization_id, project_id, order_id, created_at, number, \(columns))
            SELECT \(scope.organization), \(scope.project), \(order), \(now), *
            FROM unnest(
                \(items.map(\.number))::int[], \(items.map(\.name))::text[], \(items.map(\.sku))::text[],
                \(items.map(\.offerSKU))::text[], \(items.map(\.offer))::bigint[], \(items.map(\.product))::bigint[],
                \(items.map(\.quantity))::bigint[], \(items.map(\.price))::bigint[],
                \(items.map(\.purchasedPrice))::bigint[])
            ON CONFLICT (organization_id, project_id, order_id, number) DO UPDATE SET
                name = excluded.name, sku = excluded.sku, offer_sku = excluded.offer_sku, offer_id = excluded.offer_id,
                product_id = excluded.product_id, quantity = excluded.quantity, price_sold = excluded.price_sold,
                purchased_price = excluded.purchased_price
            WHERE (i.name, i.sku, i.offer_sku, i.offer_id, i.product_id, i.quantity, i.price_sold, i.purchased_price)
                IS DISTINCT FROM
                (excluded.name, excluded.sku, excluded.offer_sku, excluded.offer_id, excluded.product_id,
                 excluded.quantity, excluded.price_sold, excluded.purchased_price)
            """,
            """
            DELETE FROM order_items
            WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND order_id = \(order)
              AND number <> ALL(\(items.map(\.number))::int[])
            """,
        ]
    }
}

extension Connection {
    /// The lines of several orders, by order.
    func items(of orders: [Int], _ scope: some ProjectTenancy) throws -> [Int: [OrderItem]] {
        let lines: [OrderLine] = try all(
            """
            SELECT i.order_id, \(OrderItem.columns) FROM order_items i
            WHERE i.organization_id = \(scope.organization) AND i.project_id = \(scope.project)
              AND i.order_id = ANY(\(orders))
            ORDER BY i.order_id, i.number
            """)
        return Dictionary(grouping: lines, by: \.order).mapValues { $0.map(\.item) }
    }
}

/// A line with the order that it belongs to.
private struct OrderLine: RowDecodable {
    let order: Int
    let item: OrderItem

    init(_ row: Row) throws(RowError) {
        order = try row["order_id"]
        item = try OrderItem(row)
    }
}

extension OrderItem: RowDecodable {
    fileprivate static let columns: SQL =
        "i.number, i.name, i.sku, i.offer_sku, i.offer_id, i.product_id, i.quantity, i.price_sold, i.purchased_price"

    package init(_ row: Row) throws(RowError) {
        self.init(
            number: try row["number"], name: try row["name"], sku: try row["sku"], offerSKU: try row["offer_sku"],
            offer: try row["offer_id"], product: try row["product_id"], quantity: try row["quantity"],
            price: try row["price_sold"], purchasedPrice: try row["purchased_price"])
    }
}
