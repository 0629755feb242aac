import Forms
import Models

extension Instant {
    /// Thursday 19 November 2026, 15:40 in Kyiv: the moment of all examples.
    static let example = Instant(second: 1_795_095_600)

    static func example(hours: Int = 0, minutes: Int = 0) -> Instant {
        example.advanced(seconds: hours * 3_600 + minutes * 60)
    }
}

extension FieldErrors {
    /// Several complaints at once, in order.
    init(_ complaints: [(field: String, complaint: Complaint)]) {
        self.init()
        for (field, complaint) in complaints { add(complaint, to: field) }
    }
}
