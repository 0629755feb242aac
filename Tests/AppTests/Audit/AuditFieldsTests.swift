@testable import App
import Forms
import Models
import Testing

/// What a page says of the members of an entry that no page of its own explains.
struct AuditFieldsTests {
    private static func lines(_ before: String?, _ after: String) -> [AuditChanges.Line] {
        let lead = Lead.ID(at: .example, random: [UInt8](repeating: 1, count: 10))
        return AuditChanges.fields(
            AuditEntry(
                id: 1, event: .leadChanged, person: nil, actor: "system:demo", target: .lead, targetID: lead.text,
                before: before, after: after, at: .example, undoes: nil))
    }

    @Test func `an amount is left to the language of whoever reads`() throws {
        let line = try #require(Self.lines(#"{"value": "12500.50 UAH"}"#, #"{"value": "13000 EUR"}"#).first)
        #expect(line.beforeWords == Complaint("lead.amount", ["minor": "1250050", "currency": "UAH"]))
        #expect(line.afterWords == Complaint("lead.amount", ["minor": "1300000", "currency": "EUR"]))
        let other = try #require(Self.lines(nil, #"{"value": "many UAH"}"#).first)
        #expect(other.afterWords == nil && other.after == "many UAH")
    }

    @Test func `a moment is left to the clock of whoever reads, and what only looks like one is not`() throws {
        let line = try #require(Self.lines(nil, #"{"due_at": "2026-11-19T13:40:00.000000Z"}"#).first)
        #expect(line.afterWords == Complaint("audit_field.moment", ["moment": "2026-11-19T13:40:00.000000Z"]))
        let other = try #require(Self.lines(nil, #"{"notes": "from A to Z"}"#).first)
        #expect(other.afterWords == nil && other.after == "from A to Z")
    }
}
