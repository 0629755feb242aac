/// Header fields in order; names compare without case. A name may occur more than once (`set-cookie`).
package struct Headers: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    package private(set) var fields: [Field]

    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0.0.lowercased(), value: $0.1) }
    }

    /// The first value of that name; setting replaces all of them, nil removes them.
    package subscript(_ name: String) -> String? {
        get {
            let name = name.lowercased()
            return fields.first { $0.name == name }?.value
        }
        set {
            let name = name.lowercased()
            fields.removeAll { $0.name == name }
            if let newValue { fields.append(Field(name: name, value: newValue)) }
        }
    }

    package func all(_ name: String) -> [String] {
        let name = name.lowercased()
        return fields.filter { $0.name == name }.map(\.value)
    }

    package mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name.lowercased(), value: value))
    }

    /// May stand in a field name or a cookie name (RFC 9110 `tchar`).
    package static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        case 33, 35, 36, 37, 38, 39, 42, 43, 45, 46, 94, 95, 96, 124, 126: true
        default: false
        }
    }

    /// The elements of a comma-separated field, trimmed, empty ones left out, over all its lines.
    package func elements(_ name: String) -> [String] {
        all(name).flatMap { $0.split(separator: ",") }
            .map { element in
                var utf8 = element.utf8
                while let first = utf8.first, first == 32 || first == 9 { utf8 = utf8.dropFirst() }
                while let last = utf8.last, last == 32 || last == 9 { utf8 = utf8.dropLast() }
                return String(Substring(utf8))
            }
            .filter { !$0.isEmpty }
    }

    /// Adds an element to a comma-separated field unless it is there: `vary: Accept-Encoding`.
    package mutating func add(element: String, to name: String) {
        let elements = elements(name)
        guard !elements.contains(where: { $0.lowercased() == element.lowercased() }) else { return }
        self[name] = (elements + [element]).joined(separator: ", ")
    }
}
