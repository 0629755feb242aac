import HTTP
package import Outbound

/// Talks to the API of one connected shop. Every page is one call of the 60 a minute that the CRM allows.
package struct KeyCRMClient: Sendable {
    package typealias Send = @Sendable (OutboundRequest) async throws(OutboundFailure) -> OutboundResponse

    private let base: String
    private let key: String
    private let send: Send

    /// `base`: with its version, as `https://openapi.keycrm.app/v1`.
    package init(base: String, key: String, send: @escaping Send) {
        var base = base[...]
        while base.hasSuffix("/") { base = base.dropLast() }
        self.base = String(base)
        self.key = key
        self.send = send
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
        var statuses: [KeyCRMStatus] = []
        var seen: Set<Int64> = []
        var rows = 0
        for number in 1...Self.mostPages {
            let (page, _) = try await page("/order/status?limit=50&page=\(number)")
            rows += page.rows.count
            for status in page.rows.compactMap(KeyCRMStatus.init) where seen.insert(status.id).inserted {
                statuses.append(status)
            }
            // The links may have lost our limit, so they only tell that there is more.
            if page.isLast || page.rows.isEmpty || page.total.map({ rows >= $0 }) ?? false { break }
        }
        return statuses
    }

    /// A thousand statuses; accounts have some tens. An API that never ends must end here.
    private static let mostPages = 20

    private struct Page {
        let rows: [JSON]
        let total: Int?
        let isLast: Bool
    }

    private func page(_ target: String) async throws(KeyCRMVerdict) -> (Page, OutboundResponse) {
        let request = OutboundRequest(
            .get, base + target, headers: ["authorization": "Bearer \(key)", "accept": "application/json"])
        let response: OutboundResponse
        do throws(OutboundFailure) {
            response = try await send(request)
        } catch {
            throw KeyCRMVerdict(error)
        }
        if let refusal = KeyCRMVerdict(refusedBy: response, key: key) { throw refusal }
        guard let body = try? JSON(parsing: response.body), let rows = body["data"]?.array else {
            throw KeyCRMVerdict(malformed: response, key: key)
        }
        let total = body["total"]?.int.flatMap { $0 >= 0 ? $0 : nil }
        return (Page(rows: rows, total: total, isLast: body["next_page_url"]?.isNull ?? (total == nil)), response)
    }
}
