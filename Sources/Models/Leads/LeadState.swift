/// Where a lead stands, in four words that hold whatever stages an organization has.
package enum LeadState: String, Sendable, CaseIterable {
    /// Nobody was in touch yet.
    case new
    case contacted, qualified, lost

    /// `kind`: of the stage it stands in.
    package init(_ lead: LeadSummary, in kind: LeadStage.Kind) {
        switch kind {
        case .open: self = lead.lastActivityAt == nil ? .new : .contacted
        case .qualified: self = .qualified
        case .failed: self = .lost
        }
    }
}
