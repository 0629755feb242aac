import Web

/// `Resources/templates/tokens/made.html`: a new token, the one time it is seen.
struct MadeTokenPage: Page {
    static let template = "tokens/made.html"
    static let examples = [
        MadeTokenPage(
            name: "Warehouse <screen>", token: "takt_test_example_token_that_opens_nothing",
            list: "/o/a2b3c4d5e6/tokens")
    ]

    /// What the member called it.
    let name: String
    let token: String
    /// Where they go on.
    let list: String
}
