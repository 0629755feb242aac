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
    /// Calls to KeyCRM under one API key, over all processes and projects.
    package let keyCRM: Rate
    /// Mails to one address that somebody asks for who is not signed in.
    package let mailAddress: Rate
    /// The same from one address prefix.
    package let mailNetwork: Rate
    /// Calls of one API token, and of all tokens of an organization together.
    package let token: Rate
    package let tokenOrganization: Rate
    /// Calls with a token that opens nothing, from one address prefix.
    package let tokenRefusals: Rate
    /// Leads from outside, by one secret and from one address prefix.
    package let leadSecret: Rate
    package let leadAddress: Rate
    /// A public form: sent from one address prefix, and one form by everybody together.
    package let formAddress: Rate
    package let form: Rate
    /// Exports of one organization.
    package let export: Rate
    /// And how many of them on their way at the same time.
    package let exportsAtOnce: Int

    init(_ read: inout SettingsReader) {
        address = read.rate("TAKT_RATE_ADDRESS", "50/s burst 200")
        signIn = read.rate("TAKT_RATE_SIGN_IN", "5/min")
        signInAccount = read.rate("TAKT_RATE_SIGN_IN_ACCOUNT", "20/h")
        signInAddress = read.rate("TAKT_RATE_SIGN_IN_ADDRESS", "100/h")
        secondFactor = read.rate("TAKT_RATE_SECOND_FACTOR", "30/h burst 5")
        hookRefusals = read.rate("TAKT_RATE_HOOK_REFUSALS", "60/h")
        connectionTest = read.rate("TAKT_RATE_CONNECTION_TEST", "6/min")
        export = read.rate("TAKT_RATE_EXPORT", "20/h")
        exportsAtOnce = read.number("TAKT_EXPORTS_AT_ONCE", 2, in: 1...100)
        keyCRM = read.rate("TAKT_RATE_KEYCRM", "55/min burst 5")
        mailAddress = read.rate("TAKT_RATE_MAIL_ADDRESS", "3/h")
        mailNetwork = read.rate("TAKT_RATE_MAIL_NETWORK", "20/h")
        token = read.rate("TAKT_RATE_API_TOKEN", "10/s burst 40")
        tokenOrganization = read.rate("TAKT_RATE_API_ORGANIZATION", "60/s burst 120")
        leadSecret = read.rate("TAKT_RATE_LEAD_SECRET", "5/s burst 100")
        leadAddress = read.rate("TAKT_RATE_LEAD_ADDRESS", "5/s burst 100")
        formAddress = read.rate("TAKT_RATE_FORM_ADDRESS", "20/h burst 5")
        form = read.rate("TAKT_RATE_FORM", "300/h burst 60")
        tokenRefusals = read.rate("TAKT_RATE_API_REFUSALS", "60/min")
    }
}

extension SettingsReader {
    fileprivate mutating func rate(_ name: String, _ fallback: String) -> Rate {
        // Only a fallback in this file that is no rate leads to the strictest one.
        value(name, fallback) ?? Rate(count: 1, seconds: 86_400, burst: 1)
    }
}
