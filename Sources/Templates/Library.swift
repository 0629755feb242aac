import Synchronization

/// All templates of a site, by name: `orders/list.html`. Compiled once; rendering shares nothing but what
/// was compiled, so any number of threads may render at once.
package final class Library: Sendable {
    private let registry: Registry
    private let folder: Folder?
    private let state: Mutex<State>

    private struct State: Sendable {
        var snapshot: Snapshot
        var stamps: [String: Folder.Stamp]
    }

    /// Throws a `TemplateError` when one of the templates is broken.
    package init(sources: [String: String], functions: [String: Function] = [:], dialect: Dialect = .pages) throws {
        registry = Registry(functions: functions, dialect: dialect)
        folder = nil
        state = Mutex(State(snapshot: try Snapshot(sources, registry, keeping: nil), stamps: [:]))
    }

    /// All files below `folder` whose names end in one of `endings`. A reloading library, for development,
    /// looks at the files before each page and reads again what has changed.
    package init(
        folder path: String, functions: [String: Function] = [:], reloads: Bool = false, dialect: Dialect = .pages,
        endings: [String] = [".html", ".txt", ".svg", ".xml"]
    ) throws {
        registry = Registry(functions: functions, dialect: dialect)
        let folder = Folder(path: path, endings: endings, isWatched: reloads)
        self.folder = folder
        let stamps = try folder.stamps()
        let sources = try folder.read(stamps.keys)
        state = Mutex(State(snapshot: try Snapshot(sources, registry, keeping: nil), stamps: stamps))
    }

    /// The text of a file beside the templates: a context, cases.
    package static func text(of path: String) throws -> String { try Folder.text(of: path) }

    package var names: [String] { state.withLock { $0.snapshot.numbers.keys.sorted() } }

    /// Renders a template into UTF-8. `context` is a record, whose names are the names the template sees;
    /// `ambient` is handed to functions as it is. Throws a `TemplateError`.
    package func render(_ name: String, _ context: Value = .null, ambient: any Sendable = ()) throws -> [UInt8] {
        if let folder, folder.isWatched { try reload() }
        let snapshot = state.withLock { $0.snapshot }
        guard let number = snapshot.numbers[name] else {
            throw TemplateError(
                kind: .templateNotFound, message: "there is no such template", template: name, line: 0, column: 0,
                source: "")
        }
        var renderer = try Renderer(snapshot, context, ambient)
        return try renderer.render(number)
    }

    /// Reads again the files that have changed; says whether any had. A broken one throws and leaves the
    /// library as it was.
    @discardableResult
    package func reload() throws -> Bool {
        guard let folder else { return false }
        let stamps = try folder.stamps()
        let (known, old) = state.withLock { ($0.stamps, $0.snapshot) }
        guard stamps != known else { return false }
        let changed = stamps.keys.filter { stamps[$0] != known[$0] }
        var kept: [String: Template] = [:]
        for name in stamps.keys where stamps[name] == known[name] {
            if let number = old.numbers[name] { kept[name] = old.templates[number] }
        }
        let snapshot = try Snapshot(try folder.read(changed), registry, keeping: kept)
        state.withLock { $0 = State(snapshot: snapshot, stamps: stamps) }
        return true
    }
}

/// The compiled templates at one time.
struct Snapshot: Sendable {
    let registry: Registry
    let templates: [Template]
    let numbers: [String: Int]

    init(_ sources: [String: String], _ registry: Registry, keeping kept: [String: Template]?) throws {
        var templates = kept.map { Array($0.values) } ?? []
        for (name, text) in sources.sorted(by: { $0.key < $1.key }) {
            templates.append(try Compiler.template(Source(name: name, text: text), registry))
        }
        self.registry = registry
        self.templates = templates
        numbers = Dictionary(
            templates.enumerated().map { ($1.source.name, $0) }, uniquingKeysWith: { _, later in later })
        if registry.dialect == .pages { try checkReferences() }
    }

    /// A template named in full by another must be there, before any page asks for it.
    private func checkReferences() throws {
        for template in templates {
            for reference in template.references where numbers[reference.name] == nil {
                throw template.source.error(
                    .templateNotFound, "there is no template “\(reference.name)”", at: reference.offset)
            }
        }
    }
}
