/// One thing that is done to many leads at once.
package enum LeadAct: Sendable, Equatable {
    /// nil: they become nobody's.
    case assign(Person.ID?)
    /// To the stage of that number.
    case move(Int)
    /// nil: none.
    case segment(String?)
    case delete

    /// More are changed behind the pages.
    package static let mostAtOnce = 500
    /// Leads a transaction; it stays well under half a second.
    package static let batch = 250
}
