import Models
import Store

extension NoticesPage {
    /// One of each kind, read and unread, with a name that would like to be markup; an empty tab.
    static let examples: [NoticesPage] = [
        NoticesPage(
            NoticeList(rows: rows(isRead: false), hasOlder: true, unread: Store.mostUnread), showsAll: false,
            isFirst: true),
        NoticesPage(NoticeList(rows: rows(isRead: true), hasOlder: false, unread: 0), showsAll: true, isFirst: false),
        NoticesPage(NoticeList(rows: [], hasOlder: false, unread: 0), showsAll: false, isFirst: true),
        NoticesPage(NoticeList(rows: [], hasOlder: false, unread: 0), showsAll: true, isFirst: true),
    ]

    private static func rows(isRead: Bool) -> [NoticeRow] {
        let notices = [
            Notice.newStatuses(["Пакування", "<b>Returned</b>"]), .unknownStatus(31), .connectionFailing,
            .deliveriesMalformed,
            Notice(.jobDead, ["job": "recompute_orders", "n": "6"], .error, category: .system, about: .job, "7"),
            Notice(.other, [:], .success, priority: .urgent, category: .init(rawValue: "fleet"), address: "/account"),
            Notice(.other, [:], .info, category: .general, about: .order, "10482"),
        ]
        return notices.enumerated().map { index, notice in
            NoticeRow(
                id: 900 - index, notice: notice, isRead: isRead, createdAt: .example(hours: -5 * index - 1),
                toldAt: .example(hours: notice.collapsing == nil ? -5 * index - 1 : 0), organizationName: "Dubok & Co",
                project: notice.subject == .job ? nil : PublicID(rawValue: "a2b3c4d5e6"),
                projectName: notice.subject == .job ? nil : "Dubok Shop UA")
        }
    }
}
