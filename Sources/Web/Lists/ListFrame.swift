package import Forms
import Models

/// What stands around the rows of every list: saved views, filters with their chips, sorting, selection and
/// pages. `Resources/templates/parts/list.html` says it; the rows are the page's own.
package struct ListFrame: Encodable, Sendable {
    /// The address without a query: where the filter form leads.
    package let path: String
    /// The list without any filter.
    package let plainPath: String
    package let fields: [FilterField]
    package let chips: [FilterChip]
    /// What is kept while filters change: sorting, rows on a page.
    package let kept: [HiddenField]
    /// All of the query but the rows on a page.
    package let asked: [HiddenField]
    /// What of the query made no sense.
    package let complaints: [Complaint]
    package var pager: Pager
    /// By the column's name in the address.
    package let sorts: [String: SortLink]
    /// nil: the list has no saved views.
    package var views: ViewTabs?
    /// nil: nothing can be done with many rows at once by this reader.
    package var bulk: BulkBar?
    /// Where a POST answers with the list as a file; nil for those who may not.
    package var exportPath: String?
    /// The filter as `exportPath` wants it.
    package let query: String

    /// `fields` decide what is a filter; everything else in the address is kept while they change, but for `ofSearch`,
    /// which goes with what was typed.
    /// `previous` and `next` are the cursors of the pages beside this one, nil at the ends.
    package init(
        _ address: ListAddress, fields: [FilterField], ofSearch: Set<String> = [], complaints: [Complaint] = [],
        total: Complaint?, size: Int,
        previous: String?, next: String?, sorts: [String: SortLink], views: ViewTabs? = nil, bulk: BulkBar? = nil
    ) {
        let names = Set(fields.map(\.name))
        path = address.path
        plainPath = views?.plainPath ?? address.path
        self.fields = fields
        chips = fields.filter { !$0.value.isEmpty }.map { field in
            FilterChip(
                label: field.kind == .search ? Complaint("list.searched") : field.label, word: field.word,
                path: Self.address(
                    address.without(field.kind == .search ? ofSearch : []).with(field.name, nil), or: views?.plainPath),
                isGone: field.isGone)
        }
        kept = address.without(names.union(ofSearch)).pairs
        asked = address.without(["size"]).pairs
        query = address.without(["size", "view"]).query
        self.complaints = complaints
        pager = Pager(
            total: total, size: size, sizes: ListQuery.sizes,
            previous: previous.map { address.with("before", $0).text },
            next: next.map { address.with("after", $0).text })
        self.sorts = sorts
        self.views = views
        self.bulk = bulk
    }

    /// Whether anything but the plain list is shown.
    package var isFiltered: Bool { !chips.isEmpty }

    private static func address(_ address: ListAddress, or plain: String?) -> String {
        address.pairs.isEmpty ? plain ?? address.path : address.text
    }
}
