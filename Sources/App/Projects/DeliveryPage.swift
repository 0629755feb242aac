import Models
import Web

/// `Resources/templates/projects/delivery.html`: one webhook as it arrived.
struct DeliveryPage: Page {
    static let template = "projects/delivery.html"
    static let place = NavigationItem.deliveries
    static let examples = [
        DeliveryPage(
            row: DeliveryRow.examples[0], marks: [], eventAt: .example(minutes: -3), reason: nil, bytes: 812,
            network: "203.0.113.0/24",
            body: #"{"event":"order.change_order_status","context":{"id":10480,"comment":"<script>"}}"#, isCut: false,
            isPurged: false),
        DeliveryPage(
            row: DeliveryRow.examples[6], marks: [.late, .future], eventAt: nil,
            reason: "unexpected end of JSON at byte 17", bytes: 2_000_000,
            network: nil, body: "{\"event\": \"order.c", isCut: true, isPurged: false),
        DeliveryPage(
            row: DeliveryRow.examples[1], marks: [], eventAt: .example(hours: -2_400), reason: nil, bytes: 812,
            network: "203.0.113.0/24", body: "", isCut: false, isPurged: true),
    ]

    let row: DeliveryRow
    /// What else is odd about it.
    let marks: [Delivery.Outcome]
    /// When the status changed by the source's own clock.
    let eventAt: Instant?
    /// Why it was not taken, in the words of the reader of bodies.
    let reason: String?
    /// The length of what was sent.
    let bytes: Int
    /// The network it came from.
    let network: String?
    /// The text, at most 4 kB; bytes that are no UTF-8 replaced.
    let body: String
    let isCut: Bool
    /// Whether the text was thrown away when its time was over.
    let isPurged: Bool
}
