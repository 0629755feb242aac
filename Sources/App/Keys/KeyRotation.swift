import Crypto
import FoundationEssentials
import HTTP
package import Jobs
import Models
import Store

/// Seals every value anew that names another master key than the active one, so that the old one can go.
package struct KeyRotation: Sendable {
    /// Rows that are looked up at once.
    static let batch = 200

    package struct Result: Sendable, Equatable {
        /// Sealed anew.
        package var done = 0
        /// Does not open with the ring: its key is missing, or it was moved from elsewhere. It stays as it is.
        package var unreadable = 0

        package init(done: Int = 0, unreadable: Int = 0) {
            self.done = done
            self.unreadable = unreadable
        }
    }

    private let services: Services

    package init(services: Services) {
        self.services = services
    }

    package var handlers: [String: Worker.Handler] {
        [
            Store.rotation: { run in
                let total = try await services.store.sealedCounts()
                    .filter { $0.keyID != services.ring.active && $0.place != SealedColumn.peppers }
                    .reduce(0) { $0 + $1.count }
                let result = try await rotate { done in
                    try await services.store.report(min(done, total), of: total, run)
                }
                services.log.event(
                    "keys_rotated", ["done": .init(result.done), "unreadable": .init(result.unreadable)])
            }
        ]
    }

    /// Row by row, each in its own tenant; what fails to open is counted and passed over, never touched.
    package func rotate(progress: (_ done: Int) async throws -> Void) async throws -> Result {
        var result = Result()
        for column in SealedColumn.allCases {
            var after = ""
            while true {
                try Task.checkCancellation()
                let rows = try await services.store.sealedRows(
                    column, otherThan: services.ring.active, after: after, limit: Self.batch)
                guard let last = rows.last else { break }
                for row in rows { try await reseal(row, &result) }
                after = last.key
                try await progress(result.done + result.unreadable)
            }
        }
        return result
    }

    private func reseal(_ row: SealedRow, _ result: inout Result) async throws {
        guard let old = try await services.store.sealedValue(row) else { return }
        let place = SecretPlace(row)
        do {
            let new = try services.ring.seal(try services.ring.open(old, in: place), in: place)
            if try await services.store.reseal(row, from: old, to: new) { result.done += 1 }
        } catch let unreadable as SecretUnreadable {
            result.unreadable += 1
            services.log.event("secret_unreadable", ["secret": .string("\(unreadable)")])
        }
    }
}

extension SecretPlace {
    /// Where the value of a row is bound to.
    init(_ row: SealedRow) {
        let owner = row.organization?.rawValue ?? row.owner
        switch row.column {
        case .apiKey: self.init(table: "projects", column: "api_key", organization: owner, row: row.owner)
        case .hookToken: self.init(table: "hook_tokens", column: "token", organization: owner, row: row.owner)
        case .flash: self.init(table: "sessions", column: "flash", organization: owner, row: row.owner)
        case .secondFactor: self.init(table: "second_factors", column: "seed", organization: owner, row: row.owner)
        case .mailPath: self.init(table: "mails", column: "sealed_path", organization: owner, row: row.owner)
        }
    }
}
