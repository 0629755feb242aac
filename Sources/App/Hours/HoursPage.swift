import Forms
import Models
import Web

/// `Resources/templates/hours/settings.html`: when a project, or one status group of it, works.
///
/// Buttons that change rows are submitted as `action`: `add.mon`, `remove.mon.0`, `add.exceptions`,
/// `remove.exceptions.0`, `copy.mon`, `preset.24-7`, `preset.mon-fri-9-18`, `preview`. The answer is the
/// form again; only a post without `action`, or with `inherit`, saves.
struct HoursPage: Page {
    static let template = "hours/settings.html"
    static let place = NavigationItem.hours

    var place: NavigationItem { zone == nil ? .hours : .organizationHours }

    /// The project's own hours, or those of one group; the organization's page has none.
    struct Tab: Encodable {
        /// nil for the project's hours, which hold for every group without its own.
        let group: String?
        let path: String
        let isCurrent: Bool
        /// Has hours of its own.
        let isOwn: Bool
    }

    /// One window: `mon.0.opens` and `mon.0.closes`.
    struct Window: Encodable {
        let opens, closes: FormField
        /// The value of the button that takes it away.
        let remove: String
    }

    struct Day: Encodable {
        /// `mon`
        let key: String
        /// 0 is Monday.
        let weekday: Int
        let windows: [Window]
        /// Working seconds of the windows that can be read.
        let seconds: Int
    }

    /// A date that differs: `exceptions.0.date`, and `exceptions.0.windows` as `10:00–14:00, 15:00–16:00`;
    /// no windows for a day off.
    struct ExceptionLine: Encodable {
        let date, windows: FormField
        let remove: String
    }

    let action: String
    let path: String
    let tabs: [Tab]
    /// The group whose hours these are; nil for the project and the organization.
    let group: String?
    /// The organization's, on its own page; nil on a project's.
    let zone: String?
    /// It has hours of its own and could take those of the level above.
    let canInherit: Bool
    /// These are the hours of the level above, shown to start from.
    let isInherited: Bool
    let days: [Day]
    let seconds: Int
    let picture: WeekPicture
    let exceptions: [ExceptionLine]
    let foot: RuleFoot
    let version: String
    let errors: FormErrors
    let conflict: Conflict?
    let progress: Progress?
}
