package import Jobs

/// Every kind of job there is, and what it does.
package enum SiteJobs {
    package static func handlers(_ services: Services) -> [String: Worker.Handler] {
        let all = [
            OrderJobs(services: services).handlers, ContentJobs(services: services).handlers,
            MailJobs(services: services).handlers, Schedule.handlers(services),
            KeyRotation(services: services).handlers, ActivityJobs(services: services).handlers,
            LeadJobs(services: services).handlers, ScoreJobs(services: services).handlers,
            LeadCallJobs(services: services).handlers,
        ]
        return all.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }
}
