/// The page of context.json, with all it holds, under the names that the templates use.
// swift-format-ignore: AlwaysUseLowerCamelCase
struct Page: Codable {
    struct Member: Codable {
        let name, role, role_text: String
        let unread: Int
    }

    struct Nav: Codable {
        let label, url: String
        let current: Bool
    }

    struct Flash: Codable {
        let kind, text: String
    }

    struct Stage: Codable {
        let name: String
        let selected: Bool
    }

    struct Row: Codable {
        let id: Int
        let url, company: String
        let tags: [String]
        let contact, email, stage, tone: String
        let value: Int
        let value_text: String
        let owner: String?
        let orders: Int
        let orders_text, sla, sla_text: String
        let sla_loud: Bool
        let due, note, note_text: String
        let even: Bool
        let number: Int
        let last: Bool
        let tags_upper: [String]
    }

    let title, locale, organization, csrf: String
    let member: Member
    let nav: [Nav]
    let flash: Flash
    let search: String
    let stages: [Stage]
    let rows: [Row]
    let total: Int
    let total_text: String
    let page: Int
    let previous, next: String
}
