/// One text of the catalogue, taken apart once: `{name}` is filled in, `{{` is a brace.
package struct Message: Sendable, Equatable {
    package enum Piece: Sendable, Equatable {
        case text(String)
        case argument(String)
    }

    /// The pieces per plural form; a text without plural has only `.other`.
    package let forms: [PluralForm: [Piece]]

    package init(_ text: String) throws(CatalogueError) {
        forms = [.other: try Self.pieces(text)]
    }

    package init(plural texts: [PluralForm: String]) throws(CatalogueError) {
        var forms: [PluralForm: [Piece]] = [:]
        for (form, text) in texts { forms[form] = try Self.pieces(text) }
        self.forms = forms
    }

    package var isPlural: Bool { forms.count > 1 }

    /// The names it wants filled in.
    package var arguments: Set<String> {
        Set(
            forms.values.joined().compactMap { piece in
                if case .argument(let name) = piece { name } else { nil }
            })
    }

    package func pieces(_ form: PluralForm) -> [Piece] {
        forms[form] ?? forms[.other] ?? []
    }

    private static func pieces(_ text: String) throws(CatalogueError) -> [Piece] {
        var pieces: [Piece] = []
        var literal = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "{" else {
                literal.append(character)
                continue
            }
            if rest.first == "{" {
                rest.removeFirst()
                literal.append("{")
                continue
            }
            guard let end = rest.firstIndex(of: "}") else {
                throw CatalogueError("“\(text)” has no “}” for its “{”")
            }
            if !literal.isEmpty { pieces.append(.text(literal)) }
            literal = ""
            pieces.append(.argument(String(rest[..<end])))
            rest = rest[rest.index(after: end)...]
        }
        if !literal.isEmpty || pieces.isEmpty { pieces.append(.text(literal)) }
        return pieces
    }
}

/// A catalogue that cannot be used, or a text that is not in it.
package struct CatalogueError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
