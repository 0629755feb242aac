package import Jobs
package import Models
import Postgres

extension Store {
    /// The job that seals everything anew with the active key; one at a time is enough.
    package static let rotation = "rotate_keys"

    /// Asks for it, named in the trail of the operator who did.
    package func beginRotation(to keyID: String, by person: Person.ID) async throws {
        try await database.transaction([.person(person)]) { db in
            try db.record(.keyRotationBegun, of: person, after: JSONText.object(["key": keyID]))
            _ = try db.enqueue(Job(Self.rotation, organization: nil, key: Self.rotation))
        }
    }

    /// Where it stands; nil when it is not under way.
    package func rotationStatus() async throws -> JobStatus? {
        try await database.transaction([], readOnly: true) { db in
            try db.job(Self.rotation, key: Self.rotation)
        }
    }
}
