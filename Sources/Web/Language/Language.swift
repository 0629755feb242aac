/// A language the interface speaks. Adding one means a case here, a catalogue, its plural rule and
/// its `Wording` of dates and numbers.
package enum Language: String, Sendable, CaseIterable, Encodable {
    case english = "en"
    case ukrainian = "uk"

    /// Spoken when nothing that was asked for is known.
    package static let standard = Language.english

    /// Its name in itself.
    package var name: String {
        switch self {
        case .english: "English"
        case .ukrainian: "Українська"
        }
    }

    /// The best answer to an `Accept-Language` header: highest quality first, then the order sent.
    /// `uk-UA` asks for `uk`; quality 0 means never.
    package static func negotiated(_ header: String?) -> Language {
        var best: (language: Language, quality: Int)?
        for wish in (header ?? "").prefix(1_000).split(separator: ",") {
            let parts = wish.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard let tag = parts.first?.split(separator: "-").first else { continue }
            guard let language = tag == "*" ? .standard : Language(rawValue: String(tag)) else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { permille($0.dropFirst(2)) } ?? 1_000
            if quality > (best?.quality ?? 0) { best = (language, quality) }
        }
        return best?.language ?? .standard
    }

    /// `0.85` as 850; nonsense counts as 0.
    private static func permille(_ text: Substring) -> Int {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ Int($0) }), (0...1).contains(whole) else { return 0 }
        let digits = (parts.count > 1 ? String(parts[1].prefix(3)) : "").padded(to: 3)
        guard let fraction = Int(digits), fraction >= 0 else { return 0 }
        return min(whole * 1_000 + fraction, 1_000)
    }
}

extension String {
    fileprivate func padded(to count: Int) -> String {
        self + String(repeating: "0", count: max(0, count - self.count))
    }
}
