import Models
import Testing

/// Whom a note speaks to.
struct MentionTests {
    private static let names = [
        "Olena Marchenko", "Olenka", "Petro", "Петро Бондар", "Ірина Бондар", "Anna-Maria Lis", "O’Neil",
    ]

    private static let members = names.enumerated().map { index, name in
        (person: Person.ID(at: Instant(microseconds: 0), random: Array(repeating: UInt8(index), count: 10)), name: name)
    }

    private static func spoken(_ text: String) -> [String] {
        Mention.people(in: text, of: members).compactMap { id in members.first { $0.person == id }?.name }
    }

    @Test(arguments: [
        ("@Olena Marchenko, look", ["Olena Marchenko"]), ("please, @olena", ["Olena Marchenko"]),
        ("@Olenka and @Petro.", ["Olenka", "Petro"]), ("@петро бондар: так", ["Петро Бондар"]),
        ("(@Ірина)", ["Ірина Бондар"]), ("@Anna-Maria", ["Anna-Maria Lis"]), ("@O’Neil!", ["O’Neil"]),
        ("@Petro @Petro @PETRO", ["Petro"]), ("line\n@Olenka", ["Olenka"]),
    ])
    func `a name behind the sign is spoken to`(text: String, names: [String]) {
        #expect(Self.spoken(text) == names)
    }

    @Test(arguments: [
        "", "@", "@@", "Olena", "buy@olena.example", "@Olenkas", "@Nobody", "@ Olena", "@Бондар", "olena@",
    ])
    func `nobody is spoken to`(text: String) {
        #expect(Self.spoken(text) == [])
    }

    @Test func `of two with one first name only the whole name speaks to one`() {
        let two = ["Olena Marchenko", "Olena Bondar"].enumerated().map { index, name in
            (
                person: Person.ID(at: Instant(microseconds: 0), random: Array(repeating: UInt8(index), count: 10)),
                name: name
            )
        }
        #expect(Mention.people(in: "@Olena", of: two) == [])
        #expect(Mention.people(in: "@Olena Bondar", of: two) == [two[1].person])
    }

    @Test func `a text of nothing but signs is read at once`() {
        let text = String(repeating: "@Olena ", count: 2_000) + String(repeating: "@", count: 10_000)
        #expect(Self.spoken(text) == ["Olena Marchenko"])
    }
}
