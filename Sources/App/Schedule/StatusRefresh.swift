import Crypto
import Jobs
import Models
import Store

/// Asks a connected shop's CRM for its statuses every day, so that a new one is seen before its first order.
enum StatusRefresh {
    /// A project without a key has nothing to ask with, and one whose key is refused is an administrator's
    /// business: the connection panel says so, and no repetition helps. Anything else is tried again.
    static func run(_ services: Services, _ run: TaskRun) async throws {
        let scope = try run.projectScope(as: .statuses)
        let crm: ProjectCRM
        do {
            crm = try await services.crm(of: scope, calling: .turn)
        } catch is NoKey {
            return
        } catch is NotVisible {
            return
        } catch is SecretUnreadable {
            throw HopelessJob(reason: "the stored API key does not open with the installation's keys")
        }
        do {
            _ = try await services.fetchStatuses(from: crm, by: scope)
        } catch let verdict as KeyCRMVerdict where verdict.kind == .queued {
            throw PostponedJob(seconds: Double(verdict.retryAfter ?? 1))
        } catch let verdict as KeyCRMVerdict {
            try await services.store.recordConnection(
                ConnectionTest(verdict, at: services.outside.now()), by: scope)
            switch verdict.kind {
            case .unauthorized, .notFound, .malformed: throw HopelessJob(reason: "the CRM answered: \(verdict.kind)")
            case .rateLimited, .serverError, .unexpected, .unreachable, .working, .queued: throw verdict
            }
        }
    }
}
