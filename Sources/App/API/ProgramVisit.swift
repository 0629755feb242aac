import Forms
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

    /// The answer as it is given again, where the call carried an `Idempotency-Key`.
    func kept(_ answer: Answer<some Resource>) -> (answer: KeptAnswer, claim: AnswerClaim)? {
        guard let claim = (request.attachment as? ProgramVisit)?.claim else { return nil }
        let response = answer.response(to: request)
        let kept = KeptAnswer(
            status: response.status.code, etag: response.headers["etag"], location: response.headers["location"],
            body: response.body)
        return (kept, claim)
    }
}

extension Request {
    /// In which language a program wants its sentences: what it asks for, or what its person chose.
    var programLanguage: Language {
        if let wish = headers["accept-language"] { return Language.negotiated(wish) }
        let caller = (attachment as? ProgramVisit)?.caller
        return caller?.language.flatMap(Language.init(rawValue:)) ?? .standard
    }
}

extension Services {
    /// A sentence of the catalogue for a program; the key itself where there is none.
    func say(_ complaint: Complaint, in language: Language) -> String {
        var arguments = complaint.arguments
        arguments["job"] = arguments["job"].map { texts.jobName($0, in: language) }
        let count = arguments["n"].flatMap { Int($0) }
        return (try? texts.text(complaint.key, in: language, count: count, arguments)) ?? complaint.key
    }

    /// The store for the change that this is the answer to. When the call carried an `Idempotency-Key`, the answer
    /// is kept in the change's own transaction.
    func store<Output: Resource>(answering answer: Answer<Output>, to call: ProgramCall) -> Store {
        guard let kept = call.kept(answer) else { return store }
        return store.keeping(kept.answer, for: kept.claim)
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
