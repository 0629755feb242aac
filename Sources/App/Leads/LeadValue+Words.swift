import Forms
import Models

extension LeadValue {
    /// Says itself as the reader's language writes money: `₴ 12,500.50`.
    var words: Complaint {
        Complaint("lead.amount", ["minor": "\(minor)", "currency": currency.rawValue])
    }
}
