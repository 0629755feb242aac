package import FoundationEssentials

/// Every text of the interface, by language and key. Read once at start; a language that lacks a key
/// another one has, or a plural form its grammar needs, stops the start.
package struct Catalogue: Sendable {
    private let messages: [Language: [String: Message]]

    /// Each source is a flat JSON object: a key to a text, or to an object of plural forms.
    package init(_ sources: [Language: Data]) throws(CatalogueError) {
        var messages: [Language: [String: Message]] = [:]
        for (language, source) in sources { messages[language] = try Self.read(source, language) }
        self.messages = messages
        try checkLanguagesAgree()
    }

    /// The keys there are.
    package var keys: Set<String> {
        Set(messages[.standard, default: [:]].keys)
    }

    package func contains(_ key: String) -> Bool {
        messages[.standard]?[key] != nil
    }

    /// A kind of background work as people call it; the kind itself where there are no words for it.
    package func jobName(_ kind: String, in language: Language) -> String {
        let key = ["job.\(kind)", "task.\(kind)"].first(where: contains)
        return key.flatMap { try? text($0, in: language) } ?? kind
    }

    package func message(_ key: String, in language: Language) throws(CatalogueError) -> Message {
        guard let message = messages[language]?[key] else {
            throw CatalogueError("the catalogue “\(language.rawValue)” has no “\(key)”")
        }
        return message
    }

    /// The text with its arguments, for places outside templates. `count` chooses the plural form and
    /// fills `{n}` unless an argument does.
    package func text(
        _ key: String, in language: Language, count: Int? = nil, _ arguments: [String: String] = [:]
    ) throws(CatalogueError) -> String {
        var text = ""
        for piece in try message(key, in: language).pieces(count.map(language.plural) ?? .other) {
            switch piece {
            case .text(let literal): text += literal
            case .argument(let name):
                if let value = arguments[name] {
                    text += value
                } else if name == "n", let count {
                    text += language.number(count)
                } else {
                    throw CatalogueError("“\(key)” needs “\(name)”")
                }
            }
        }
        return text
    }

    private static func read(_ source: Data, _ language: Language) throws(CatalogueError) -> [String: Message] {
        let entries: [String: Entry]
        do {
            entries = try JSONDecoder().decode([String: Entry].self, from: source)
        } catch {
            throw CatalogueError("the catalogue “\(language.rawValue)” is not a flat JSON object of texts: \(error)")
        }
        var messages: [String: Message] = [:]
        for (key, entry) in entries {
            switch entry {
            case .text(let text): messages[key] = try Message(text)
            case .plural(let forms):
                guard Set(forms.keys) == language.pluralForms else {
                    throw CatalogueError("“\(key)” in “\(language.rawValue)” has not the plural forms of the language")
                }
                messages[key] = try Message(plural: forms)
            }
        }
        return messages
    }

    private func checkLanguagesAgree() throws(CatalogueError) {
        for (language, known) in messages {
            for key in keys.symmetricDifference(known.keys).sorted() {
                throw CatalogueError("“\(key)” is in one language and not in “\(language.rawValue)”, or the other way")
            }
            for (key, message) in known {
                guard let model = messages[.standard]?[key] else { continue }
                guard model.arguments == message.arguments, model.isPlural == message.isPlural else {
                    throw CatalogueError(
                        "“\(key)” in “\(language.rawValue)” takes other arguments than in the standard language")
                }
            }
        }
    }

    private enum Entry: Decodable {
        case text(String)
        case plural([PluralForm: String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
                return
            }
            var forms: [PluralForm: String] = [:]
            for (name, text) in try container.decode([String: String].self) {
                guard let form = PluralForm(rawValue: name) else {
                    throw CatalogueError("“\(name)” is not a plural form")
                }
                forms[form] = text
            }
            self = .plural(forms)
        }
    }
}
