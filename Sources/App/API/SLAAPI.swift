import Forms
import HTTP
import Models
import Store
import Web

/// The limits of a project, as its settings page has them.
struct SLAAPI: Feature {
    static let limits = ProjectAPIPath("/sla")

    let services: Services

    var routes: [Route] {
        [
            Route(
                .get, api: Self.limits, scope: .settingsRead, EditRules.self,
                Operation(
                    "showLimits", in: "SLA", "The limits", "How much working time an order may spend in each group."),
                show),
            Route(
                .put, api: Self.limits, scope: .settingsWrite, EditRules.self,
                Operation(
                    "replaceLimits", in: "SLA", "Replace the limits",
                    "A group that is left out has no limit. The orders are counted again in the background.",
                    body: LimitsResource.body, bodyExample: LimitsResource.bodyExample, replacesVersion: true), replace),
        ]
    }

    func show(_ scope: ProjectScope<EditRules>, _ call: ProgramCall) async throws -> Answer<LimitsResource> {
        let saved = try await services.savedLimits(scope)
        return Answer(LimitsResource(saved, scope), version: saved.version)
    }

    func replace(_ scope: ProjectScope<EditRules>, _ call: ProgramCall) async throws -> Answer<LimitsResource> {
        let version = try call.replacedVersion(), input = try call.input()
        let saved = try await services.savedLimits(scope)
        let now = services.outside.now()
        let limits = try SLALimits(input, groups: try saved.groups(in: input))
        let rule = NewRule(.sla, holdsFrom: Applies(input).holdsFrom(now), document: try limits.storedText())
        _ = try await services.store.saveRule(
            rule, replacing: version.replacing(saved.version), event: .slaSaved, by: scope, at: now)
        services.wakeWorkers()
        return try await show(scope, call)
    }
}

extension SavedLimits {
    /// The groups of the project; throws for a group in the body that it does not have.
    fileprivate func groups(in input: Input) throws(FieldErrors) -> [Int] {
        let known = groups.map(\.number)
        var errors = FieldErrors.none
        for grid in ["normal", "urgent"] {
            for key in input.group(grid).keys where !known.contains(where: { "\($0)" == key }) {
                errors.add(Complaint("error.unknown_field"), to: "\(grid).\(key)")
            }
        }
        guard errors.isEmpty else { throw errors }
        return known
    }
}

struct LimitsResource: Resource {
    let projectID: PublicID
    let near: Int
    let normal, urgent: [Int: LimitWords]
    let savedBy: String?
    let savedAt: Instant?

    static let fields = [
        Field<Self>("project_id", \.projectID, "The project."),
        Field<Self>("near", \.near, "From how many percent of a limit an order is near it."),
        Field<Self>(
            "normal", \.normal, "Hours and minutes of working time by group; a group that is missing has no limit."),
        Field<Self>("urgent", \.urgent, "The same for urgent orders; where it is missing the normal limit applies."),
        Field<Self>("saved_by", \.savedBy, "Who saved it last; null: it came with the project."),
        Field<Self>("saved_at", \.savedAt, "When."),
    ]
    static let example = LimitsResource(
        projectID: .example, near: 80, normal: [1: LimitWords(28_800), 2: LimitWords(86_400)],
        urgent: [1: LimitWords(14_400)], savedBy: "Olena Marchenko", savedAt: .example(hours: -300))

    static let body = Schema(
        .object([
            Schema.Member(
                "near", .whole(1...100, "From how many percent of a limit an order is near it; 80 when left out."),
                isRequired: false),
            Schema.Member("normal", Schema(.numbered(LimitWords.schema), "Limits by group."), isRequired: false),
            Schema.Member(
                "urgent", Schema(.numbered(LimitWords.schema), "Limits of urgent orders by group."), isRequired: false),
            Schema.Member("applies", Applies.schema, isRequired: false),
        ]))
    static let bodyExample: JSON = ["near": 80, "normal": ["1": "8:00", "2": "24:00"], "urgent": ["1": "4:00"]]
}

extension LimitsResource {
    init(_ saved: SavedLimits, _ scope: ProjectScope<EditRules>) {
        self.init(
            projectID: scope.projectPublicID, near: saved.limits.nearPercent,
            normal: saved.limits.normal.mapValues(LimitWords.init),
            urgent: saved.limits.urgent.mapValues(LimitWords.init),
            savedBy: saved.rule?.savedBy, savedAt: saved.rule?.savedAt)
    }
}

/// A limit in the words of the form: `8:00`.
struct LimitWords: Described {
    let seconds: Int

    init(_ seconds: Int) {
        self.seconds = seconds
    }

    static let schema = Schema.text(
        nil, pattern: "^(0:0[1-9]|0:[1-5][0-9]|[1-9][0-9]{0,3}:[0-5][0-9])$", "Hours and minutes.")
    var json: JSON { .string(LimitText.text(seconds)) }
}

extension Applies {
    /// As the bodies of the three rules have it.
    static let schema = Schema(
        .choice(["now", "all"]),
        "From when on: now for stays that begin after this, which holds when it is left out; all for all history.")
}
