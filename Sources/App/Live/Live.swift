import Forms
import HTTP
import Models
import Store
import Web

/// What has changed, told to open pages as it happens: server-sent events with ids only, never with what they
/// say. Without it every page shows the same when it is loaded again.
struct Live: Feature {
    static let events = Path("/events")

    /// The stream for the pages of one project; for those of none, of all that the person sees.
    static func address(of project: PublicID?) -> String {
        project.map { "\(events())?project=\($0.rawValue)" } ?? events()
    }

    /// A proxy that gathers an answer before it passes it on would make events late.
    static let headers: Headers = ["content-type": "text/event-stream", "x-accel-buffering": "no"]

    let services: Services

    var routes: [Route] { [Route(.get, person: Self.events, open)] }

    func open(_ scope: PersonScope, _ request: Request) async throws -> Response {
        guard let tokenHash = request.visit.sessionTokenHash else { throw SignInRequired() }
        let query = try request.queryInput()
        var project: PublicID?
        if let text = query["project"] {
            guard let id = PublicID(rawValue: text) else { throw NotVisible() }
            project = id
        }
        var response = Response(.ok, headers: Self.headers)
        if request.method == .head { return response }
        // The browser says where it was when it comes again by itself, the script when it opens anew.
        let mark = (request.headers["last-event-id"] ?? query["after"]).flatMap(LiveMark.init)
        response.stream = try await services.live.open(
            .page(tokenHash: tokenHash), of: scope.person, project: project, after: mark)
        return response
    }
}
