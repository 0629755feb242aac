import Templates

extension Functions {
    var pieceFunctions: [String: Function] {
        [
            "asset": { call in
                let name = try call.text(0)
                guard let path = assets[name] else { throw WrongCall("there is no asset “\(name)”") }
                return .string(path)
            },
            "icon": { call in
                guard let sprite = assets["icons.svg"] else { throw WrongCall("there is no asset “icons.svg”") }
                let name = Markup(escaping: try call.text(0)).html
                return .markup("<svg class=\"i\" aria-hidden=\"true\"><use href=\"\(sprite)#\(name)\"/></svg>")
            },
            "csrf": { call in
                let token = Markup(escaping: try call.reader().csrf).html
                return .markup("<input type=\"hidden\" name=\"csrf\" value=\"\(token)\">")
            },
            // A name that may be in another language than the page, marked so that it is read out right.
            "named": { call in
                let text = try call.text(0)
                let html = Markup(escaping: text).html
                guard let language = foreignLanguage(of: text, on: try call.reader().language) else {
                    return .markup(html)
                }
                return .markup("<span lang=\"\(language)\">\(html)</span>")
            },
            // “Олена Марченко” as “ОМ”.
            "initials": { call in
                let words = try call.text(0).split(whereSeparator: { !$0.isLetter && !$0.isNumber })
                return .string(words.prefix(2).compactMap(\.first).map { $0.uppercased() }.joined())
            },
            // A class of the palette that stays with the name.
            "hue": { call in
                let sum = try call.text(0).unicodeScalars.reduce(UInt32(17)) { $0 &* 31 &+ $1.value }
                return .string("c\(sum % 12 + 1)")
            },
        ]
    }

    /// Cyrillic in an English page is Ukrainian unless its letters say Russian.
    private func foreignLanguage(of text: String, on page: Language) -> String? {
        let letters = text.unicodeScalars.filter { (0x0400...0x04FF).contains($0.value) }
        guard !letters.isEmpty else { return nil }
        if letters.contains(where: { "ыэъёЫЭЪЁ".unicodeScalars.contains($0) }) { return "ru" }
        return page == .ukrainian ? nil : Language.ukrainian.rawValue
    }
}
