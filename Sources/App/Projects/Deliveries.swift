import Forms
import HTTP
import Models
import Store
import Web

/// What arrived with the right secret, as it came.
struct Deliveries: Feature {
    static let list = ProjectPath("/deliveries")
    static let delivery = ProjectPath("/deliveries/{}", Int.self)

    let services: Services

    private static let pageLength = 50

    var routes: [Route] {
        [
            Route(.get, Self.list, ManageProjects.self, showAll),
            Route(.get, Self.delivery, ManageProjects.self, showOne),
        ]
    }

    func showAll(_ scope: ProjectScope<ManageProjects>, _ request: Request) async throws -> Response {
        let query = try request.queryInput()
        let outcome = query["verdict"].flatMap(Delivery.Outcome.init(rawValue:))
        let before = query["before"].flatMap(Int.init(pathText:))
        let found = try await services.store.deliveries(
            scope, outcome, before: before, limit: Self.pageLength + 1)
        let shown = found.prefix(Self.pageLength)
        let path = Self.list(in: scope.projectPublicID)
        let filter = outcome.map { "verdict=\($0.rawValue)" }
        let older = found.count > shown.count ? shown.last.map { ["before=\($0.id)"] } : nil
        let page = DeliveriesPage(
            path: path, verdict: outcome?.rawValue ?? "",
            rows: shown.map { DeliveryRow($0, in: scope.projectPublicID) },
            older: older.map { Self.address(path, ([filter].compactMap(\.self)) + $0) },
            newest: before == nil ? nil : Self.address(path, [filter].compactMap(\.self)))
        return try await services.page(page, for: request)
    }

    func showOne(_ scope: ProjectScope<ManageProjects>, _ request: Request, _ id: Int) async throws -> Response {
        guard let (delivery, body) = try await services.store.delivery(id, scope) else { throw NotVisible() }
        let shown = DeliveryText(body)
        let isPurged = body.isEmpty && delivery.length > 0
        let page = DeliveryPage(
            row: DeliveryRow(delivery, in: scope.projectPublicID),
            marks: delivery.marks.compactMap { Delivery.Outcome(rawValue: $0.rawValue) }
                .filter { $0 != delivery.outcome },
            eventAt: delivery.changedAt, reason: delivery.reason.isEmpty ? nil : delivery.reason,
            bytes: delivery.length, network: delivery.network.isEmpty ? nil : delivery.network, body: shown.text,
            isCut: !isPurged && shown.bytes < delivery.length, isPurged: isPurged)
        return try await services.page(page, for: request)
    }

    private static func address(_ path: String, _ query: [String]) -> String {
        query.isEmpty ? path : path + "?" + query.joined(separator: "&")
    }
}

/// The beginning of a body as a page can show it.
struct DeliveryText {
    static let limit = 4_096

    let text: String
    /// How many bytes of the body it stands for.
    let bytes: Int

    /// What is no UTF-8, and controls other than tabs and line breaks, become U+FFFD; a character that the
    /// cut goes through is left out.
    init(_ body: [UInt8]) {
        var end = min(body.count, Self.limit)
        if end < body.count {
            // At most three bytes of a character stand before the cut.
            let start = body[..<end].suffix(3).lastIndex { $0 & 0b1100_0000 != 0b1000_0000 } ?? end
            if start < end, body[start] >= 0b1100_0000, end - start < Self.length(body[start]) { end = start }
        }
        bytes = end
        var scalars = String.UnicodeScalarView()
        for scalar in String(decoding: body[..<end], as: UTF8.self).unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control && !["\t", "\n", "\r"].contains(scalar)
            scalars.append(isControl ? "\u{fffd}" : scalar)
        }
        text = String(scalars)
    }

    private static func length(_ lead: UInt8) -> Int {
        lead >= 0b1111_0000 ? 4 : lead >= 0b1110_0000 ? 3 : 2
    }
}
