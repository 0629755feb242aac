package import HTTP
package import Models

/// Method, address, access and handler, made together: no access, no route.
package struct Route: Sendable {
    package let method: Method
    package let pattern: PathPattern
    package let access: AccessKind
    /// Where the route is written beside its handler, `App/Orders.swift:30`.
    package let handler: String
    /// The largest body the handler reads, in bytes.
    package private(set) var bodyLimit: Int
    /// What a form with files may hold; nil where none are taken.
    package private(set) var uploads: MultipartForm.Limits?
    /// What a route of the JSON door tells about itself; nil for pages and hooks.
    package let operation: Operation?
    /// Which tenant the captured segments name.
    let place: @Sendable ([Substring]) -> AddressedTenant?
    let respond: @Sendable (Caller, Request, [Substring]) async throws -> Response

    package static let formLimit = 1 << 20

    /// Open to anyone.
    package init<each Capture>(
        _ method: Method, open path: Path<repeat each Capture>,
        _ handler: @escaping @Sendable (Visitor, Request, repeat each Capture) async throws -> Response,
        source: String = #fileID, line: Int = #line
    ) {
        self.init("\(source):\(line)", method, path.pattern, .anyone, { _ in .site }) { caller, request, captured in
            let values: (repeat each Capture) = try Route.take(captured[...])
            return try await handler(Visitor(person: caller.person), request, repeat each values)
        }
    }

    /// For a source with a secret of its own.
    package init<each Capture>(
        _ method: Method, hook path: Path<repeat each Capture>, bodyLimit: Int = Route.formLimit,
        _ handler: @escaping @Sendable (HookCaller, Request, repeat each Capture) async throws -> Response,
        source: String = #fileID, line: Int = #line
    ) {
        self.init("\(source):\(line)", method, path.pattern, .hook, { _ in .site }, bodyLimit) { _, request, captured in
            let values: (repeat each Capture) = try Route.take(captured[...])
            return try await handler(HookCaller(), request, repeat each values)
        }
    }

    /// For any signed-in person.
    package init<each Capture>(
        _ method: Method, person path: Path<repeat each Capture>,
        _ handler: @escaping @Sendable (PersonScope, Request, repeat each Capture) async throws -> Response,
        source: String = #fileID, line: Int = #line
    ) {
        self.init("\(source):\(line)", method, path.pattern, .person, { _ in .site }) { caller, request, captured in
            guard let person = caller.person else { throw SignInRequired() }
            let values: (repeat each Capture) = try Route.take(captured[...])
            return try await handler(person, request, repeat each values)
        }
    }

    /// For those who run the installation; to anybody else who is signed in the place does not exist.
    package init<each Capture>(
        _ method: Method, operator path: Path<repeat each Capture>,
        _ handler: @escaping @Sendable (OperatorScope, Request, repeat each Capture) async throws -> Response,
        source: String = #fileID, line: Int = #line
    ) {
        self.init("\(source):\(line)", method, path.pattern, .installationOperator, { _ in .site }) {
            caller, request, captured in
            guard let person = caller.person else { throw SignInRequired() }
            guard person.isOperator else { throw NotVisible() }
            let values: (repeat each Capture) = try Route.take(captured[...])
            return try await handler(OperatorScope(person: person.person), request, repeat each values)
        }
    }

    /// For members of the organization in the address who hold the right.
    package init<Right: Permission, each Capture>(
        _ method: Method, _ path: OrganizationPath<repeat each Capture>, _ right: Right.Type,
        _ handler: @escaping @Sendable (Scope<Right>, Request, repeat each Capture) async throws -> Response,
        source: String = #fileID, line: Int = #line
    ) {
        let access = AccessKind.member(right: right.key, minimum: right.minimum)
        self.init(
            "\(source):\(line)", method, path.pattern, access,
            { $0.first.flatMap { PublicID(pathText: String($0)) }.map(AddressedTenant.organization) }
        ) { caller, request, captured in
            guard caller.person != nil else { throw SignInRequired() }
            guard let member = caller.member else { throw NotVisible() }
            let scope = try Scope<Right>(member)
            let values: (repeat each Capture) = try Route.take(captured.dropFirst())
            return try await handler(scope, request, repeat each values)
        }
    }

    /// For members who may see the project in the address and hold the right.
    package init<Right: Permission, each Capture>(
        _ method: Method, _ path: ProjectPath<repeat each Capture>, _ right: Right.Type,
        _ handler: @escaping @Sendable (ProjectScope<Right>, Request, repeat each Capture) async throws -> Response,
        source: String = #fileID, line: Int = #line
    ) {
        let access = AccessKind.projectMember(right: right.key, minimum: right.minimum)
        self.init(
            "\(source):\(line)", method, path.pattern, access,
            { $0.first.flatMap { PublicID(pathText: String($0)) }.map(AddressedTenant.project) }
        ) { caller, request, captured in
            guard caller.person != nil else { throw SignInRequired() }
            guard let member = caller.member, let project = caller.project else { throw NotVisible() }
            let scope = try ProjectScope<Right>(member, in: project)
            let values: (repeat each Capture) = try Route.take(captured.dropFirst())
            return try await handler(scope, request, repeat each values)
        }
    }

    init(
        _ handler: String, _ method: Method, _ pattern: PathPattern, _ access: AccessKind,
        _ place: @escaping @Sendable ([Substring]) -> AddressedTenant?, _ bodyLimit: Int = Route.formLimit,
        operation: Operation? = nil,
        _ respond: @escaping @Sendable (Caller, Request, [Substring]) async throws -> Response
    ) {
        self.handler = handler
        self.method = method
        self.pattern = pattern
        self.access = access
        self.bodyLimit = bodyLimit
        self.place = place
        self.operation = operation
        self.respond = respond
    }

    /// The same route for a form with files.
    package func taking(uploads limits: MultipartForm.Limits) -> Route {
        var route = self
        route.uploads = limits
        route.bodyLimit = limits.bytes
        return route
    }

    /// The captured segments as the types the handler wants; a segment that is none is no such page.
    static func take<each Capture: PathCapture>(
        _ captured: ArraySlice<Substring>
    ) throws -> (repeat each Capture) {
        var rest = captured
        func next<One: PathCapture>(_: One.Type) throws -> One {
            guard let text = rest.popFirst(), let value = One(pathText: String(text)) else { throw NotVisible() }
            return value
        }
        return (repeat try next((each Capture).self))
    }
}
