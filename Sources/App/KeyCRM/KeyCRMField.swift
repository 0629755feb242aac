import HTTP
import Models

/// Values as the CRM sends them: numbers as text, nulls, one where a list was meant.
enum KeyCRMField {
    /// A positive number, or its digits as text.
    static func id(_ value: JSON) -> Int64? {
        let digits = value.digits ?? value.string
        guard let digits, digits.utf8.count <= 19, digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let id = Int64(digits), id > 0
        else { return nil }
        return id
    }

    /// 1 to 999, which is what we can keep.
    static func group(_ value: JSON) -> Int? {
        id(value).flatMap { (1...999).contains($0) ? Int($0) : nil }
    }

    /// Visible text or the digits of a number, at most so many characters; nil when there is none.
    static func text(_ value: JSON?, _ limit: Int) -> String? {
        guard let value else { return nil }
        let text = visible(value.string ?? value.digits ?? "", limit: limit)
        return text.isEmpty ? nil : text
    }

    /// The same where a list of texts, or of objects with a `value`, may stand as well: its first.
    static func first(_ value: JSON?, _ limit: Int) -> String? {
        guard let list = value?.array else { return text(value, limit) ?? text(value?["value"], limit) }
        return list.lazy.compactMap { text($0, limit) ?? text($0["value"], limit) }.first
    }

    /// A decimal number, `1490`, `780.5`, `"0.00"`, in steps of a `scale`-th, rounded half away from zero; nil
    /// for anything else and beyond 10¹⁵ steps.
    static func decimal(_ value: JSON?, scale: Int) -> Int? {
        guard let text = value?.digits ?? value?.string, text.utf8.count <= 40, let number = Double(text),
            number.isFinite, text.utf8.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) })
        else { return nil }
        let steps = (number * Double(scale)).rounded(.toNearestOrAwayFromZero)
        return abs(steps) < 1e15 ? Int(steps) : nil
    }

    /// Minor units of money.
    static func amount(_ value: JSON?) -> Int? { decimal(value, scale: 100) }

    /// With or without a zone, which is UTC.
    static func instant(_ value: JSON?) -> Instant? { value?.string.flatMap { Instant($0) } }

    /// The single values of an object that nobody has read, as texts by name; at most forty.
    static func rest(of object: JSON?, except read: Set<String>) -> [String: String] {
        var rest: [String: String] = [:]
        for member in object?.members ?? [] where !read.contains(member.name) && rest.count < 40 {
            let name = visible(member.name, limit: 60)
            guard let text = text(member.value, 500) ?? member.value.bool.map({ "\($0)" }), !name.isEmpty else {
                continue
            }
            rest[name] = text
        }
        return rest
    }
}
