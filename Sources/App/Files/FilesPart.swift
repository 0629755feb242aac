import Forms
import Models
import Web

/// The files of a lead or a customer: `Resources/templates/parts/files.html`.
struct FilesPart: Encodable {
    struct Row: Encodable {
        let name: String
        let path: String
        /// In kilobytes, rounded up.
        let size: Int
        let person: String
        let at: Instant
        /// nil for those who may not.
        let removal: String?
    }

    let rows: [Row]
    /// Where one is sent to; nil for those who only read, and where there is no room for another.
    let action: String?
    let field: FormField
    /// What the browser offers to choose from; the content decides.
    let accept: String
    /// Of a file, in megabytes.
    let most: Int
    let errors: FormErrors
}

extension FilesPart {
    init(_ files: [Attachment], of parent: ActivityParent, _ scope: Scope<ViewLeads>, _ errors: FieldErrors) {
        let organization = scope.organizationPublicID
        let hasRoom = files.count { $0.parent == parent } < Attachment.most
        self.init(
            rows: files.map {
                Row(
                    name: $0.name, path: Attachments.file(in: organization, $0.id), size: ($0.size + 1_023) / 1_024,
                    person: $0.addedByName, at: $0.addedAt,
                    removal: scope.mayRemove($0) ? Attachments.removal(in: organization, $0.id) : nil)
            },
            action: WorkLeads.isHeld(by: scope.role) && (hasRoom || !errors.isEmpty)
                ? Self.action(parent, in: organization) : nil, errors)
    }

    private init(rows: [Row], action: String?, _ errors: FieldErrors) {
        self.init(
            rows: rows, action: action, field: FormField("file", errors: errors["file"]),
            accept: FileKind.allCases.map { "." + $0.ending }.joined(separator: ","), most: Attachment.mostBytes >> 20,
            errors: FormErrors(errors, labels: ["file": "file.file"]))
    }

    /// Where they are listed.
    static func place(of parent: ActivityParent, in organization: PublicID) -> String {
        ActivityHome(parent: parent, organization: organization).page + "#files"
    }

    private static func action(_ parent: ActivityParent, in organization: PublicID) -> String {
        switch parent {
        case .lead(let id): Attachments.ofLead(in: organization, id)
        case .customer(let id): Attachments.ofCustomer(in: organization, id)
        }
    }

    static func example(acts: Bool, isPlain: Bool) -> FilesPart {
        let path = "/o/a2b3c4d5e6/files/1"
        let rows = [
            Row(
                name: "Кошторис <3>.pdf", path: path, size: 1_240, person: "Олена <М>", at: .example(hours: -30),
                removal: acts ? path + "/removal" : nil),
            Row(
                name: "meblikarpat.ua_technical_requirements_2026_final_signed.docx", path: path, size: 1,
                person: "Ірина", at: .example(hours: -300), removal: nil),
        ]
        return FilesPart(
            rows: isPlain ? [] : rows, action: acts ? "/o/a2b3c4d5e6/leads/1/files" : nil,
            acts && isPlain ? FieldErrors("file", Complaint("error.file_kind")) : .none)
    }
}
