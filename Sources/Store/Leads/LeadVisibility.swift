import Models
import Postgres

/// Which leads and customers somebody sees, for lists, figures, searches and single ones alike: a rep their own and
/// nobody's, of the leads that concern a project only those of projects they are a member of; everybody else all.
extension Scope {
    /// Of rows of `leads l`.
    var visibleLeads: SQL {
        seesEveryLead ? "true" : "(\(ownLeads) OR \(unassignedLeads))"
    }

    /// Of rows of `leads l`, the person's own.
    var ownLeads: SQL { "l.assigned_to = \(person)" }

    /// Of rows of `leads l`, those of nobody that the person sees.
    var unassignedLeads: SQL {
        seesEveryLead
            ? "l.assigned_to IS NULL"
            : "l.assigned_to IS NULL AND (l.project_id IS NULL OR l.project_id = ANY (\(ownProjects)))"
    }

    /// The same of rows of `customers c`.
    var visibleCustomers: SQL {
        seesEveryLead ? "true" : "(c.assigned_to = \(person) OR c.assigned_to IS NULL)"
    }

    /// The same of rows of `lead_counts c`.
    var visibleCounts: SQL {
        seesEveryLead ? "true" : "c.assigned_to = ANY (\(person)::uuid || \(ownProjects) || \(Lead.nobody))"
    }

    /// Of rows of `lead_counts c` and their like, nobody's as the person sees them: each project's by itself.
    var unassignedCounts: SQL {
        let projects: SQL = "ARRAY(SELECT j.id FROM projects j WHERE j.organization_id = \(organization))"
        return "c.assigned_to = ANY (\(seesEveryLead ? projects : ownProjects) || \(Lead.nobody))"
    }

    private var ownProjects: SQL {
        """
        ARRAY(SELECT pm.project_id FROM project_members pm
              WHERE pm.organization_id = \(organization) AND pm.person_id = \(person))
        """
    }

    /// Of rows of `leads l`, those that the person may delete: a rep only their own.
    var deletableLeads: SQL {
        ManageLeads.isHeld(by: role) ? "true" : "l.assigned_to = \(person)"
    }
}

extension Lead {
    /// The assignee of what is nobody's and of no project, where leads are counted.
    static let nobody: SQL = "'00000000-0000-0000-0000-000000000000'::uuid"
}
