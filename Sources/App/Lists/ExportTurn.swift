import HTTP
import Models
import Store

/// One export among the few that an organization may have at once, from its beginning until its last byte left or
/// nobody takes it any more.
struct ExportTurn: Sendable {
    /// Says that it goes on; called more often than the turn lasts without it.
    let keep: @Sendable () async throws -> Void
    let end: @Sendable () async -> Void
    /// What went wrong on the way.
    let failed: @Sendable (any Error) -> Void

    /// Rows read at once.
    static let page = 500
    /// A client that has not taken everything by then is cut off.
    private static let longest = 600
    /// Seconds between two times that the turn is kept.
    private static let pace = 20

    /// Keeps the turn while the file is on its way, and cuts off a client that takes too long.
    func watch(_ stream: ResponseStream) async throws {
        for _ in 0..<(Self.longest / Self.pace) {
            try await Task.sleep(for: .seconds(Self.pace))
            // Without it the turn may lapse before the file ends; the file itself goes on.
            try? await keep()
        }
        stream.drop()
    }
}

extension Services {
    /// Sends a list as a file, when the organization has a turn left and has not asked too often. `make` says
    /// what is sent, after noting it in the audit log: nothing leaves before that.
    func export<Place>(
        _ scope: some Tenancy, for request: Request, _ make: () async throws -> ListExport<Place>
    ) async throws -> Response {
        let turn = try await turn(scope, for: request)
        do {
            try await limit(rates.export, "export:\(scope.organization.text)")
            return try await make().response(turn)
        } catch {
            await turn.end()
            throw error
        }
    }

    private func turn(_ scope: some Tenancy, for request: Request) async throws -> ExportTurn {
        let number = try await store.beginExport(atMost: rates.exportsAtOnce, scope)
        let (store, log, id) = (store, log, request.id)
        let failed: @Sendable (any Error) -> Void = { error in
            log.event("export_broken", ["request": .string(id), "error": .string(Store.safeDescription(of: error))])
        }
        return ExportTurn(
            keep: { try await store.keepExport(number, scope) },
            // One that cannot be ended lapses by itself.
            end: { do { try await store.endExport(number, scope) } catch { failed(error) } }, failed: failed)
    }
}
