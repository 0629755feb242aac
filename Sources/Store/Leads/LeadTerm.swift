import Models
import Postgres

/// What is searched for among leads or customers. Below three characters only beginnings of names and addresses and
/// whole numbers are looked for, which ordinary indexes find; from three on any part.
struct LeadTerm {
    private let term: SearchTerm
    /// The digits of what is nothing but a number in any notation.
    private let digits: String?

    /// Whether the words count in any order: each is looked up by itself, which costs as many times as much.
    private let isInAnyOrder: Bool

    init?(_ typed: String, inAnyOrder: Bool = false) {
        guard let term = SearchTerm(typed) else { return nil }
        self.term = term
        isInAnyOrder = inAnyOrder
        let digits = Phones.digits(of: term.text)
        let isNumber = term.text.unicodeScalars.allSatisfy {
            (48...57).contains($0.value) || "+ ()-–./".unicodeScalars.contains($0)
        }
        self.digits = isNumber && !digits.isEmpty ? digits : nil
    }

    /// Every comparison is one that an index may answer under row security. `row`: the name of the table at hand.
    func condition(of row: SQL) -> SQL {
        guard max(term.folded.count, digits?.count ?? 0) >= SearchTerm.shortest else {
            return """
                (\(row).company_key >= \(term.folded) AND \(row).company_key < \(term.folded + "\u{10FFFF}")
                 OR \(row).email_key >= \(term.folded) AND \(row).email_key < \(term.folded + "\u{10FFFF}")
                 OR \(row).inn = \(digits ?? term.text))
                """
        }
        guard let digits, digits.count >= SearchTerm.shortest else {
            return isInAnyOrder ? words(of: row) : holds(row, term.folded)
        }
        if let phone {
            guard phone.count >= Self.longPhone else { return holds(row, phone) }
            return "(\(holds(row, String(phone.dropFirst(3)))) AND \(row).search LIKE \(Self.pattern(phone)))"
        }
        return digits == term.folded
            ? holds(row, digits) : "(\(holds(row, term.folded)) OR \(holds(row, digits)))"
    }

    /// Words too short for an index count as whole words alone, or all as typed: every company has one that begins so.
    private func words(of row: SQL) -> SQL {
        let words = term.folded.split(separator: " ").map(String.init)
        let long = words.filter { $0.count >= SearchTerm.shortest }
        let short = words.filter { $0.count < SearchTerm.shortest }
        guard words.count > 1, !long.isEmpty else { return holds(row, term.folded) }
        let each = long.map { holds(row, $0) } + short.map { "strpos(' ' || \(row).search || ' ', \(" \($0) ")) > 0" }
        let all = each.joined(by: " AND ")
        return short.isEmpty ? "(\(all))" : "(\(holds(row, term.folded)) OR \(all))"
    }

    private func holds(_ row: SQL, _ part: String) -> SQL {
        "\(row).search OPERATOR(takt.~~?) \(Self.pattern(part))"
    }

    /// 3 for what is called or reached so, 2 for what begins so, 1 for what has a word that does, 0 for the rest.
    func rank(of row: SQL) -> SQL {
        """
        CASE WHEN \(row).company_key = \(term.folded) OR \(row).email_key = \(term.folded) OR \(row).inn = \(digits ?? term.text)
                  OR \(row).company_plain = plain_company(\(term.folded)) THEN 3
             WHEN starts_with(\(row).company_key, \(term.folded)) OR starts_with(\(row).company_plain, \(term.folded)) THEN 2
             WHEN starts_with(\(row).email_key, \(term.folded))
                  OR strpos(' ' || \(row).company_plain || ' ' || lower(\(row).contact_names), \(" " + term.folded)) > 0 THEN 1
             ELSE 0 END
        """
    }

    /// The digits of what is a phone by its sign, its zero or its length, without what is dialled before a number. Every
    /// phone of an organization begins alike, which an index is long about: it is asked for what follows.
    private var phone: String? {
        guard let digits else { return nil }
        if term.text.hasPrefix("+") { return digits }
        if digits.count >= Self.longPhone, digits.hasPrefix("00") { return String(digits.dropFirst(2)) }
        if digits.count >= 5, digits.hasPrefix("0") { return String(digits.dropFirst()) }
        return digits.count >= Self.wholePhone ? digits : nil
    }

    /// From so many digits on a phone has three to spare.
    private static let longPhone = 7
    /// More digits than the number of any company has: with its country's.
    private static let wholePhone = 11

    /// Signs mean themselves, but for an apostrophe: the one that a keyboard has is seldom the one that is written.
    static func pattern(_ text: String) -> String {
        let signs = text.map { sign in
            if "'’ʼ`‘".contains(sign) { return "_" }
            return "\\%_".contains(sign) ? "\\\(sign)" : String(sign)
        }
        return "%" + signs.joined() + "%"
    }
}
