import Glibc

/// One of the program's commands: `takt NAME …`.
protocol Command: Sendable {
    static var name: String { get }
    /// One line for the list of commands.
    static var summary: String { get }
    /// What `takt NAME --help` prints.
    static var help: String { get }
    /// Flags that take a value and flags that do not; any other flag is an error.
    static var options: Set<String> { get }
    static var flags: Set<String> { get }
    /// Returns the exit code.
    static func run(_ arguments: Arguments) async throws -> Int32
}

@main
struct Takt {
    static var commands: [any Command.Type] {
        [
            ServeCommand.self,
            WorkCommand.self,
            MigrateCommand.self,
            RoutesCommand.self,
            CheckCommand.self,
            OperatorCommand.self,
            DemoCommand.self,
            RenderCommand.self,
            WorktimeCommand.self,
        ]
    }

    static func main() async {
        let words = Array(CommandLine.arguments.dropFirst())
        guard let name = words.first, name != "--help", name != "help" else {
            print(overview)
            exit(words.isEmpty ? 2 : 0)
        }
        guard let command = commands.first(where: { $0.name == name }) else {
            complain("takt: there is no command \(name); takt --help lists them")
            exit(2)
        }
        if words.contains("--help") {
            print(command.help)
            exit(0)
        }
        do {
            let arguments = try Arguments(Array(words.dropFirst()), options: command.options, flags: command.flags)
            exit(try await command.run(arguments))
        } catch {
            complain("takt \(name): \(error)")
            exit(error is Arguments.Refusal ? 2 : 1)
        }
    }

    static var overview: String {
        (["takt COMMAND [FLAGS]; takt COMMAND --help says more", ""]
            + commands.map { $0.name.padded(to: 12) + $0.summary }).joined(separator: "\n")
    }

    /// One line on standard error.
    static func complain(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(2, bytes, bytes.count)
    }
}
