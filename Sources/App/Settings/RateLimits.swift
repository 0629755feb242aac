/// How often somebody may try. An intake with the right secret is never refused by a rate.
package struct RateLimits: Sendable {
    /// Any request of one address, kept in this process.
    package let address: Rate
    /// Sign-in to one account from one address prefix.
    package let signIn: Rate
    package let signInAccount: Rate
    package let signInAddress: Rate
    /// Codes of the second step of one person.
    package let secondFactor: Rate
    /// Hooks with a wrong secret or for an unknown project, from one address.
    package let hookRefusals: Rate
    /// "Test connection" and "Fetch statuses" of one project.
    package let connectionTest: Rate

    init(_ read: inout SettingsReader) {
        address = read.rate("TAKT_RATE_ADDRESS", "50/s burst 200")
        signIn = read.rate("TAKT_RATE_SIGN_IN", "5/min")
        signInAccount = read.rate("TAKT_RATE_SIGN_IN_ACCOUNT", "20/h")
        signInAddress = read.rate("TAKT_RATE_SIGN_IN_ADDRESS", "100/h")
        secondFactor = read.rate("TAKT_RATE_SECOND_FACTOR", "30/h burst 5")
        hookRefusals = read.rate("TAKT_RATE_HOOK_REFUSALS", "60/h")
        connectionTest = read.rate("TAKT_RATE_CONNECTION_TEST", "6/min")
    }
}

extension SettingsReader {
    fileprivate mutating func rate(_ name: String, _ fallback: String) -> Rate {
        // Only a fallback in this file that is no rate leads to the strictest one.
        value(name, fallback) ?? Rate(count: 1, seconds: 86_400, burst: 1)
    }
}
