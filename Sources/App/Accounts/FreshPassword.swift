import Forms
import HTTP
import Models
import Web

/// An act that touches secrets wants the password of the last ten minutes, so that an unlocked screen is
/// not enough. The person signs in again and comes back; what they typed waits, but for secrets.
struct FreshPasswordRequired: Error {
    /// Where they come back to.
    let next: String
    /// What is sent again from there; empty: they begin anew.
    let held: [HiddenField]
    let email: String
}

extension Services {
    /// Throws `FreshPasswordRequired` when the password was typed more than ten minutes ago, or in what a clock that
    /// was put back takes for the future. A form with a
    /// secret in it names the page to come back to, because the secret is typed again, not kept.
    func requireFreshPassword(_ request: Request, backTo page: String? = nil) throws {
        guard let session = request.visit.session, !(-60...600).contains(session.sudoAge) else { return }
        let isForm = !request.method.isSafe && page == nil
        throw FreshPasswordRequired(
            next: page ?? request.path, held: isForm ? HeldForm.holding((try? request.input()) ?? .none) : [],
            email: session.email)
    }
}
