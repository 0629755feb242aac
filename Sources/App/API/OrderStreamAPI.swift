import Forms
import HTTP
import Models
import Store
import Web

/// What happens to orders, told to programs as it happens: server-sent events with numbers only, over the feed that
/// open pages follow.
struct OrderStreamAPI: Feature {
    static let orders = APIPath("/stream/orders")

    let services: Services

    var routes: [Route] {
        [
            Route(
                streaming: Self.orders, scope: .ordersRead, ViewOrders.self,
                Operation(
                    "streamOrders", in: "Orders", "Orders as they change",
                    "Server-sent events: ready once everything missed is told, order_updated with the project and the number of an order, invalidate when more has changed than is named. Who comes again with Last-Event-ID within the hour hears what they missed. The stream ends when the token or the member's place does.",
                    query: [
                        Operation.Parameter(
                            "project_id",
                            PublicID.schema.saying("Only the orders of that project; left out: of all the member sees.")
                        )
                    ], problems: [.notFound], events: Self.example), open)
        ]
    }

    private static let example = """
        retry: 3000

        id: 81234-77-1795095600
        event: ready
        data: {}

        id: 81240-78-1795095612
        event: order_updated
        data: {"project_id":"\(PublicID.example.rawValue)","number":10431}

        """

    func open(_ scope: Scope<ViewOrders>, _ call: ProgramCall) async throws -> Response {
        guard let caller = call.caller else { throw NotVisible() }
        let query = try call.query()
        var project: PublicID?
        if let text = query["project_id"] {
            guard let id = PublicID(rawValue: text) else { throw NotVisible() }
            project = id
        }
        var response = Response(.ok, headers: Live.headers)
        if call.request.method == .head { return response }
        let mark = call.request.headers["last-event-id"].flatMap(LiveMark.init)
        response.stream = try await services.live.open(
            .program(token: caller.token, in: scope.organization), of: scope.person, project: project, after: mark)
        return response
    }
}
