package import FoundationEssentials

extension Catalogue {
    /// Reads `Resources/text/en.json` and its fellows, one file per language.
    package init(folder: URL) throws {
        var sources: [Language: Data] = [:]
        for language in Language.allCases {
            sources[language] = try Data(contentsOf: folder.appending(path: "\(language.rawValue).json"))
        }
        try self.init(sources)
    }
}
