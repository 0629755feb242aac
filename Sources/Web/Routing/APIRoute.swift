package import HTTP
package import Models

/// An address of the JSON door: `/api/v1` and what follows. The token names the organization.
package struct APIPath<each Capture: PathCapture>: Sendable {
    let pattern: PathPattern

    package init(_ pattern: StaticString, _ capture: repeat (each Capture).Type) {
        self.pattern = PathPattern(API.prefix + pattern.description)
    }

    package func callAsFunction(_ value: repeat each Capture) -> String {
        var values: [String] = []
        for value in repeat each value { values.append(value.pathText) }
        return pattern.print(values)
    }
}

/// An address of the JSON door inside a project: `/api/v1/projects/{project}` and what follows.
package struct ProjectAPIPath<each Capture: PathCapture>: Sendable {
    let pattern: PathPattern

    package init(_ pattern: StaticString, _ capture: repeat (each Capture).Type) {
        self.pattern = PathPattern(API.prefix + "/projects/{}" + pattern.description)
    }

    package func callAsFunction(in project: PublicID, _ value: repeat each Capture) -> String {
        var values = [project.rawValue]
        for value in repeat each value { values.append(value.pathText) }
        return pattern.print(values)
    }
}

package enum API {
    package static let prefix = "/api/v1"
}

extension Route {
    /// For programs with a token that has the scope and whose member holds the right; nil: any token.
    package init<Right: Permission, Output: Resource, each Capture>(
        _ method: Method, api path: APIPath<repeat each Capture>, scope: TokenScope?, _ right: Right.Type,
        _ operation: Operation,
        _ handler: @escaping @Sendable (Scope<Right>, ProgramCall, repeat each Capture) async throws -> Answer<Output>,
        source: String = #fileID, line: Int = #line
    ) {
        let operation = operation.answering(Output.self, scope: scope, repeat (each Capture).self)
        self.init(
            "\(source):\(line)", method, path.pattern,
            .token(scope: scope?.rawValue, right: right.key, minimum: right.minimum), { _ in .site },
            operation: operation
        ) { caller, request, captured in
            let token = try Route.token(of: caller, for: scope)
            let scope = try Scope<Right>(token.member)
            let values: (repeat each Capture) = try Route.take(captured[...])
            return try await handler(scope, ProgramCall(request: request, operation: operation), repeat each values)
                .response(to: request)
        }
    }

    /// The same for what is answered by a stream of events that does not end.
    package init<Right: Permission>(
        streaming path: APIPath<>, scope: TokenScope, _ right: Right.Type, _ operation: Operation,
        _ handler: @escaping @Sendable (Scope<Right>, ProgramCall) async throws -> Response,
        source: String = #fileID, line: Int = #line
    ) {
        let operation = operation.streaming(scope: scope)
        self.init(
            "\(source):\(line)", .get, path.pattern,
            .token(scope: scope.rawValue, right: right.key, minimum: right.minimum), { _ in .site },
            operation: operation
        ) { caller, request, _ in
            let token = try Route.token(of: caller, for: scope)
            let scope = try Scope<Right>(token.member)
            return try await handler(scope, ProgramCall(request: request, operation: operation))
        }
    }

    /// The same in the project that the address names.
    package init<Right: Permission, Output: Resource, each Capture>(
        _ method: Method, api path: ProjectAPIPath<repeat each Capture>, scope: TokenScope, _ right: Right.Type,
        _ operation: Operation,
        _ handler:
            @escaping @Sendable (ProjectScope<Right>, ProgramCall, repeat each Capture) async throws -> Answer<Output>,
        source: String = #fileID, line: Int = #line
    ) {
        let operation = operation.answering(Output.self, scope: scope, repeat (each Capture).self)
        self.init(
            "\(source):\(line)", method, path.pattern,
            .projectToken(scope: scope.rawValue, right: right.key, minimum: right.minimum),
            { $0.first.flatMap { PublicID(pathText: String($0)) }.map(AddressedTenant.project) },
            operation: operation
        ) { caller, request, captured in
            let token = try Route.token(of: caller, for: scope)
            guard let project = token.project else { throw NotVisible() }
            let scope = try ProjectScope<Right>(token.member, in: project)
            let values: (repeat each Capture) = try Route.take(captured.dropFirst())
            return try await handler(scope, ProgramCall(request: request, operation: operation), repeat each values)
                .response(to: request)
        }
    }

    /// The scope is asked before the place: it says nothing about what there is.
    private static func token(of caller: Caller, for scope: TokenScope?) throws -> TokenCaller {
        guard let token = caller.token else { throw SignInRequired() }
        if let scope, !token.scopes.contains(scope) { throw ScopeMissing(scope: scope) }
        return token
    }
}
