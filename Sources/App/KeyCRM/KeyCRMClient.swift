import HTTP
package import Outbound

/// Talks to the API of one connected shop. Every page is one call of the 60 a minute that the CRM allows.
package struct KeyCRMClient: Sendable {
    package typealias Send = @Sendable (OutboundRequest) async throws(OutboundFailure) -> OutboundResponse

    private let base: String
    private let key: String
    private let send: Send
    private let gate: KeyCRMGate

    /// `base`: with its version, as `https://openapi.keycrm.app/v1`. `gate`: what every call waits at.
    package init(base: String, key: String, gate: KeyCRMGate = .open, send: @escaping Send) {
        var base = base[...]
        while base.hasSuffix("/") { base = base.dropLast() }
        self.base = String(base)
        self.key = key
        self.send = send
        self.gate = gate
    }

    /// The button on the project page: one cheap call, and what it came to.
    package func testConnection() async -> KeyCRMVerdict {
        do throws(KeyCRMVerdict) {
            let (page, response) = try await page("/order/status?limit=1")
            return KeyCRMVerdict(working: page.total, status: response.status.code)
        } catch {
            return error
        }
    }

    /// The whole dictionary, also of inactive statuses when the CRM tells them. Each id once.
    package func statuses() async throws(KeyCRMVerdict) -> [KeyCRMStatus] {
        try await list("/order/status", KeyCRMStatus.init, id: \.id)
    }

    /// Everybody who looks after orders, also the blocked ones when the CRM tells them. Each id once.
    package func users() async throws(KeyCRMVerdict) -> [KeyCRMUser] {
        try await list("/users", KeyCRMUser.init, id: \.id)
    }

    /// Where orders come from. Each id once.
    package func sources() async throws(KeyCRMVerdict) -> [KeyCRMSource] {
        try await list("/order/source", KeyCRMSource.init, id: \.id)
    }

    /// One order with its items, its buyer and where it came from.
    package func order(_ id: Int64) async throws(KeyCRMVerdict) -> KeyCRMOrder {
        let response = try await answer("/order/\(id)?include=products.offer,buyer,marketing")
        guard let body = try? JSON(parsing: response.body), let order = KeyCRMOrder(body), order.id == id else {
            throw KeyCRMVerdict(malformed: response, key: key)
        }
        return order
    }

    private func list<Entry: Sendable>(
        _ path: String, _ read: (JSON) -> Entry?, id: KeyPath<Entry, Int64>
    ) async throws(KeyCRMVerdict) -> [Entry] {
        var entries: [Entry] = []
        var seen: Set<Int64> = []
        var rows = 0
        for number in 1...Self.mostPages {
            let (page, _) = try await page("\(path)?limit=50&page=\(number)")
            rows += page.rows.count
            for entry in page.rows.compactMap(read) where seen.insert(entry[keyPath: id]).inserted {
                entries.append(entry)
            }
            // The links may have lost our limit, so they only tell that there is more.
            if page.isLast || page.rows.isEmpty || page.total.map({ rows >= $0 }) ?? false { break }
        }
        return entries
    }

    /// A thousand rows; accounts have some tens. An API that never ends must end here.
    private static let mostPages = 20

    private struct Page {
        let rows: [JSON]
        let total: Int?
        let isLast: Bool
    }

    private func page(_ target: String) async throws(KeyCRMVerdict) -> (Page, OutboundResponse) {
        let response = try await answer(target)
        guard let body = try? JSON(parsing: response.body), let rows = body["data"]?.array else {
            throw KeyCRMVerdict(malformed: response, key: key)
        }
        let total = body["total"]?.int.flatMap { $0 >= 0 ? $0 : nil }
        return (Page(rows: rows, total: total, isLast: body["next_page_url"]?.isNull ?? (total == nil)), response)
    }

    /// One call, once the gate lets it through; throws unless the status is 200.
    private func answer(_ target: String) async throws(KeyCRMVerdict) -> OutboundResponse {
        try await gate.enter()
        let request = OutboundRequest(
            .get, base + target, headers: ["authorization": "Bearer \(key)", "accept": "application/json"])
        let response: OutboundResponse
        do throws(OutboundFailure) {
            response = try await send(request)
        } catch {
            throw KeyCRMVerdict(error)
        }
        guard let refusal = KeyCRMVerdict(refusedBy: response, key: key) else { return response }
        if refusal.kind == .rateLimited { await gate.close(refusal.retryAfter ?? KeyCRMVerdict.usualWait) }
        throw refusal
    }
}
