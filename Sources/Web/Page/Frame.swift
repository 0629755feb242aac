/// What stands around every page: who is signed in, where they are and how they like it.
package struct Frame: Encodable, Sendable {
    package enum Theme: String, Sendable, Encodable { case light, dark }
    package enum Menu: String, Sendable, Encodable { case wide, rail }

    package struct Someone: Encodable, Sendable {
        package let name: String
        /// The role in the current organization: `viewer`, `rep`, `manager`, `admin`; nil outside one.
        package let role: String?

        package init(name: String, role: String?) {
            self.name = name
            self.role = role
        }
    }

    /// A project in the switcher, with its worst state.
    package struct ProjectLink: Encodable, Sendable {
        package let name: String
        package let path: String
        package let isCurrent: Bool
        /// `over`, `near`, `ok`, or nil where nothing is counted yet.
        package let state: String?
        /// Orders in that state; 0 for `ok`.
        package let count: Int

        package init(name: String, path: String, isCurrent: Bool, state: String?, count: Int) {
            self.name = name
            self.path = path
            self.isCurrent = isCurrent
            self.state = state
            self.count = count
        }
    }

    /// An organization one belongs to, with its projects.
    package struct OrganizationLink: Encodable, Sendable {
        package let name: String
        package let isCurrent: Bool
        package let projects: [ProjectLink]

        package init(name: String, isCurrent: Bool, projects: [ProjectLink]) {
            self.name = name
            self.isCurrent = isCurrent
            self.projects = projects
        }
    }

    /// The project the page is about. A link is nil where the reader's role may not go.
    package struct CurrentProject: Encodable, Sendable {
        package let name: String
        package let organization: String
        /// IANA name of its time zone.
        package let zone: String
        package let openOrders: Int?
        package let orders: String
        package let general: String?
        package let connection: String?
        package let deliveries: String?
        package let statuses: String?
        package let sla: String?
        package let hours: String?
        package let urgent: String?
        package let people: String?

        package init(
            name: String, organization: String, zone: String, openOrders: Int?, orders: String,
            general: String? = nil, connection: String? = nil, deliveries: String? = nil, statuses: String? = nil,
            sla: String? = nil, hours: String? = nil, urgent: String? = nil, people: String? = nil
        ) {
            self.name = name
            self.organization = organization
            self.zone = zone
            self.openOrders = openOrders
            self.orders = orders
            self.general = general
            self.connection = connection
            self.deliveries = deliveries
            self.statuses = statuses
            self.sla = sla
            self.hours = hours
            self.urgent = urgent
            self.people = people
        }
    }

    /// A page of the organization or of the installation in the menu; its words are `nav.PLACE`.
    package struct Entry: Encodable, Sendable {
        package let place: NavigationItem
        package let path: String
        /// A name of the sprite.
        package let icon: String

        package init(_ place: NavigationItem, _ path: String, icon: String) {
            self.place = place
            self.path = path
            self.icon = icon
        }
    }

    /// Where the frame's own links and forms lead.
    package struct Links: Encodable, Sendable {
        package var home = "/"
        package var search = "/search"
        package var signIn = "/login"
        package var signOut = "/logout"
        package var forgotten = "/password/forgotten"
        package var newPassword = "/password/reset"
        package var signUp = "/sign-up"
        package var confirmSignUp = "/sign-up/confirm"
        package var email = "/account/email"
        package var confirmEmail = "/email/confirm"
        package var profile = "/account"
        package var password = "/account/password"
        package var sessions = "/account/sessions"
        package var organizations = "/account/organizations"
        package var secondFactor = "/account/second-factor"
        package var language = "/preferences/language"
        package var theme = "/preferences/theme"
        package var menu = "/preferences/nav"
        package var notifications = "/notifications"
        package var unread = "/notifications/unread-count"

        package init() {}
    }

    /// The organization's picture as it stands in the head, 24 pixels high.
    package struct Logo: Encodable, Sendable {
        package let path: String
        /// What it stands for.
        package let name: String
        package let width: Int

        /// `width` and `height`: of the file, in pixels.
        package init(path: String, name: String, width: Int, height: Int) {
            self.path = path
            self.name = name
            self.width = max(1, min(120, (width * 24 + height / 2) / max(1, height)))
        }
    }

    package struct Tongue: Encodable, Sendable {
        package let code: String
        package let name: String
        package let isCurrent: Bool
    }

    package var languages: [Tongue]
    /// BCP 47 code for `<html lang>`.
    package var language: String
    /// nil follows the system.
    package var theme: Theme?
    package var menu: Menu
    /// nil before sign-in.
    package var person: Someone?
    package var organizations: [OrganizationLink]
    /// nil outside an organization, and where it has no picture.
    package var logo: Logo?
    package var project: CurrentProject?
    /// Leads and what grows out of them, in the organization at hand.
    package var salesPages: [Entry] = []
    /// Pages of the organization at hand that the reader's role reaches.
    package var organizationPages: [Entry]
    /// Pages of the installation, for its operators alone.
    package var operatorPages: [Entry]
    package var flash: Flash?
    /// The API tokens of the organization at hand; nil outside one.
    package var tokens: String?
    /// Unread notices of the person, counted up to 100.
    package var unread: Int
    /// Where the page is told what changes.
    package var events: String
    /// The address of this page with its query, to come back to after a choice of theme or language.
    package var address: String
    package var links: Links
    /// Whether the sign-in page offers a new password by mail, and an organization of one's own.
    package var sendsMail = false
    package var isSignUpOpen = false
    /// IANA name of the organization's zone, for the times on pages outside projects; nil outside organizations.
    package var zone: String?

    package init(
        language: Language = .standard, theme: Theme? = nil, menu: Menu = .wide, person: Someone? = nil,
        organizations: [OrganizationLink] = [], project: CurrentProject? = nil,
        organizationPages: [Entry] = [], operatorPages: [Entry] = [], flash: Flash? = nil, unread: Int = 0,
        events: String = "/events", address: String = "/", links: Links = Links()
    ) {
        self.languages = Language.allCases.map {
            Tongue(code: $0.rawValue, name: $0.name, isCurrent: $0 == language)
        }
        self.language = language.rawValue
        self.theme = theme
        self.menu = menu
        self.person = person
        self.organizations = organizations
        self.project = project
        self.organizationPages = organizationPages
        self.operatorPages = operatorPages
        self.flash = flash
        self.unread = unread
        self.events = events
        self.address = address
        self.links = links
    }
}
