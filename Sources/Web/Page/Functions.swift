import Models
package import Templates

/// What templates can call besides the language's own: texts, times and numbers in the reader's
/// language, addresses of assets, icons, the hidden field against forgery.
package struct Functions: Sendable {
    let catalogue: Catalogue
    let assets: [String: String]

    /// `assets` maps `app.css` to the address it is served at.
    package init(catalogue: Catalogue, assets: [String: String]) {
        self.catalogue = catalogue
        self.assets = assets
    }

    /// By the name templates call them.
    package var all: [String: Function] {
        textFunctions.merging(timeFunctions) { $1 }.merging(pieceFunctions) { $1 }
    }
}

/// A function was called with something it cannot use; the engine adds the place.
struct WrongCall: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Call {
    /// The reader the page is rendered for.
    func reader() throws -> Reader {
        guard let reader = ambient as? Reader else { throw WrongCall("the page was rendered for nobody") }
        return reader
    }

    func text(_ index: Int) throws -> String {
        switch try argument(index) {
        case .string(let text), .markup(let text): return text
        default: throw WrongCall("argument \(index + 1) is not a text")
        }
    }

    func integer(_ index: Int) throws -> Int {
        guard case .int(let number) = try argument(index) else {
            throw WrongCall("argument \(index + 1) is not a whole number")
        }
        return number
    }

    /// Instants are encoded as microseconds since 1970.
    func instant(_ index: Int) throws -> Instant {
        Instant(microseconds: Int64(try integer(index)))
    }

    func flag(_ name: String) -> Bool {
        if case .bool(true) = named[name] { true } else { false }
    }

    func argument(_ index: Int) throws -> Value {
        guard arguments.indices.contains(index) else { throw WrongCall("argument \(index + 1) is missing") }
        return arguments[index]
    }
}
