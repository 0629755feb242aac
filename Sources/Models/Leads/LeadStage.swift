/// A column of the pipeline: what a lead is at.
package struct LeadStage: Sendable, Equatable {
    /// What it means to stand in it. Exactly one stage of an organization is for the qualified, one for the failed.
    package enum Kind: String, Sendable, CaseIterable {
        case open, qualified, failed
    }

    package let id: Int
    /// As typed; the six that an organization begins with have names in every language.
    package let name: String
    package let color: StageColor
    package let kind: Kind
    /// Days after which a lead that still stands in it is shown as ageing; nil: never.
    package let ageingDays: Int?
    package let version: Int

    package init(id: Int, name: String, color: StageColor, kind: Kind, ageingDays: Int?, version: Int) {
        self.id = id
        self.name = name
        self.color = color
        self.kind = kind
        self.ageingDays = ageingDays
        self.version = version
    }

    /// The names of the six that an organization begins with, in their order.
    package static let defaults = ["New", "Call", "Meeting", "Negotiation", "Qualified", "Refused"]
}

/// A colour of the palette that tags and avatars share; the raw value is its class.
package enum StageColor: String, Sendable, CaseIterable {
    case c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12
}
