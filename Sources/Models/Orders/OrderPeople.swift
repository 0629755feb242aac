/// Somebody in the outside CRM who looks after orders.
package struct CRMPerson: Sendable, Equatable {
    /// The CRM's number.
    package let id: Int
    package let name: String
    package let email: String
    /// Whether the CRM still lists them as active.
    package let isActive: Bool
    /// The member of the organization who is this manager.
    package let person: Person.ID?
    /// That member's name, which the pages show instead of the CRM's.
    package let memberName: String?

    /// A manager whom nobody has put together with a member, unless one is given.
    package init(
        id: Int, name: String, email: String = "", isActive: Bool = true, person: Person.ID? = nil,
        memberName: String? = nil
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.isActive = isActive
        self.person = person
        self.memberName = memberName
    }

    /// As the pages call them.
    package var label: String { memberName ?? name }
}

/// Where orders come from, as the outside CRM lists it: a shop, a messenger, a marketplace.
package struct OrderSource: Sendable, Equatable {
    /// The CRM's number.
    package let id: Int
    package let name: String
    /// Three letters such as `UAH`; empty when the CRM does not say.
    package let currency: String
    /// Whether the CRM still lists it.
    package let isActive: Bool

    /// A source of the CRM's list.
    package init(id: Int, name: String, currency: String = "", isActive: Bool = true) {
        self.id = id
        self.name = name
        self.currency = currency
        self.isActive = isActive
    }
}
