import Models
import Store

/// The rules a new project begins with: they hold for all history.
enum StartingRules {
    static func all(near: Int) throws -> [NewRule] {
        let limits = SLALimits(normal: SLALimits.preset.normal, nearPercent: near)
        return [
            NewRule(.sla, holdsFrom: nil, document: try limits.storedText()),
            NewRule(.hours, holdsFrom: nil, document: try ProjectHours.inherited.storedText()),
            NewRule(.statuses, holdsFrom: nil, document: try StatusMap.empty.storedText()),
        ]
    }
}
