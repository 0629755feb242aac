package import FoundationEssentials

/// The stylesheet, the script and the pictures, each under an address that changes with its content,
/// so that a browser may keep it for ever.
package struct Assets: Sendable {
    package struct File: Sendable {
        /// `/assets/app.3f9c2a.css`
        package let path: String
        package let type: String
        package let bytes: Data
    }

    /// By the name templates use: `app.css`.
    package let files: [String: File]

    /// Reads `Resources`. The stylesheet is the files of `css/order` in that order, served as one.
    /// `fingerprint` makes a short text that differs when the bytes differ.
    package init(resources: URL, fingerprint: (Data) -> String) throws {
        var style = Data()
        let order = try String(contentsOf: resources.appending(path: "css/order"), encoding: .utf8)
        for name in order.split(separator: "\n") {
            style.append(try Data(contentsOf: resources.appending(path: "css/\(name).css")))
        }
        let sources = [
            ("app", "css", "text/css; charset=utf-8", style),
            (
                "app", "js", "text/javascript; charset=utf-8",
                try Data(contentsOf: resources.appending(path: "js/app.js"))
            ),
            (
                "live", "js", "text/javascript; charset=utf-8",
                try Data(contentsOf: resources.appending(path: "js/live.js"))
            ),
            ("icons", "svg", "image/svg+xml", try Data(contentsOf: resources.appending(path: "icons.svg"))),
            ("favicon", "svg", "image/svg+xml", try Data(contentsOf: resources.appending(path: "favicon.svg"))),
        ]
        var files: [String: File] = [:]
        for (name, kind, type, bytes) in sources {
            let path = "/assets/\(name).\(fingerprint(bytes)).\(kind)"
            files["\(name).\(kind)"] = File(path: path, type: type, bytes: bytes)
        }
        self.files = files
    }

    /// The file served at a path.
    package func file(at path: String) -> File? {
        files.values.first { $0.path == path }
    }
}
