package import HTTP
package import Models

/// A value that stands in an answer and can say what it looks like.
package protocol Described: Sendable {
    static var schema: Schema { get }
    var json: JSON { get }
}

/// An object of an answer. Its fields are written once: the answer and its description are both made from them.
package protocol Resource: Described {
    static var fields: [Field<Self>] { get }
    /// A believable one, for readers.
    static var example: Self { get }
}

extension Resource {
    package static var schema: Schema {
        Schema(.object(fields.map { Schema.Member($0.name, $0.schema) }))
    }

    package var json: JSON { .object(Self.fields.map { JSON.Member($0.name, $0.read(self)) }) }
}

/// One member of a resource: its name, where its value comes from, and a sentence about it.
package struct Field<Root>: Sendable {
    package let name: String
    package let schema: Schema
    let read: @Sendable (Root) -> JSON

    package init<Value: Described>(
        _ name: String, _ value: @escaping @Sendable (Root) -> Value, _ text: String
    ) {
        self.name = name
        schema = Value.schema.saying(text)
        read = { value($0).json }
    }

    /// The same member of something larger.
    package init<Part>(_ part: Field<Part>, of whole: @escaping @Sendable (Root) -> Part) {
        name = part.name
        schema = part.schema
        read = { part.read(whole($0)) }
    }
}

extension String: Described {
    package static var schema: Schema { .text() }
    package var json: JSON { .string(self) }
}

extension Int: Described {
    package static var schema: Schema { .whole() }
    package var json: JSON { JSON(self) }
}

extension Bool: Described {
    package static var schema: Schema { Schema(.boolean) }
    package var json: JSON { .bool(self) }
}

extension Instant: Described {
    package static var schema: Schema { .instant }
    package var json: JSON { .string(description) }
}

extension PublicID: Described {
    package static var schema: Schema { .text(10...10, pattern: "^[2-9a-hj-km-np-z]{10}$") }
    package var json: JSON { .string(rawValue) }
}

extension Identifier: Described {
    package static var schema: Schema {
        .text(36...36, pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
    }
    package var json: JSON { .string(text) }
}

extension Optional: Described where Wrapped: Described {
    package static var schema: Schema { Wrapped.schema.orNull }
    package var json: JSON { map(\.json) ?? .null }
}

extension Array: Described where Element: Described {
    package static var schema: Schema { Schema(.list(Element.schema, most: nil)) }
    package var json: JSON { .array(map(\.json)) }
}

extension Dictionary: Described where Key == Int, Value: Described {
    package static var schema: Schema { Schema(.numbered(Value.schema)) }
    package var json: JSON { .object(sorted { $0.key < $1.key }.map { JSON.Member("\($0.key)", $0.value.json) }) }
}

/// Words of a closed list, as the types of the rules have them.
extension Described where Self: RawRepresentable<String> & CaseIterable {
    package static var schema: Schema { .choice(Self.self) }
    package var json: JSON { .string(rawValue) }
}

extension Role: Described {}
extension TokenScope: Described {}
extension SLAState: Described {}
extension Notice.Level: Described {}
extension Notice.Priority: Described {}
