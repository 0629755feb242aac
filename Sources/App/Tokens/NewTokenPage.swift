import Forms
import Models
import Web

/// `Resources/templates/tokens/new.html`: what a new token may be used for, from where and for how long.
struct NewTokenPage: Page {
    static let template = "tokens/new.html"

    struct Scope: Encodable {
        /// As posted under `scopes`.
        let value: String
        /// A key of the catalogue.
        let label: String
        let isChosen: Bool
    }

    let action: String
    let cancel: String
    let name, days, networks: FormField
    let scopes: [Scope]
    let scopesField: FormField
    let errors: FormErrors

    init(action: String, cancel: String, offered: [TokenScope], _ input: Input, _ errors: FieldErrors = .none) {
        self.action = action
        self.cancel = cancel
        name = FormField("name", input, errors)
        days = FormField("days", input, errors)
        networks = FormField("networks", input, errors)
        let chosen = input.all("scopes")
        scopes = offered.map {
            Scope(
                value: $0.rawValue, label: "scope.\($0.rawValue.replacing(":", with: "_"))",
                isChosen: chosen.contains($0.rawValue))
        }
        scopesField = FormField("scopes", errors: errors["scopes"])
        self.errors = FormErrors(
            errors,
            labels: [
                "name": "tokens.name", "days": "tokens.days", "networks": "tokens.networks", "scopes": "tokens.scopes",
            ])
    }
}

extension NewTokenPage {
    static let examples = [
        NewTokenPage(action: path, cancel: path, offered: TokenScope.offered(to: .viewer), Input(["days": "90"])),
        NewTokenPage(
            action: path, cancel: path, offered: TokenScope.allCases,
            Input(["name": "", "days": "400", "scopes": "orders:read", "networks": "10.0.0.0/40 <b>"]),
            FieldErrors([
                ("name", Complaint("error.required")), ("days", Complaint("error.range", ["low": "1", "high": "365"])),
                ("networks", Complaint("error.network")), ("scopes", Complaint("error.required")),
            ])),
    ]

    private static let path = "/o/a2b3c4d5e6/tokens"
}
