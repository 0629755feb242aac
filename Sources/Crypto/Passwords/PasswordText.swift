import Foundation

/// A password as typed, brought into one form: the same letters from two keyboards give the same bytes.
struct PasswordText {
    static let fewestCharacters = 12
    static let mostBytes = 256

    let text: String
    var bytes: [UInt8] { Array(text.utf8) }

    init(_ typed: String) {
        // Composing costs time by length, and what is this long is refused in any form.
        text = typed.utf8.count > 4 * Self.mostBytes ? typed : typed.precomposedStringWithCanonicalMapping
    }

    var isTooShort: Bool { text.unicodeScalars.count < Self.fewestCharacters }
    var isTooLong: Bool { text.utf8.count > Self.mostBytes }
}
