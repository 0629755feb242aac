import Forms
import HTTP
import Models
import Store
import Web

/// What became of the mails of the installation, for its operators: what was sent, what waits, what was given
/// up and why. What they said is not kept.
struct OperatorMails: Feature {
    static let list = Path("/operator/mails")

    let services: Services

    var routes: [Route] { [Route(.get, operator: Self.list, show)] }

    func show(_ scope: OperatorScope, _ request: Request) async throws -> Response {
        let state = try request.queryInput()["state"].flatMap(MailSummary.State.init(rawValue:))
        let mails = try await services.store.newestMails(state)
        return try await services.page(
            OperatorMailsPage(state: state, rows: mails.map(OperatorMailsPage.Row.init)), for: request)
    }
}
