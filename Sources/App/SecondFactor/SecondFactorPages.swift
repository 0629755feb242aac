import Forms
import Models
import Web

/// `Resources/templates/secondfactor/state.html`
struct SecondFactorPage: Page {
    static let template = "secondfactor/state.html"
    static let place = NavigationItem.secondFactor
    static let examples = [
        example(since: nil, codesLeft: 0), example(since: .example(hours: -900), codesLeft: 9),
        example(since: .example(hours: -900), codesLeft: 0),
    ]

    /// nil: it is off.
    let since: Instant?
    let codesLeft: Int
    /// Where a phone is set up, the first one and another one.
    let setup: String
    /// Where a POST gives ten new recovery codes.
    let codes: String
    let off: String

    private static func example(since: Instant?, codesLeft: Int) -> SecondFactorPage {
        SecondFactorPage(
            since: since, codesLeft: codesLeft, setup: "/account/second-factor/setup",
            codes: "/account/second-factor/codes", off: "/account/second-factor/off")
    }
}

/// A QR code as a template draws it: the path stands four units from the edges.
struct QRPicture: Encodable {
    /// Of the picture, margin included, in modules.
    let side: Int
    let path: String
}

/// `Resources/templates/secondfactor/setup.html`: the key as a picture and as text, and a code that proves it
/// arrived.
struct SecondFactorSetupPage: Page {
    static let template = "secondfactor/setup.html"
    static let place = NavigationItem.secondFactor
    static let examples = [
        example(picture: QRPicture(side: 29, path: "M0 0h7v1h-7z")),
        example(picture: nil, FieldErrors("code", Complaint("error.code_wrong"))),
    ]

    let action: String
    let cancel: String
    /// In groups of four, to be typed.
    let key: String
    /// As the phone names it.
    let account: String
    /// nil where the address is too long for a picture.
    let picture: QRPicture?
    /// The key, sealed, as the form sends it back.
    let seed: String
    let code: FormField
    let errors: FormErrors

    init(
        action: String, cancel: String, key: String, account: String, picture: QRPicture?, seed: String,
        _ errors: FieldErrors = .none
    ) {
        self.action = action
        self.cancel = cancel
        self.key = key
        self.account = account
        self.picture = picture
        self.seed = seed
        code = FormField("code", "", errors: errors["code"])
        self.errors = FormErrors(errors, labels: ["code": "second_factor.code"])
    }

    private static func example(picture: QRPicture?, _ errors: FieldErrors = .none) -> SecondFactorSetupPage {
        SecondFactorSetupPage(
            action: "/account/second-factor/setup", cancel: "/account/second-factor", key: "JBSW Y3DP EHPK 3PXP",
            account: "olena@dubok.example", picture: picture, seed: "c2VhbGVk", errors)
    }
}

/// `Resources/templates/secondfactor/codes.html`: ten recovery codes, the one time they are seen.
struct RecoveryCodesPage: Page {
    static let template = "secondfactor/codes.html"
    static let place = NavigationItem.secondFactor
    static let examples = [
        RecoveryCodesPage(
            codes: (2...7).map { "abcd-efgh-ijkl-mno\($0)" }, done: "/account/second-factor")
    ]

    let codes: [String]
    let done: String
}

/// `Resources/templates/secondfactor/step.html`: the second step of signing in.
struct SecondStepPage: Page {
    static let template = "secondfactor/step.html"
    static let examples = [
        example(nil), example(Complaint("second_factor.wrong")),
        example(Complaint("sign_in.wait", ["minutes": "4"]), held: [HiddenField("held.normal.1", "8:00 <b>")]),
    ]

    let action: String
    /// Proof that the password was right, for ten minutes and this browser alone.
    let step: String
    let staysSignedIn: Bool
    /// The address to return to; empty is Home.
    let next: String
    /// What was being submitted when the session ended, to be sent again afterwards.
    let held: [HiddenField]
    let problem: Complaint?

    private static func example(_ problem: Complaint?, held: [HiddenField] = []) -> SecondStepPage {
        SecondStepPage(
            action: "/login/second", step: "c3RlcA", staysSignedIn: true, next: "/p/a2b3c4d5e6/orders", held: held,
            problem: problem)
    }
}
