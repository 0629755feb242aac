import Jobs
import Models
import Postgres

extension Connection {
    /// A recomputation of the project's orders; one at a time is enough.
    func enqueueRecompute(_ scope: some ProjectTenancy) throws {}

    /// The order is derived again when an event that is dated in the future begins to count.
    func enqueueDerive(_ order: Int, at instant: Instant, _ scope: some ProjectTenancy) throws {}
}
