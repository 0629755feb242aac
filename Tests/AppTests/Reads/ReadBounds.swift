/// How much a page may read. Most show fifty rows, with the names beside them and with what stands around every page;
/// the few that are bounded by something else say by what.
struct ReadBounds {
    /// Rows and index entries of large tables, and pages of 8 kB.
    var entries = 1_000, pages = 1_500
    /// Entries and pages where a term is searched for that much holds; nil: as many as otherwise.
    var searched: Int?, searchedPages: Int?
    /// The same where a least score is asked for.
    var scored: Int?, scoredPages: Int?
    /// Tables that it may walk through.
    var walks: Set<String> = []

    init(_ pattern: String) {
        switch pattern {
        case "/", "/o/{}", "/api/v1/projects":
            // Cards of all projects, at most 200: open orders and deliveries of today are counted up to 10,000 each.
            entries = 8_000
        case "/p/{}/settings/statuses", "/api/v1/projects/{}/statuses":
            // The orders in each group are counted up to 10,000, open and closed ones.
            entries = 21_000
        case "/calendar/{}":
            // A member's activities of four months, at most 1,000, each with its lead or customer.
            (entries, pages) = (2_500, 5_000)
        case "/operator/jobs":
            // Live jobs are counted up to 100,000, dead ones up to 10,000, and the places that each task is done for.
            (entries, pages, walks) = (42_000, 3_000, ["jobs"])
        case "/operator/keys":
            // Every sealed value of the installation is counted by its key; the page is for the day of a new key.
            (entries, pages) = (95_000, 2_500)
            walks = ["hook_tokens", "mails", "people", "second_factors", "sessions"]
        case "/operator/organizations":
            // The members of each organization on the page are counted.
            entries = 1_500
        case "/o/{}/customers", "/api/v1/customers":
            // What matches is counted up to 1,000, of a rep's own and of nobody's each.
            (entries, pages) = (3_500, 3_500)
        case "/o/{}/pipeline", "/api/v1/pipeline":
            // Twenty cards of each stage with the names beside them, and what matches is counted up to 1,000; where more
            // match, each column is read by itself until it is full.
            (entries, pages) = (20_000, 30_000)
        case "/o/{}/leads", "/api/v1/leads":
            // What matches is counted up to 1,000; what a rep sees of a stage is put together from two indexes before it
            // is sorted, and so are the rows of a term that half of all tax numbers hold. Scores are a table beside the
            // leads: each of a thousand is looked up in both, or the leads of so small an organization are joined whole.
            (entries, pages, searched, searchedPages) = (7_000, 3_500, 12_500, 7_500)
            (scored, scoredPages) = (26_000, 7_500)
        case "/o/{}/leads/figures":
            // At most some thousand times of each stage and of two steps are read whole, and the counts of each day.
            (entries, pages) = (40_000, 12_000)
        case "/o/{}/leads/figures/rows":
            // Each of 128 lots gives a page of its own, of which one is put together.
            (entries, pages) = (15_000, 16_000)
        case "/o/{}/settings/members":
            // For each member on the page every project of the organization is looked up.
            (entries, pages) = (5_000, 10_000)
        case "/api/v1/notifications":
            // What one person was told within ninety days is looked through for a kind or a category, and for the total.
            entries = 4_500
        case "/search":
            // Two probes for each project and number of digits, and the statuses of the projects that something was
            // found in, at most 1,000 each.
            (entries, pages) = (1_500, 2_500)
        default: break
        }
    }

    /// Tables that stay small however large an installation grows, or are small beside the others; and by what.
    static let smallTables = [
        "key_canaries": "one for each master key",
        "lead_assignment": "one in an organization",
        "lead_forms": "one in an organization",
        "lead_scoring": "one in an organization",
        "lead_turns": "at most twenty in an organization",
        "migrations": "one for each migration",
        "organization_hours": "one for each time that somebody saved them",
        "organizations": "two thousand here: it costs the planner little to walk through them",
        "projects": "one in most organizations",
        "setup_links": "made by hand on the server, each used once",
    ]

    /// What an address is asked besides what its page offers: what somebody types, rare things, and places deep in a list.
    static let asked: [String: [String]] = [
        "/notifications": ["show=all&before=3000", "before=3000"],
        "/o/{}/activity": [
            "event=project.hook_rotated", "target=project%3Arare", "from=2026-10-01&to=2026-10-02", "from=2026-10-01",
            "person=program", "after=1784295600000000.5", "before=1784295600000000.5",
        ],
        "/o/{}/pipeline": [
            "q=rare", "q=zzz", "q=30000017", "segment=Rare", "assignee=me", "assignee=nobody", "source=form",
            "from=2026-11-01", "plan=none&segment=Rare",
        ],
        "/o/{}/customers": [
            "q=rare", "q=zzz", "q=co", "q=%D0%B6%D1%8B", "q=30000017", "segment=Rare", "segment=Rare&sort=company",
            "assignee=me&sort=company", "assignee=nobody&sort=-company",
        ],
        "/o/{}/leads": [
            "q=ra", "q=rare", "q=zzz", "q=%2B380%2067%201000020", "q=3000", "q=30000020", "q=lead17000%40",
            "segment=Rare",
            "source=form", "source=manual&sort=score", "source=form&sort=company", "score=50&sort=last",
            "plan=none&sort=next", "outcome=customer", "outcome=customer&from=2026-03-01&to=2026-03-02",
            "from=2026-11-01", "to=2026-02-01", "from=2026-03-01&to=2026-03-02", "segment=Rare&sort=-company",
            "assignee=nobody&sort=score", "assignee=me&sort=company", "q=olena&stage=1", "size=100",
        ],
        "/o/{}/leads/{}": [
            "before=5.-", "show=activities", "show=changes&before=5.-", "list=segment%3DRare%26sort%3Dscore",
        ],
        "/o/{}/customers/{}": ["before=5.-", "show=activities"],
        "/api/v1/customers": [
            "q=rare", "q=zzz", "q=30000017", "segment=Rare", "assignee=me&sort=company", "limit=100",
        ],
        "/o/{}/leads/figures": [
            "from=2026-01-01&to=2026-11-18", "from=2025-12-01&assignee=me", "assignee=nobody&from=2026-06-01",
        ],
        "/o/{}/leads/figures/rows": [
            "step=stay&stage=1&from=2026-01-01", "step=contacted&from=2026-01-01&size=100",
            "step=qualified&assignee=nobody&from=2026-01-01",
            "step=contacted&from=2026-01-01&after=1790000000000000.01000000-0000-7000-8000-000000000000",
        ],
        "/o/{}/leads/figures/activities": [
            "state=completed&from=2026-01-01", "state=skipped&from=2026-01-01", "state=scheduled&from=2026-01-01",
            "state=completed&assignee=me&from=2026-01-01", "state=completed&assignee=nobody&from=2026-01-01",
        ],
        "/o/{}/settings/leads": ["before=15000"],
        "/api/v1/pipeline": [
            "q=rare", "q=zzz", "q=30000020", "segment=Rare", "source=form", "score=50", "assignee=nobody",
            "from=2026-03-01&to=2026-03-02",
        ],
        "/api/v1/leads": [
            "q=rare", "q=zzz", "q=30000020", "segment=Rare", "source=form&sort=company", "score=50&sort=last",
            "plan=none&sort=next",
            "assignee=nobody&sort=score", "from=2026-03-01&to=2026-03-02", "limit=100",
        ],
        "/o/{}/settings/jobs": ["before=2000"],
        "/o/{}/activities": [
            "show=overdue", "show=today", "show=week", "show=undated",
            "show=overdue&after=1794500000000000.01000000-0000-7000-8000-000000000000",
        ],
        "/o/{}/activities/ageing": [
            "assignee=me", "assignee=nobody", "days=7", "after=-.0f000000-0000-7000-8000-000000000000",
            "after=1794500000000000.01000000-0000-7000-8000-000000000000",
        ],
        "/o/{}/calendar": ["week=2026-W46", "week=2026-W30"],
        "/o/{}/activities/today": ["within=week&owner=01000000-0000-7000-8000-000000000000"],
        "/operator/log": ["event=operator.added", "before=300", "event=session.begun&before=300"],
        "/operator/members": ["search=crowd19", "search=zzz", "search="],
        "/operator/organizations": [
            "search=Organization%2019", "search=zzz", "search=yyyyyyyyz3", "after=yyyyyyy5dc",
        ],
        "/p/{}/deliveries": ["before=300", "verdict=stored&before=300", "verdict=late&before=300"],
        "/search": ["q=1", "q=5", "q=7", "q=17", "q=1700", "q=olena", "q=ole", "q=shop", "q=%D0%B6%D1%8B"],
        "/api/v1/activities": [
            "type=meeting", "type=call", "completed=true", "completed=false", "from=2026-11-18&to=2026-11-18",
            "type=meeting&completed=false", "lead_id=01000000-0000-7000-8000-000000000000",
        ],
        "/api/v1/notifications": ["is_read=true", "is_read=false", "type=error", "category=system"],
        "/api/v1/projects/{}/orders": [
            "state=closed&sort=change", "state=closed&sort=-age", "status=777&state=all", "group=5&state=closed",
        ],
    ]

    /// The fields in which somebody types, by page: each stands in `asked`, or in the orders' own list.
    static let typed: [String: Set<String>] = [
        "/o/{}/activity": ["from", "to"], "/o/{}/customers": ["q"], "/o/{}/leads": ["q", "from", "to"],
        "/o/{}/pipeline": ["q", "from", "to"],
        "/o/{}/leads/figures": ["from", "to"], "/o/{}/leads/figures/rows": ["from", "to"],
        "/o/{}/leads/figures/activities": ["from", "to"],
        "/operator/members": ["search"],
        "/operator/organizations": ["search"],
        "/p/{}/orders": ["number", "from", "to"], "/search": ["q"],
    ]

    /// Every order of the list of orders in every state, and every filter in each state.
    static let orders: [String] = {
        var all: [String] = []
        for state in ["open", "over", "near", "ok", "closed", "all"] {
            for sort in ["breach", "age", "number", "change"] { all.append("state=\(state)&sort=\(sort)") }
        }
        let filters = [
            "status=777", "status=3", "group=5", "group=1", "group=0", "urgent=yes", "urgent=no", "manager=14",
            "manager=6", "manager=0", "source=14", "source=6", "number=1700",
        ]
        for filter in filters {
            for state in ["open", "closed", "all"] {
                all += ["\(filter)&state=\(state)", "\(filter)&state=\(state)&sort=-age"]
            }
        }
        for dates in [
            "from=2026-11-18", "to=2026-11-15", "from=2026-11-16&to=2026-11-16", "from=2025-01-01&to=2025-01-02",
        ] {
            for state in ["open", "closed", "all"] { all.append("\(dates)&state=\(state)&sort=change") }
        }
        return all + ["state=closed&sort=change&after=1794800000000000.5", "state=closed&sort=number&after=2000.2000"]
    }()
}
