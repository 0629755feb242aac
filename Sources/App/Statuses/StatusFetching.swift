import Crypto
import HTTP
import Models
import Store
import Web

/// Asking the CRM for its statuses again.
struct StatusFetching: Feature {
    let services: Services

    var routes: [Route] { [Route(.post, StatusMapEditor.refresh, EditRules.self, fetch)] }

    func fetch(_ scope: ProjectScope<EditRules>, _ request: Request) async throws -> Response {
        try await services.limit(services.rates.connectionTest, .connectionTest(of: scope.project))
        let flash: Flash
        do {
            let crm = try await services.crm(of: scope)
            flash = Flash(try await services.fetchStatuses(from: crm, by: scope))
        } catch let verdict as KeyCRMVerdict {
            flash = Flash(verdict)
        } catch is NoKey {
            flash = Flash("connection.no_key", isProblem: true)
        } catch is SecretUnreadable {
            flash = Flash("connection.key_unreadable", isProblem: true)
        }
        return try await services.redirect(
            to: StatusMapEditor.page(in: scope.projectPublicID), saying: flash, for: request)
    }
}
