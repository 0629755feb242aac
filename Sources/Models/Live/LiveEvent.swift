/// What an open page may be told of.
package enum LiveTopic: String, Sendable {
    /// One order of a project has changed.
    case orderUpdated = "order_updated"
    /// Many orders of a project have changed, or more than can be said: look again.
    case invalidate
    /// The person has another number of unread notices than before.
    case notifications
}
