package import HTTP
package import Models

/// An order entered a status, as the CRM's webhook tells it.
package struct KeyCRMStatusChange: Sendable, Equatable {
    package let orderID: Int64
    package let statusID: Int64
    /// The CRM's group of the status at that time.
    package let group: Int?
    /// When it happened in the CRM, to the microsecond; not when we heard of it.
    package let changedAt: Instant
    /// When the order came into the CRM, and when the customer placed it.
    package let createdAt: Instant?
    package let orderedAt: Instant?
    package let sourceID: Int64?
    package let managerID: Int64?
    /// The amounts as sent, digits and all; members that were missing are missing.
    package let totals: JSON

    /// What the items cost together, in minor units; nil when the delivery does not say.
    var productsTotal: Int? { KeyCRMField.amount(totals["products_total"]) }
}

/// Reads the body of a webhook. No input stops it, and whatever it is has a name.
package enum KeyCRMWebhook {
    package enum Reading: Sendable, Equatable {
        case statusChange(KeyCRMStatusChange)
        case refused(Refusal)
    }

    /// Why a delivery is kept without becoming an event. The raw values stand in the database.
    package enum Reason: String, Sendable, CaseIterable {
        case unknownEvent = "unknown_event"
        case notJSON = "not_json"
        case notObject = "not_an_object"
        case missingField = "missing_field"
        case badField = "bad_field"
    }

    package struct Refusal: Sendable, Equatable, CustomStringConvertible {
        package let reason: Reason
        /// The name of the event or the field, or where the text stops being JSON; safe to show.
        package let detail: String
        /// The order the body speaks of, when it can be told.
        package var orderID: Int64?

        /// At most 200 characters: `missing_field context.status_id`.
        package var description: String { "\(reason.rawValue) \(detail)" }

        init(_ reason: Reason, _ detail: String, orderID: Int64? = nil) {
            self.reason = reason
            self.detail = visible(detail, limit: 120)
            self.orderID = orderID
        }
    }

    package static let statusEvent = "order.change_order_status"

    package static func read(_ body: [UInt8]) -> Reading {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: body)
        } catch {
            return .refused(Refusal(.notJSON, "byte \(error.offset): \(error.reason)"))
        }
        guard json.members != nil else { return .refused(Refusal(.notObject, "")) }
        let orderID = json["context"]?["id"].flatMap(KeyCRMField.id)
        do throws(Refusal) {
            let event = try field(json["event"], "event") { $0.string }
            guard event == statusEvent else { return .refused(Refusal(.unknownEvent, event, orderID: orderID)) }
            let context = try field(json["context"], "context") { $0.members.map(JSON.object) }
            return .statusChange(try statusChange(context))
        } catch {
            return .refused(Refusal(error.reason, error.detail, orderID: orderID))
        }
    }

    private static func statusChange(_ context: JSON) throws(Refusal) -> KeyCRMStatusChange {
        KeyCRMStatusChange(
            orderID: try field(context["id"], "context.id", KeyCRMField.id),
            statusID: try field(context["status_id"], "context.status_id", KeyCRMField.id),
            group: context["status_group_id"].flatMap(KeyCRMField.group),
            changedAt: try field(context["status_changed_at"], "context.status_changed_at", instant),
            createdAt: context["created_at"].flatMap(instant),
            orderedAt: context["ordered_at"].flatMap(instant),
            sourceID: context["source_id"].flatMap(KeyCRMField.id),
            managerID: context["manager_id"].flatMap(KeyCRMField.id),
            totals: .object((context.members ?? []).filter { totalNames.contains($0.name) }))
    }

    private static let totalNames: Set<String> = [
        "grand_total", "products_total", "payments_total", "total_discount", "discount_amount", "discount_percent",
        "shipping_price", "wrap_price", "taxes", "expenses_sum", "margin_sum", "payment_status",
    ]

    /// Null counts as missing.
    private static func field<Value>(
        _ value: JSON?, _ name: String, _ read: (JSON) -> Value?
    ) throws(Refusal) -> Value {
        guard let value, !value.isNull else { throw Refusal(.missingField, name) }
        guard let read = read(value) else { throw Refusal(.badField, name) }
        return read
    }

    /// Both forms the CRM uses, with a `Z` and without; always UTC.
    private static func instant(_ value: JSON) -> Instant? {
        value.string.flatMap { Instant($0) }
    }
}

extension KeyCRMWebhook.Refusal: Error {}
