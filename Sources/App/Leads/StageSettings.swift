import Forms
import HTTP
import Models
import Store
import Web

/// The stages of an organization's leads, and the reasons for which they are refused.
struct StageSettings: Feature {
    static let list = OrganizationPath("/settings/stages")
    static let stage = OrganizationPath("/settings/stages/{}", Int.self)
    static let order = OrganizationPath("/settings/stages/{}/order", Int.self)
    static let delete = OrganizationPath("/settings/stages/{}/delete", Int.self)
    static let reasons = OrganizationPath("/settings/refusal-reasons")

    let services: Services

    var routes: [Route] {
        [
            Route(.get, Self.list, EditStages.self, showList),
            Route(.post, Self.list, EditStages.self, add),
            Route(.get, Self.stage, EditStages.self, show),
            Route(.post, Self.stage, EditStages.self, change),
            Route(.post, Self.order, EditStages.self, reorder),
            Route(.get, Self.delete, EditStages.self, ask),
            Route(.post, Self.delete, EditStages.self, remove),
            Route(.post, Self.reasons, EditStages.self, saveReasons),
        ]
    }

    func showList(_ scope: Scope<EditStages>, _ request: Request) async throws -> Response {
        try await services.page(try await page(scope), for: request)
    }

    func add(_ scope: Scope<EditStages>, _ request: Request) async throws -> Response {
        let input = try request.input()
        do {
            try await services.store.addStage(StageForm(reading: input), by: scope, at: services.outside.now())
            return try await back("flash.stage_added", scope, request)
        } catch {
            let page = try await page(scope, input, try complaints(error))
            return try await services.page(page, .unprocessable, for: request)
        }
    }

    func show(_ scope: Scope<EditStages>, _ request: Request, _ id: Int) async throws -> Response {
        let stage = try await stored(id, scope)
        return try await services.page(StagePage(stage, stage.form.input, in: scope.organizationPublicID), for: request)
    }

    func change(_ scope: Scope<EditStages>, _ request: Request, _ id: Int) async throws -> Response {
        let stage = try await stored(id, scope)
        let input = try request.input()
        do {
            try await services.store.changeStage(id, StageForm(reading: input), by: scope, at: services.outside.now())
            return try await back("flash.stage_saved", scope, request)
        } catch is StaleVersion {
            var typed = input
            typed.set("version", "\(stage.version)")
            let page = StagePage(
                stage, typed, FieldErrors("", Complaint("error.stage_stale")), in: scope.organizationPublicID)
            return try await services.page(page, .conflict, for: request)
        } catch {
            let page = StagePage(stage, input, try complaints(error), in: scope.organizationPublicID)
            return try await services.page(page, .unprocessable, for: request)
        }
    }

    /// `direction`: `up` is towards the beginning.
    func reorder(_ scope: Scope<EditStages>, _ request: Request, _ id: Int) async throws -> Response {
        let forward = try request.input()["direction"] == "up"
        try await services.store.moveStage(id, forward: forward, by: scope, at: services.outside.now())
        return try await back("flash.stage_saved", scope, request)
    }

    func ask(_ scope: Scope<EditStages>, _ request: Request, _ id: Int) async throws -> Response {
        try await services.page(try await deletion(of: id, scope), for: request)
    }

    func remove(_ scope: Scope<EditStages>, _ request: Request, _ id: Int) async throws -> Response {
        let target = try request.input()["target"].flatMap { Int($0) }
        do {
            try await services.store.deleteStage(id, movingTo: target, by: scope, at: services.outside.now())
            return try await back("flash.stage_deleted", scope, request)
        } catch is StageInUse {
            let page = try await deletion(of: id, scope, problem: Complaint("error.stage_in_use"))
            return try await services.page(page, .unprocessable, for: request)
        } catch is NoSuchStage {
            let page = try await deletion(of: id, scope, problem: Complaint("flash.lead_stage_gone"))
            return try await services.page(page, .unprocessable, for: request)
        } catch is StageNeeded {
            return try await back("flash.stage_needed", isProblem: true, scope, request)
        }
    }

    func saveReasons(_ scope: Scope<EditStages>, _ request: Request) async throws -> Response {
        let input = try request.input()
        func again(_ complaint: Complaint, _ status: Status) async throws -> Response {
            let page = try await page(scope, reasons: input, FieldErrors("reasons", complaint))
            return try await services.page(page, status, for: request)
        }
        do {
            try await services.store.saveRefusalReasons(
                try RefusalReason.list(input["reasons"] ?? ""), replacing: StagesPage.lines(input["shown"] ?? ""),
                by: scope, at: services.outside.now())
            return try await back("flash.reasons_saved", scope, request)
        } catch let refusal as Complaint.Refusal {
            return try await again(refusal.complaint, .unprocessable)
        } catch is StaleVersion {
            return try await again(Complaint("error.reasons_stale"), .conflict)
        }
    }

    private func page(
        _ scope: Scope<EditStages>, _ input: Input? = nil, reasons: Input? = nil, _ errors: FieldErrors = .none
    ) async throws -> StagesPage {
        StagesPage(
            try await services.store.leadStages(try scope.viewing),
            standing: try await services.store.leadsByStage(try scope.viewing),
            reasons: try await services.store.refusalReasons(scope), input, typed: reasons, errors,
            in: scope.organizationPublicID)
    }

    private func deletion(
        of id: Int, _ scope: Scope<EditStages>, problem: Complaint? = nil
    ) async throws -> StageDeletionPage {
        let stage = try await stored(id, scope)
        let others = try await services.store.leadStages(try scope.viewing).filter { $0.kind == .open && $0.id != id }
        let count = try await services.store.leadsByStage(try scope.viewing)[id] ?? 0
        return StageDeletionPage(
            action: Self.delete(in: scope.organizationPublicID, id), cancel: Self.list(in: scope.organizationPublicID),
            stage: stage.word, count: count, targets: others.map { FilterField.Choice("\($0.id)", $0.word) },
            problem: problem)
    }

    private func stored(_ id: Int, _ scope: Scope<EditStages>) async throws -> LeadStage {
        let stages = try await services.store.leadStages(try scope.viewing)
        guard let stage = stages.first(where: { $0.id == id }) else { throw NotVisible() }
        return stage
    }

    private func back(
        _ words: String, isProblem: Bool = false, _ scope: Scope<EditStages>, _ request: Request
    ) async throws -> Response {
        try await services.redirect(
            to: Self.list(in: scope.organizationPublicID), saying: Flash(words, isProblem: isProblem), for: request)
    }

    private func complaints(_ error: any Error) throws -> FieldErrors {
        switch error {
        case let errors as FieldErrors: errors
        case is StageNameTaken: FieldErrors("name", Complaint("error.stage_taken"))
        case is TooManyStages: FieldErrors("name", Complaint("error.too_many", ["count": "\(StageForm.most)"]))
        case is StageNeeded: FieldErrors("kind", Complaint("error.stage_kind"))
        default: throw error
        }
    }
}
