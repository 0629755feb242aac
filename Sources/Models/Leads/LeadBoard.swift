/// The leads of an organization as columns, one for each stage.
package struct LeadBoard: Sendable, Equatable {
    /// A lead in its column.
    package struct Card: Sendable, Equatable {
        package let lead: LeadSummary
        /// Since when it stands in its stage.
        package let stageSince: Instant
        package let value: LeadValue?
        /// The primary one.
        package let contact: String?

        package init(lead: LeadSummary, stageSince: Instant, value: LeadValue?, contact: String?) {
            self.lead = lead
            self.stageSince = stageSince
            self.value = value
            self.contact = contact
        }

        /// Where the page of the column after it begins.
        package var cursor: LeadFilter.Cursor {
            LeadFilter.Cursor(key: .moment(stageSince), id: lead.id, isBackward: false)
        }
    }

    package struct Lane: Sendable, Equatable {
        package let stage: LeadStage
        /// How many match; where it is not exact, there are more, which nobody counts for one page view.
        package let total: Int
        package let isExact: Bool
        /// What they are expected to bring, by currency; empty where nobody counted.
        package let sums: [LeadValue]
        /// Since when the one stands there that came first; nil where there is none, and where nobody counted.
        package let oldest: Instant?
        /// The last that came first.
        package let cards: [Card]
        package let hasMore: Bool

        package init(
            stage: LeadStage, total: Int, isExact: Bool, sums: [LeadValue], oldest: Instant?, cards: [Card],
            hasMore: Bool
        ) {
            self.stage = stage
            self.total = total
            self.isExact = isExact
            self.sums = sums
            self.oldest = oldest
            self.cards = cards
            self.hasMore = hasMore
        }
    }

    /// Cards of a column on one page.
    package static let size = 20

    package let lanes: [Lane]

    package init(lanes: [Lane]) {
        self.lanes = lanes
    }
}
