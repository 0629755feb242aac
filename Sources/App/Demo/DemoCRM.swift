import HTTP
import Models
import Outbound

extension ProjectCRM {
    /// The CRM of a demo's project. A renamed project keeps the shop of its zone.
    init(demo project: ProjectRecord) {
        let wares = DemoWares.all.first { $0.zone == project.zone } ?? .kyiv
        let crm = DemoCRM(wares: wares)
        self.init(
            project: project,
            client: KeyCRMClient(base: project.baseURL, key: "demo") { (request) throws(OutboundFailure) in
                crm.respond(to: request)
            })
    }
}

/// The outside CRM of an invented shop, inside this program: answers what KeyCRM would, without any network.
/// An order has the same lines, buyer and manager every time, because all follow from its number.
struct DemoCRM: Sendable {
    let wares: DemoWares

    func respond(to request: OutboundRequest) -> OutboundResponse {
        let target = request.url.split(separator: "/v1", maxSplits: 1).last.map(String.init) ?? ""
        let parts = target.split(separator: "?", maxSplits: 1)
        switch parts.first.map(String.init) ?? "" {
        case "/order/status": return page(wares.statuses.map(row), asked: parts.last)
        case "/users": return page(wares.managers.map(row), asked: parts.last)
        case "/order/source":
            let rows: [JSON] = wares.sources.map {
                ["id": JSON($0.id), "name": JSON($0.name), "currency_code": JSON(wares.currency)]
            }
            return page(rows, asked: parts.last)
        case let path:
            guard path.hasPrefix("/order/"), let number = Int(path.dropFirst(7)) else {
                return answer(.notFound, ["message": "Not found"])
            }
            return answer(.ok, order(number))
        }
    }

    /// One page that holds everything; a later one is empty.
    private func page(_ rows: [JSON], asked query: Substring?) -> OutboundResponse {
        let isFirst = !(query ?? "").split(separator: "&").contains { $0.hasPrefix("page=") && $0 != "page=1" }
        return answer(
            .ok,
            [
                "total": JSON(rows.count), "current_page": 1, "per_page": 50, "next_page_url": nil,
                "data": .array(isFirst ? rows : []),
            ])
    }

    private func row(_ status: OrderStatus) -> JSON {
        [
            "id": JSON(status.id), "name": JSON(status.name), "alias": JSON(status.alias), "is_active": true,
            "is_closing_order": .bool(status.isClosing), "group_id": JSON(status.sourceGroup ?? 0),
            "expiration_period": nil,
        ]
    }

    private func row(_ somebody: DemoWares.Somebody) -> JSON {
        [
            "id": JSON(somebody.id), "full_name": JSON(somebody.name), "email": JSON(somebody.email),
            "status": "active",
        ]
    }

    private func answer(_ status: Status, _ body: JSON) -> OutboundResponse {
        OutboundResponse(status, headers: ["content-type": "application/json"], body: body.bytes)
    }
}

extension DemoCRM {
    /// `GET /order/{id}` with its lines, its buyer and where it came from.
    private func order(_ number: Int) -> JSON {
        let facts = DemoOrder(number, in: wares)
        let lines: [JSON] = facts.lines.map { ware, quantity in
            let offer: JSON = ["id": JSON(ware.offer), "product_id": JSON(ware.product), "sku": JSON(ware.sku)]
            return [
                "name": JSON(ware.name), "sku": JSON(ware.sku), "price": JSON(ware.price),
                "price_sold": JSON(ware.price),
                "purchased_price": JSON(ware.price / 2), "quantity": JSON(quantity), "offer": offer,
            ]
        }
        return [
            "id": JSON(number), "source_id": JSON(facts.source), "manager_id": JSON(facts.manager),
            "grand_total": JSON(facts.total), "products": .array(lines),
            "buyer": ["full_name": JSON(facts.buyer.name), "phone": JSON(facts.buyer.phone), "email": nil],
            "marketing": ["utm_source": JSON(facts.campaign), "utm_medium": "cpc"],
        ]
    }
}

/// What an invented order holds.
struct DemoOrder {
    let lines: [(DemoWares.Ware, Int)]
    let source: Int
    let manager: Int
    let buyer: (name: String, phone: String)
    let campaign: String

    /// One in nine is in a hurry.
    init(_ number: Int, in wares: DemoWares) {
        var chance = DemoChance(wares.seed, number, 3)
        var lines = (0...chance.next(3)).compactMap { _ in chance.one(of: wares.wares).map { ($0, 1 + chance.next(3)) }
        }
        if chance.happens(11) { lines.append((wares.hurry, 1)) }
        self.lines = lines
        source = chance.one(of: wares.sources)?.id ?? 1
        manager = chance.one(of: wares.managers)?.id ?? 4
        buyer = chance.one(of: wares.buyers) ?? ("", "")
        campaign = chance.one(of: ["google", "instagram", "newsletter"]) ?? ""
    }

    var total: Int { lines.reduce(0) { $0 + $1.0.price * $1.1 } }
}
