import Models
import Postgres

extension Store {
    /// The statements that make the derived rows of one order say what its history says. Rows that say it
    /// already are not written again. The order's row exists and is locked.
    static func statements(
        keeping history: OrderHistory, of order: Int, by rulesNumber: Int, _ scope: some ProjectTenancy
    ) -> [SQL] {
        let intervals = history.intervals
        // An order all of whose events lie ahead has not begun: no list and no figure knows it yet.
        if intervals.isEmpty {
            return [
                """
                DELETE FROM orders
                WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND order_id = \(order)
                """
            ]
        }
        return [
            """
            UPDATE orders SET
                status_id = \(history.current?.status), status_group = \(history.current?.group),
                started_at = \(history.startedAt), changed_at = \(history.current?.enteredAt),
                group_entered_at = \(history.groupEnteredAt), delivery_entered_at = \(history.deliveryEnteredAt),
                closed_at = \(history.closedAt), near_at = \(history.nearAt), over_at = \(history.overAt),
                is_urgent = \(history.isUrgent), manager_id = \(history.manager), source_id = \(history.source),
                group_seconds = \(groupSeconds(history))::jsonb,
                working_seconds = \(history.workingSeconds), elapsed_seconds = \(history.elapsedSeconds),
                rules_number = \(rulesNumber)
            WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND order_id = \(order)
            """,
            """
            INSERT INTO order_intervals AS i
                (organization_id, project_id, order_id, number, status_id, status_group, entered_at, left_at,
                 elapsed_seconds, working_seconds)
            SELECT \(scope.organization), \(scope.project), \(order), *
            FROM unnest(
                \(intervals.map(\.number))::int[], \(intervals.map(\.status))::bigint[], \(intervals.map(\.group))::int[],
                \(intervals.map(\.enteredAt))::timestamptz[], \(intervals.map(\.leftAt))::timestamptz[],
                \(intervals.map(\.elapsedSeconds))::bigint[], \(intervals.map(\.workingSeconds))::bigint[])
            ON CONFLICT (organization_id, project_id, order_id, number) DO UPDATE SET
                status_id = excluded.status_id, status_group = excluded.status_group, entered_at = excluded.entered_at,
                left_at = excluded.left_at, elapsed_seconds = excluded.elapsed_seconds,
                working_seconds = excluded.working_seconds
            WHERE (i.status_id, i.status_group, i.entered_at, i.left_at, i.elapsed_seconds, i.working_seconds)
                IS DISTINCT FROM
                (excluded.status_id, excluded.status_group, excluded.entered_at, excluded.left_at,
                 excluded.elapsed_seconds, excluded.working_seconds)
            """,
            """
            DELETE FROM order_intervals
            WHERE organization_id = \(scope.organization) AND project_id = \(scope.project) AND order_id = \(order)
              AND number > \(intervals.count)
            """,
        ]
    }

    /// `{"1":3600,"3":120}`: working seconds by group of the finished intervals.
    private static func groupSeconds(_ history: OrderHistory) -> String {
        "{" + history.groups.map { "\"\($0.group)\":\($0.workingSeconds)" }.joined(separator: ",") + "}"
    }
}
