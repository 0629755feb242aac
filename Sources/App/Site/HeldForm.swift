import Crypto
import Forms
import HTTP
import Web

/// What somebody typed into a form that could not be taken: their session had ended or the form was too
/// old. It travels along in hidden fields and is sent again with one click; secrets are left out.
enum HeldForm {
    static let prefix = "held."
    private static let secrets: Set<String> = [
        "csrf", "password", "current", "new", "api_key", "code", "seed", "step", "token",
    ]

    /// The fields of a refused form, to be sent again under the same names.
    static func kept(_ input: Input) -> [HiddenField] {
        input.fields.filter { !secrets.contains($0.name) }.map { HiddenField($0.name, $0.value) }
    }

    /// The same as a sign-in form carries them.
    static func holding(_ input: Input) -> [HiddenField] {
        kept(input).filter { !$0.name.hasPrefix(prefix) }.map { HiddenField(prefix + $0.name, $0.value) }
    }

    /// The fields that a sign-in form carried along, still with their prefix.
    static func fields(of input: Input) -> [HiddenField] {
        input.fields.filter { $0.name.hasPrefix(prefix) }.map { HiddenField($0.name, $0.value) }
    }

    /// As the first form would have sent them.
    static func released(_ fields: [HiddenField]) -> [HiddenField] {
        fields.map {
            HiddenField($0.name.hasPrefix(prefix) ? String($0.name.dropFirst(prefix.count)) : $0.name, $0.value)
        }
    }
}
