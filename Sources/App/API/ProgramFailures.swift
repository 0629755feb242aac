import Crypto
import Forms
import HTTP
import Models
import Store
import Web

extension Site {
    /// Everything that a handler of the JSON door can throw, as a problem (RFC 9457). What went wrong inside stands
    /// in the log under the request's number, never in the answer.
    func programFailure(_ error: any Error, _ request: Request) -> Response {
        let refused = refusal(of: error, request)
        let language = request.programLanguage
        func say(_ key: String, _ arguments: [String: String]) -> String {
            services.say(Complaint(key, arguments), in: language)
        }
        let errors = refused.errors.entries.map { entry in
            Problem.FieldProblem(
                field: entry.field, code: entry.complaint.key,
                message: say(entry.complaint.key, entry.complaint.arguments))
        }
        var arguments = refused.arguments
        if let words = refused.words { arguments["words"] = say(words.key, words.arguments) }
        let problem = Problem(
            refused.code.status, code: refused.code.rawValue, title: say(refused.code.title, [:]),
            detail: say(refused.code.detail, arguments), request: request.id, errors: errors)
        var response = problem.response
        for field in refused.headers.fields { response.headers[field.name] = field.value }
        response.headers["content-language"] = language.rawValue
        return response
    }

    private struct Refusal {
        let code: ProblemCode
        var arguments: [String: String] = [:]
        var headers: Headers = [:]
        var errors = FieldErrors.none
        /// A sentence of its own for the detail.
        var words: Complaint?
    }

    private func refusal(of error: any Error, _ request: Request) -> Refusal {
        switch error {
        case let refused as Refused:
            Refusal(
                code: refused.code, arguments: refused.arguments,
                headers: refused.headers.merging(Self.challenge(refused.code)))
        case is SignInRequired: Refusal(code: .tokenMissing, headers: Self.challenge(.tokenMissing))
        case let missing as ScopeMissing:
            Refusal(
                code: .scopeMissing, arguments: ["scope": missing.scope.rawValue],
                headers: [
                    "www-authenticate":
                        "Bearer realm=\"Takt\", error=\"insufficient_scope\", scope=\"\(missing.scope.rawValue)\""
                ])
        case let denied as AccessDenied: Refusal(code: .rightMissing, arguments: ["role": denied.needs.rawValue])
        case is NotVisible: Refusal(code: .notFound)
        case let query as QueryRefusal: Refusal(code: .query, errors: query.errors)
        case let errors as FieldErrors: Refusal(code: .fields, errors: errors)
        case is NameTaken: Refusal(code: .fields, errors: FieldErrors("name", Complaint("error.name_taken")))
        case let found as DuplicateLeads: Refusal(code: .duplicateLead, headers: found.headers, errors: found.errors)
        case let found as DuplicateCustomers:
            Refusal(code: .duplicateCustomer, headers: found.headers, errors: found.errors)
        case is StageNameTaken: Refusal(code: .fields, errors: FieldErrors("name", Complaint("error.stage_taken")))
        case is TooManyStages:
            Refusal(code: .fields, errors: FieldErrors("", Complaint("error.too_many", ["count": "\(StageForm.most)"])))
        case is StageInUse: Refusal(code: .stageInUse)
        case is StageNeeded: Refusal(code: .stageNeeded)
        case is NoSuchStage: Refusal(code: .fields, errors: FieldErrors("stage", Complaint("error.choice")))
        case is ReasonNeeded: Refusal(code: .fields, errors: FieldErrors("reason", Complaint("error.required")))
        case is KnownCustomers:
            Refusal(code: .fields, errors: FieldErrors("stage", Complaint("error.customer_known")))
        case is NoSuchAssignee: Refusal(code: .fields, errors: FieldErrors("assignee", Complaint("error.choice")))
        case is NoSuchProject: Refusal(code: .fields, errors: FieldErrors("project", Complaint("error.choice")))
        case is StaleVersion: Refusal(code: .versionStale)
        case is VersionRequired: Refusal(code: .versionRequired)
        case is ClaimLost: Refusal(code: .inProgress, headers: ["retry-after": "1"])
        case is NoKey: Refusal(code: .noKey)
        case is SecretUnreadable: Refusal(code: .keyUnreadable)
        case let verdict as KeyCRMVerdict:
            Refusal(code: .crmFailed, words: Complaint(verdict.key, verdict.arguments))
        case let body as BodyRefusal: refusal(of: body)
        case let many as TooMany:
            Refusal(code: .tooMany, arguments: ["n": "\(many.seconds)"], headers: ["retry-after": "\(many.seconds)"])
        default: fault(error, request)
        }
    }

    private func refusal(of body: BodyRefusal) -> Refusal {
        switch body {
        case .malformed(let reason): Refusal(code: .malformed, arguments: ["reason": reason])
        case .unsupportedMediaType: Refusal(code: .mediaType)
        case .tooLarge: Refusal(code: .tooLarge)
        }
    }

    private func fault(_ error: any Error, _ request: Request) -> Refusal {
        if Store.isOutage(error) {
            services.log.event("database_away", ["request": .string(request.id), "error": .string("\(error)")])
            return Refusal(code: .unavailable, headers: ["retry-after": "2"])
        }
        services.log.event(
            "incident",
            [
                "request": .string(request.id), "path": .string(Log.masked(request.path)),
                "error": .string(Store.safeDescription(of: error)),
            ])
        return Refusal(code: .broken)
    }

    /// RFC 6750: what kind of proof is wanted, and what was wrong with the one that came.
    private static func challenge(_ code: ProblemCode) -> Headers {
        switch code {
        case .tokenMissing: ["www-authenticate": "Bearer realm=\"Takt\""]
        case .tokenInvalid: ["www-authenticate": "Bearer realm=\"Takt\", error=\"invalid_token\""]
        default: [:]
        }
    }
}

extension DuplicateLeads {
    /// One complaint for each lead; of one that the caller may not see it names the company alone.
    fileprivate var errors: FieldErrors {
        var errors = FieldErrors.none
        for lead in leads {
            let known = lead.isVisible ? "\(lead.company), \(lead.id.text)" : lead.company
            errors.add(Complaint("error.lead_exists", ["lead": known]), to: lead.reason.field)
        }
        return errors
    }

    fileprivate var headers: Headers {
        leads.first(where: \.isVisible).map { ["location": LeadsAPI.lead($0.id)] } ?? [:]
    }
}

extension LeadDuplicate.Reason {
    fileprivate var field: String { self == .phone ? "phones" : rawValue }
}

extension Headers {
    fileprivate func merging(_ others: Headers) -> Headers {
        var all = self
        for field in others.fields { all[field.name] = field.value }
        return all
    }
}
