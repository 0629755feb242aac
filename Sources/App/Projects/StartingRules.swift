package import Crypto
package import Models
package import Store

/// The rules a new project begins with: they hold for all history.
package enum StartingRules {
    package static func all(near: Int) throws -> [NewRule] {
        let limits = SLALimits(normal: SLALimits.preset.normal, nearPercent: near)
        return [
            NewRule(.sla, holdsFrom: nil, document: try limits.storedText()),
            NewRule(.hours, holdsFrom: nil, document: try ProjectHours.inherited.storedText()),
            NewRule(.statuses, holdsFrom: nil, document: try StatusMap.empty.storedText()),
            NewRule(.urgent, holdsFrom: nil, document: try UrgentRules.preset.storedText()),
        ]
    }
}

extension Services {
    /// A webhook secret as it is kept, so that an administrator can copy the address again.
    package func sealHook(_ token: Token, _ project: Project.ID, _ organization: Organization.ID) throws -> [UInt8] {
        try ring.seal(Array(token.text.utf8), in: .hookToken(of: project, in: organization))
    }
}
