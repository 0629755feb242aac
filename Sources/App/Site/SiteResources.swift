package import Crypto
package import FoundationEssentials
package import Templates
package import Web

/// Everything the site reads from `Resources` when it starts: templates, both languages, stylesheet and
/// script, the passwords that are tried first. A broken file stops the start.
package struct SiteResources: Sendable {
    package let catalogue: Catalogue
    package let templates: Library
    package let texts: Catalogue
    package let files: StaticFiles
    package let passwordRules: PasswordRules

    /// `reloads`: read templates again when they change on disk, for development. `compress`: gzip.
    package init(folder: URL, reloads: Bool, compress: (_ bytes: [UInt8]) -> [UInt8]?) throws {
        catalogue = try Catalogue(folder: folder.appending(path: "text"))
        let assets = try Assets(resources: folder) { bytes in
            Hex.encode(Array(SHA256.hash([UInt8](bytes)).prefix(6)))
        }
        texts = catalogue
        let functions = Functions(catalogue: catalogue, assets: assets.files.mapValues(\.path))
        templates = try Library(
            folder: folder.appending(path: "templates").path, functions: functions.all, reloads: reloads)
        files = StaticFiles(assets, compress: compress)
        passwordRules = PasswordRules(
            list: try String(contentsOf: folder.appending(path: "passwords/common.txt"), encoding: .utf8))
    }
}
