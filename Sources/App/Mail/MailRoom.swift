package import Outbound
package import Web

/// How this installation writes to people.
package struct MailRoom: Sendable {
    /// Where a mail goes.
    package enum Way: Sendable, Equatable {
        case server
        /// Files in a folder: an installation of one's own without a server.
        case folder(String)
        /// Nowhere: there is no server, and the people are somewhere else.
        case none
    }

    package let catalogue: Catalogue
    package let way: Way
    package let from: MailAddress

    package init(catalogue: Catalogue, way: Way, from: MailAddress) {
        self.catalogue = catalogue
        self.way = way
        self.from = from
    }

    /// What a page says that has just caused a mail: nil where a server takes it, else the folder it is written to.
    var folder: String? {
        if case .folder(let path) = way { path } else { nil }
    }
}
