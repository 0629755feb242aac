import App
import Foundation

extension Settings {
    /// The settings of this process: its environment, and the files that variables name.
    static func ofProcess(for needs: Set<Need>) throws(SettingsRefusal) -> Settings {
        try Settings(reading: ProcessInfo.processInfo.environment, for: needs) { path in
            try? String(contentsOfFile: path, encoding: .utf8)
        }
    }
}
