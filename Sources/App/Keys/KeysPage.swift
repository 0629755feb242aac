import Store
import Web

/// `Resources/templates/keys/keys.html`: which master keys are in use, and the button that replaces the old ones.
struct KeysPage: Page {
    static let template = "keys/keys.html"
    static let place = NavigationItem.operatorKeys
    static let examples = [
        KeysPage(
            rotation: "/operator/keys/rotation",
            keys: [
                Key(
                    id: "k001", isActive: false, isInFile: true, values: 412, passwords: 3,
                    places: [
                        Place(name: "hook_tokens.sealed", count: 12), Place(name: "projects.api_key", count: 400),
                        Place(name: "of_old.<days>", count: 1),
                    ]),
                Key(id: "k000", isActive: false, isInFile: true, values: 0, passwords: 0, places: []),
                Key(id: "k0<0", isActive: false, isInFile: false, values: 1, passwords: 0, places: []),
                Key(id: "k002", isActive: true, isInFile: true, values: 7, passwords: 40, places: []),
            ], progress: Progress(done: 200, total: 412)),
        KeysPage(
            rotation: "/operator/keys/rotation",
            keys: [Key(id: "k001", isActive: true, isInFile: true, values: 0, passwords: 1, places: [])], progress: nil),
    ]

    struct Place: Encodable {
        /// `table.column`
        let name: String
        /// What people call it, a key of the catalogue; nil for a column that another version of the program knew.
        let text: String?
        let count: Int

        init(name: String, count: Int) {
            self.name = name
            self.count = count
            text = SealedColumn(rawValue: name).map { "sealed.\($0.rawValue.replacing(".", with: "_"))" }
        }
    }

    struct Key: Encodable {
        let id: String
        let isActive: Bool
        /// Otherwise the database needs a key that the file does not have.
        let isInFile: Bool
        /// Sealed values and passwords that need it.
        let values: Int
        let passwords: Int
        let places: [Place]
        /// Nothing needs it: its line may go.
        let isUnused: Bool

        init(id: String, isActive: Bool, isInFile: Bool, values: Int, passwords: Int, places: [Place]) {
            self.id = id
            self.isActive = isActive
            self.isInFile = isInFile
            self.values = values
            self.passwords = passwords
            self.places = places
            isUnused = !isActive && values == 0 && passwords == 0
        }
    }

    let rotation: String
    let keys: [Key]
    let progress: Progress?
    /// Values that the job would seal anew.
    let outdated: Int

    init(rotation: String, keys: [Key], progress: Progress?) {
        self.rotation = rotation
        self.keys = keys
        self.progress = progress
        outdated = keys.filter { !$0.isActive }.reduce(0) { $0 + $1.values }
    }
}
