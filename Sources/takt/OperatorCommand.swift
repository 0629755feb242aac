import App

/// Lets somebody in who runs the installation.
enum OperatorCommand: Command {
    static let name = "operator"
    static let summary = "make an operator: somebody who runs this installation"
    static let help = """
        takt operator add
            Prints a one-time address, open for 24 hours. Whoever opens it first chooses name and
            password, becomes an operator, and gets an organization of their own.
        """
    static let options: Set<String> = []
    static let flags: Set<String> = []

    static func run(_ arguments: Arguments) async throws -> Int32 {
        guard arguments.words == ["add"] else { throw Arguments.Refusal(description: "takt operator add, please") }
        let installation = try Installation(try await Boot.check())
        print(try await installation.setupLink())
        return 0
    }
}
