import HTTP
import Models
import Store
import Web

/// What the site knows about a call of the JSON door besides the request.
struct ProgramVisit: Sendable {
    let caller: TokenCaller
    /// The call's `Idempotency-Key`, when it has one and this call is the one to be worked on.
    let claim: AnswerClaim?
}

extension ProgramCall {
    /// The zone of the project in the address.
    var zone: String { (request.attachment as? ProgramVisit)?.caller.projectZone ?? "UTC" }

    var caller: TokenCaller? { (request.attachment as? ProgramVisit)?.caller }
}

extension Services {
    /// The store for the change that this is the answer to. When the call carried an `Idempotency-Key`, the answer
    /// is kept in the change's own transaction.
    func store<Output: Resource>(answering answer: Answer<Output>, to call: ProgramCall) -> Store {
        guard let claim = (call.request.attachment as? ProgramVisit)?.claim else { return store }
        let response = answer.response(to: call.request)
        return store.keeping(
            KeptAnswer(
                status: response.status.code, etag: response.headers["etag"], location: response.headers["location"],
                body: response.body), for: claim)
    }
}

extension KeptAnswer {
    /// As it was given the first time, marked as a repetition.
    var response: Response {
        var response = Response(
            Status(code: status), headers: ["content-type": "application/json", "idempotency-replayed": "true"],
            body: body)
        response.headers["etag"] = etag
        response.headers["location"] = location
        return response
    }
}
