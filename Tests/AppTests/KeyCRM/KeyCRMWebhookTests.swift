import App
import HTTP
import Models
import TestSupport
import Testing

@Suite struct `The CRM's webhook` {
    static let good = #"""
        {"event": "order.change_order_status", "context": {"id": 40817, "source_uuid": "A-771", "global_source_uuid": null,
         "source_id": 3, "client_id": 5520, "manager_id": 4, "status_group_id": 3, "status_id": 31,
         "status_changed_at": "2026-03-29T00:59:58.000001Z", "status_expired_at": null, "is_expired": false,
         "ordered_at": "2026-03-27T21:38:50.000000Z", "created_at": "2026-03-27T21:40:05.000000Z",
         "updated_at": "2026-03-29T01:00:01.000000Z", "closed_at": "2026-03-29 01:00:00", "grand_total": 1490,
         "margin_sum": 780.50, "shipping_price": "0.00", "taxes": null, "payment_status": "part_paid", "fiscal_result": [],
         "manager_comment": "Київ, +380"}}
        """#

    func change(_ body: String) throws -> KeyCRMStatusChange {
        guard case .statusChange(let change) = KeyCRMWebhook.read(Array(body.utf8)) else {
            throw Unexpected()
        }
        return change
    }

    struct Unexpected: Error {}

    func refusal(_ body: String) -> KeyCRMWebhook.Refusal? {
        guard case .refused(let refusal) = KeyCRMWebhook.read(Array(body.utf8)) else { return nil }
        return refusal
    }

    @Test func `the sample is read to the microsecond, with its amounts as sent and without its comments`() throws {
        let change = try change(Self.good)
        #expect(change.orderID == 40_817)
        #expect(change.statusID == 31)
        #expect(change.group == 3)
        #expect(change.changedAt == Instant(microseconds: 1_774_745_998_000_001))
        #expect(change.createdAt == Instant("2026-03-27T21:40:05Z"))
        #expect(change.orderedAt == Instant("2026-03-27T21:38:50Z"))
        #expect(change.sourceID == 3)
        #expect(change.managerID == 4)
        #expect(
            change.totals.text
                == #"{"grand_total":1490,"margin_sum":780.50,"shipping_price":"0.00","taxes":null,"payment_status":"part_paid"}"#
        )
    }

    @Test func `the form of time without a zone means UTC, and only three fields must be there`() throws {
        let change = try change(
            #"{"event": "order.change_order_status", "context": {"id": "7", "status_id": 1, "status_changed_at": "2026-03-29 00:59:58", "manager_id": null}}"#
        )
        #expect(change.orderID == 7)
        #expect(change.changedAt == Instant("2026-03-29T00:59:58Z"))
        #expect(change.group == nil && change.managerID == nil && change.createdAt == nil && change.orderedAt == nil)
        #expect(change.totals == .object([]))
    }

    @Test(arguments: [
        ("", KeyCRMWebhook.Reason.notJSON), ("{", .notJSON), ("event=order", .notJSON), ("\u{0}", .notJSON),
        ("[]", .notObject),
        ("7", .notObject), ("null", .notObject), ("{}", .missingField), (#"{"event": null}"#, .missingField),
        (#"{"event": 7}"#, .badField), (#"{"event": "lead.change_lead_status", "context": {}}"#, .unknownEvent),
        (#"{"event": "", "context": {}}"#, .unknownEvent), (#"{"event": "order.change_order_status"}"#, .missingField),
        (#"{"event": "order.change_order_status", "context": []}"#, .badField),
        (#"{"event": "order.change_order_status", "event": "order.change_order_status"}"#, .notJSON),
    ])
    func `what is no status change is refused by name`(body: String, reason: KeyCRMWebhook.Reason) {
        #expect(refusal(body)?.reason == reason)
    }

    @Test(arguments: [
        (#""id": 40817"#, #""id": 0"#, "bad_field context.id"), (#""id": 40817"#, #""id": -5"#, "bad_field context.id"),
        (#""id": 40817"#, #""id": 1.5"#, "bad_field context.id"),
        (#""id": 40817"#, #""id": 99999999999999999999"#, "bad_field context.id"),
        (#""id": 40817, "#, "", "missing_field context.id"),
        (#""status_id": 31"#, #""status_id": null"#, "missing_field context.status_id"),
        (#""status_id": 31"#, #""status_id": {}"#, "bad_field context.status_id"),
        ("2026-03-29T00:59:58.000001Z", "yesterday", "bad_field context.status_changed_at"),
        ("2026-03-29T00:59:58.000001Z", "2026-02-30T00:00:00Z", "bad_field context.status_changed_at"),
        (#""2026-03-29T00:59:58.000001Z""#, "1774746000", "bad_field context.status_changed_at"),
    ])
    func `a field that is missing or wrong is named`(part: String, other: String, expected: String) {
        #expect(refusal(Self.good.replacing(part, with: other))?.description == expected)
    }

    @Test func `the order is told where it can be, and what is shown of a foreign name is short`() {
        let long = String(repeating: "x", count: 5000)
        let unknown = refusal(#"{"event": "\#(long)", "context": {"id": 9}}"#)
        #expect(unknown?.orderID == 9)
        #expect((unknown?.description.count ?? 999) <= 200)
        #expect(refusal(Self.good.replacing(#""status_id": 31"#, with: #""status_id": "x""#))?.orderID == 40_817)
    }

    @Test func `a group we cannot keep is left out, and deep or large bodies are read or refused, never fatal`() throws
    {
        for group in ["0", "-1", "1000", "99999999999999", "\"x\"", "[]", "null"] {
            #expect(
                try change(Self.good.replacing(#""status_group_id": 3"#, with: #""status_group_id": \#(group)"#)).group
                    == nil)
        }
        let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        #expect(refusal(#"{"event": \#(deep)}"#)?.reason == .notJSON)
        let comment = String(repeating: "я", count: 400_000)
        #expect(try change(Self.good.replacing("Київ, +380", with: comment)).orderID == 40_817)
    }

    @Test func `every webhook of the invented shop is read, and a repeat reads the same`() throws {
        let bodies = try StandIn.webhooks(orders: 30, ["--duplicates", "0.2", "--shuffle"])
        var changes: [[UInt8]: KeyCRMStatusChange] = [:]
        for body in bodies {
            guard case .statusChange(let change) = KeyCRMWebhook.read(body) else { throw Unexpected() }
            #expect(change.orderID >= 40_000 && change.group != nil && change.createdAt != nil)
            #expect(changes.updateValue(change, forKey: body).map { $0 == change } ?? true)
        }
        #expect(changes.count > 100 && changes.count < bodies.count)
    }

    @Test func `no cut and no changed byte of the sample stops the reader`() {
        let bytes = Array(Self.good.utf8)
        var read = 0
        func take(_ body: [UInt8]) {
            read += 1
            if case .refused(let refusal) = KeyCRMWebhook.read(body) {
                #expect(refusal.description.unicodeScalars.count <= 200)
            }
        }
        for index in bytes.indices {
            take(Array(bytes[..<index]))
            for byte: UInt8 in [0, 0x22, 0x2d, 0x39, 0x7b, 0xff] {
                var changed = bytes
                changed[index] = byte
                take(changed)
            }
        }
        #expect(read == 7 * bytes.count)
    }
}
