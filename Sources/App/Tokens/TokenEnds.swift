import Models
import Store
import Web

/// Tells of tokens whose time is nearly over, before the programs that use them fall silent.
enum TokenEnds {
    static func tell(_ services: Services, _ run: TaskRun) async throws {
        let scope = try run.organizationScope(as: .tokens)
        let now = services.outside.now()
        while case let tokens = try await services.store.endingTokens(scope, at: now), !tokens.isEmpty {
            for token in tokens {
                try Task.checkCancellation()
                let address = Tokens.list(in: token.organizationPublicID)
                let zone = (try? services.zones.zone(token.zone)) ?? .utc
                let date = zone.localTime(at: token.expiresAt).date
                let letter = try services.letter(
                    .tokenEnding, to: token.email,
                    in: token.language.flatMap(Language.init(rawValue:)) ?? .standard,
                    [
                        "name": token.personName, "token": token.name, "organization": token.organizationName,
                        "date": date.description,
                    ], page: address)
                _ = try await services.store.tell(
                    token, .tokenEnding(token, on: date, address: address), letter, by: scope, at: now)
            }
            services.wakeWorkers()
        }
    }
}
