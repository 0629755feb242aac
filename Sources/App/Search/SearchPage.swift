import Web

/// `Resources/templates/search/results.html`: what the search box found.
struct SearchPage: Page {
    static let template = "search/results.html"
    static let place = NavigationItem.search
    static let examples = [
        SearchPage(
            term: "104", isShort: false,
            sections: [
                Section(
                    kind: "orders", icon: "orders",
                    hits: [
                        Hit(
                            title: "#104", path: "/p/a2b3c4d5e6/orders/104", details: ["Dubok <Shop>", "Друк"],
                            mark: nil),
                        Hit(title: "#1042", path: "/p/a2b3c4d5e6/orders/1042", details: ["Export"], mark: "closed"),
                    ], hasMore: true),
                Section(
                    kind: "projects", icon: "dashboard",
                    hits: [Hit(title: "Shop 104", path: "/p/a2b3c4d5e6/orders", details: ["Dubok Group"], mark: nil)],
                    hasMore: false),
                Section(
                    kind: "members", icon: "user",
                    hits: [Hit(title: "Ірина Бондар", path: nil, details: [], mark: "manager")], hasMore: false),
            ]),
        SearchPage(term: "<7", isShort: true, sections: []),
        SearchPage(term: "нетакого", isShort: false, sections: []),
        SearchPage(term: "", isShort: false, sections: []),
    ]

    struct Hit: Encodable {
        let title: String
        /// nil where there is no page of it that the reader may open.
        let path: String?
        /// Where it belongs: project, status, organization.
        let details: [String]
        /// `closed`, or a role: a word of the catalogue beside it.
        let mark: String?
        /// 0 is what was typed itself, 1 what still matters, 2 what is over.
        var rank = 1

        /// The same in an organization, for those who belong to several.
        func within(_ organization: String) -> Hit {
            Hit(title: title, path: path, details: details + [organization], mark: mark, rank: rank)
        }
    }

    struct Section: Encodable {
        let kind: String
        let icon: String
        let hits: [Hit]
        /// More were found than are shown.
        let hasMore: Bool
    }

    let term: String
    /// So few characters that only beginnings and whole numbers were looked for.
    let isShort: Bool
    let sections: [Section]
}
