import Models
import Postgres

/// Which leads and customers somebody sees, for lists, figures, searches and single ones alike: a rep their own and
/// nobody's, everybody else all.
extension Scope {
    /// Of rows of `leads l`.
    var visibleLeads: SQL {
        seesEveryLead ? "true" : "(l.assigned_to = \(person) OR l.assigned_to IS NULL)"
    }

    /// The same of rows of `customers c`.
    var visibleCustomers: SQL {
        seesEveryLead ? "true" : "(c.assigned_to = \(person) OR c.assigned_to IS NULL)"
    }

    /// The same of rows of `lead_counts c`.
    var visibleCounts: SQL {
        seesEveryLead ? "true" : "c.assigned_to IN (\(person), \(Lead.nobody))"
    }

    /// Of rows of `leads l`, those that the person may delete: a rep only their own.
    var deletableLeads: SQL {
        ManageLeads.isHeld(by: role) ? "true" : "l.assigned_to = \(person)"
    }
}

extension Lead {
    /// The assignee of what is nobody's, where leads are counted.
    static let nobody: SQL = "'00000000-0000-0000-0000-000000000000'::uuid"
}
