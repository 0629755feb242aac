package import Models
import Postgres

/// An answer that is given again when its call is repeated under the same `Idempotency-Key`.
package struct KeptAnswer: Sendable, Equatable {
    package let status: Int
    package let etag: String?
    package let location: String?
    package let body: [UInt8]

    package init(status: Int, etag: String?, location: String?, body: [UInt8]) {
        self.status = status
        self.etag = etag
        self.location = location
        self.body = body
    }
}

/// What becomes of an answer that is known only when the change has been made: it is kept with it, where the call
/// carried a key.
package typealias Keeping<Value> = @Sendable (Value) -> (answer: KeptAnswer, claim: AnswerClaim)?

/// A call that holds its key until it is answered or given up; after a minute it counts as given up.
package struct AnswerClaim: Sendable {
    package let organization: Organization.ID
    package let token: String
    package let key: String
    /// Sixteen bytes of chance: whose claim it is.
    package let mark: [UInt8]

    package init(organization: Organization.ID, token: String, key: String, mark: [UInt8]) {
        self.organization = organization
        self.token = token
        self.key = key
        self.mark = mark
    }
}

/// What a key stands for when a call comes with it.
package enum ClaimOutcome: Sendable {
    /// This call is the one to be worked on.
    case mine
    /// Another call with the same key is being worked on.
    case inProgress
    /// The key was used for another request.
    case otherRequest
    case answered(KeptAnswer)
}

/// The claim was lost while the call was worked on: nothing was changed.
package struct ClaimLost: Error {}

extension Store {
    /// Takes the key for this call, or says what stands in the way. Answers are forgotten after a day.
    package func claim(_ claim: AnswerClaim, request hash: [UInt8], by caller: TokenCaller) async throws -> ClaimOutcome
    {
        try await transaction(caller) { db in
            let answers = try db.answers(to: [
                """
                DELETE FROM api_answers
                WHERE organization_id = \(claim.organization) AND token_id = \(claim.token)
                  AND created_at < now() - interval '24 hours'
                """,
                """
                INSERT INTO api_answers AS a (organization_id, token_id, key, request_sha256, claim, claimed_until)
                VALUES (\(claim.organization), \(claim.token), \(claim.key), \(hash), \(claim.mark), now() + interval '1 minute')
                ON CONFLICT (organization_id, token_id, key) DO UPDATE
                    SET claim = excluded.claim, claimed_until = excluded.claimed_until
                    WHERE a.status IS NULL AND a.claimed_until < now() AND a.request_sha256 = excluded.request_sha256
                RETURNING true
                """,
                """
                SELECT request_sha256, status, etag, location, body FROM api_answers
                WHERE organization_id = \(claim.organization) AND token_id = \(claim.token) AND key = \(claim.key)
                """,
            ])
            if let isMine: Bool = try answers[1].value(), isMine { return .mine }
            guard let row: KeptRow = try answers[2].first() else { return .inProgress }
            if row.request != hash { return .otherRequest }
            return row.answer.map(ClaimOutcome.answered) ?? .inProgress
        }
    }

    /// Gives the key back after a call that changed nothing, so that it may be tried again.
    package func release(_ claim: AnswerClaim, by caller: TokenCaller) async throws {
        _ = try await database.execute(
            """
            DELETE FROM api_answers
            WHERE organization_id = \(claim.organization) AND token_id = \(claim.token) AND key = \(claim.key)
              AND claim = \(claim.mark) AND status IS NULL
            """, settings: Self.settings(of: caller))
    }

    /// The same store, whose next change keeps this answer in its transaction: both happen or neither.
    package func keeping(_ answer: KeptAnswer, for claim: AnswerClaim) -> Store {
        var store = self
        store.beforeCommit = { db in try db.keep(answer, for: claim) }
        return store
    }
}

extension Connection {
    /// Keeps the answer in the change's own transaction; throws `ClaimLost` when the call is no longer the one.
    func keep(_ answer: KeptAnswer, for claim: AnswerClaim) throws {
        let kept = try execute(
            """
            UPDATE api_answers
            SET status = \(answer.status), etag = \(answer.etag), location = \(answer.location), body = \(answer.body)
            WHERE organization_id = \(claim.organization) AND token_id = \(claim.token) AND key = \(claim.key)
              AND claim = \(claim.mark) AND status IS NULL
            """)
        guard kept == 1 else { throw ClaimLost() }
    }
}

private struct KeptRow: RowDecodable {
    let request: [UInt8]
    let answer: KeptAnswer?

    init(_ row: Row) throws(RowError) {
        request = try row["request_sha256"]
        let status: Int? = try row["status"]
        let body: [UInt8]? = try row["body"]
        if let status, let body {
            answer = KeptAnswer(status: status, etag: try row["etag"], location: try row["location"], body: body)
        } else {
            answer = nil
        }
    }
}
