import Forms
import Models
import Web

/// The panel of the organization's settings that holds its picture.
struct LogoPanel: Encodable {
    /// The picture there is.
    struct Shown: Encodable {
        let path: String
        let name: String
        let width: Int
        let height: Int
    }

    let action: String
    let removal: String
    /// nil when there is none.
    let shown: Shown?
    let field: FormField
    /// What the browser offers to choose from; the content decides.
    let accept: String
    /// Of the file, in megabytes.
    let most: Int
    /// Of the picture, in each direction.
    let mostPixels: Int
    let errors: FormErrors

    init(
        _ logo: Logo?, action: String, removal: String, _ errors: FieldErrors = .none, path: (Logo) -> String
    ) {
        self.action = action
        self.removal = removal
        shown = logo.map { Shown(path: path($0), name: $0.name, width: $0.width, height: $0.height) }
        field = FormField("logo", errors: errors["logo"])
        accept = FileKind.pictures.map(\.type).joined(separator: ",")
        most = OrganizationLogo.most >> 20
        mostPixels = Picture.mostPixels
        self.errors = FormErrors(errors, labels: ["logo": "organization.logo"])
    }
}

extension LogoPanel {
    static let examples = [
        LogoPanel(nil, action: path, removal: path + "/removal") { _ in "" },
        LogoPanel(
            Logo(hash: [1], name: "Дубок <лого>.png", width: 640, height: 160), action: path,
            removal: path + "/removal",
            FieldErrors("logo", Complaint("error.picture_kind"))
        ) { _ in "/o/a2b3c4d5e6/logo/01" },
    ]

    private static let path = "/o/a2b3c4d5e6/settings/logo"
}
