import Forms
import Models

/// From when on a changed rule holds; the field `applies` of the three editors.
enum Applies: String, Encodable {
    /// For stays that begin after the save.
    case now
    /// For all history: what is over is judged anew, too.
    case all

    init(_ input: Input) {
        self = input["applies"].flatMap(Applies.init(rawValue:)) ?? .now
    }

    /// nil: for all history.
    func holdsFrom(_ now: Instant) -> Instant? {
        self == .now ? now : nil
    }
}

extension Input {
    /// The version that the form was made from; -1, which nothing has, when it does not say.
    var version: Int { self["version"].flatMap { Int($0) } ?? -1 }

    /// The button that was pressed; nil for the one that saves.
    var action: String? { self["action"].flatMap { $0.isEmpty ? nil : $0 } }

    static let preview = "preview"
}
