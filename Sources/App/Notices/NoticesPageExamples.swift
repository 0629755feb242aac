import Models
import Store

extension NoticesPage {
    /// One of each kind, read and unread, with a name that would like to be markup; an empty tab.
    static let examples: [NoticesPage] = [
        example(NoticeList(rows: rows(isRead: false), hasOlder: true, unread: Store.mostUnread)),
        example(NoticeList(rows: rows(isRead: true), hasOlder: false, unread: 0), showsAll: true, isFirst: false),
        example(NoticeList(rows: [], hasOlder: false, unread: 0)),
        example(NoticeList(rows: [], hasOlder: false, unread: 0), showsAll: true),
    ]

    private static let organization = Organization.ID(at: .example, random: [UInt8](repeating: 7, count: 10))

    private static func example(_ list: NoticeList, showsAll: Bool = false, isFirst: Bool = true) -> NoticesPage {
        let addresses = PublicID(rawValue: "a2b3c4d5e6").map { [organization: $0] } ?? [:]
        return NoticesPage(list, organizations: addresses, showsAll: showsAll, isFirst: isFirst)
    }

    private static func rows(isRead: Bool) -> [NoticeRow] {
        let notices = [
            Notice.newStatuses(["Пакування", "<b>Returned</b>"]), .unknownStatus(31), .connectionFailing,
            .deliveriesMalformed,
            .leadReached(ActivityRecord.ID(at: .example, random: []), company: "Меблі <Карпат>", score: 84),
            .leadArrived(Lead.ID(at: .example, random: []), company: "Меблі <Карпат>"),
            .leadGiven(Lead.ID(at: .example, random: []), company: "Dubok", by: "Олена <М>"),
            .leadUnanswered(ActivityRecord.ID(at: .example, random: []), company: "Dubok"),
            .activityDue(ActivityRecord.ID(at: .example, random: []), "Call <b>", company: "Меблі <Карпат>"),
            .mentioned(
                by: "Олена <М>", in: "@Петро <look> at this", of: .lead(Lead.ID(at: .example, random: [])),
                company: "Меблі <Карпат>"),
            Notice(.jobDead, ["job": "recompute_orders", "n": "6"], .error, category: .system, about: .job, "7"),
            Notice(.other, [:], .success, priority: .urgent, category: .init(rawValue: "fleet"), address: "/account"),
            Notice(.other, [:], .info, category: .general, about: .order, "10482"),
        ]
        return notices.enumerated().map { index, notice in
            let at = Instant.example(hours: -5 * index - 1)
            let isOfProject = notice.subject != .job
            return NoticeRow(
                id: 900 - index, notice: notice, isRead: isRead, createdAt: at,
                toldAt: notice.collapsing == nil ? at : .example, organization: organization,
                organizationName: "Dubok & Co", project: isOfProject ? PublicID(rawValue: "a2b3c4d5e6") : nil,
                projectName: isOfProject ? "Dubok Shop UA" : nil)
        }
    }
}
