import Crypto
import Models
import TestSupport

extension TwoOrganizations {
    /// The record of leads and their doors that a path names; nil where it names none.
    func sellingValue(for row: Rights.Row, _ record: Attempt.Ids, _ actor: Actor) async throws -> String? {
        if row.pattern.contains("/settings/leads/secrets/{}") {
            let own = try await leadSecret(of: shop), foreign = try await leadSecret(of: other)
            return record.pick("\(own)", "\(foreign)", "999999")
        }
        if row.pattern.contains("/settings/leads/deliveries/{}") {
            let own = try await leadDelivery(of: shop), foreign = try await leadDelivery(of: other)
            return record.pick("\(own)", "\(foreign)", "999999")
        }
        if row.pattern.contains("/leads/views/{}") {
            let own = try await view(of: actor, at: shop, list: "leads")
            let foreign = try await view(of: .elsewhere, at: other, list: "leads")
            return record.pick("\(own)", "\(foreign)", "999999")
        }
        if row.pattern.contains("/leads/{}") {
            let unknown = Lead.ID(at: shop.clock.now, random: RandomBytes.make(10))
            let own = try await lead(of: actor, at: shop), foreign = try await lead(of: .elsewhere, at: other)
            return record.pick(own.text, foreign.text, unknown.text)
        }
        return nil
    }
}
