/// What became of one attempt to hand a mail over. The reasons are for the operator: they may quote the server.
package enum MailOutcome: Sendable, Equatable {
    /// The server has taken it, or it lies in the folder of an installation without a server.
    case taken(String)
    /// Refused for good: no repetition will help.
    case refused(String)
    /// Not now, or nobody knows: to be tried again.
    case delayed(String)
}
