import FoundationEssentials

/// A value kept in the database as one compact JSON text; equal values have the same text.
package protocol StoredText: Codable {}

extension StoredText {
    package init(storedText: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(storedText.utf8))
    }

    package func storedText() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
