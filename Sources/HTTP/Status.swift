package struct Status: Hashable, Sendable {
    package let code: Int

    package init(code: Int) { self.code = code }

    package static let ok = Status(code: 200)
    package static let created = Status(code: 201)
    package static let accepted = Status(code: 202)
    package static let noContent = Status(code: 204)
    package static let movedPermanently = Status(code: 301)
    package static let seeOther = Status(code: 303)
    package static let notModified = Status(code: 304)
    package static let badRequest = Status(code: 400)
    package static let unauthorized = Status(code: 401)
    package static let forbidden = Status(code: 403)
    package static let notFound = Status(code: 404)
    package static let methodNotAllowed = Status(code: 405)
    package static let requestTimeout = Status(code: 408)
    package static let conflict = Status(code: 409)
    package static let gone = Status(code: 410)
    package static let preconditionFailed = Status(code: 412)
    package static let contentTooLarge = Status(code: 413)
    package static let targetTooLong = Status(code: 414)
    package static let unsupportedMediaType = Status(code: 415)
    package static let expectationFailed = Status(code: 417)
    package static let misdirected = Status(code: 421)
    package static let unprocessable = Status(code: 422)
    package static let preconditionRequired = Status(code: 428)
    package static let tooManyRequests = Status(code: 429)
    package static let headersTooLarge = Status(code: 431)
    package static let internalServerError = Status(code: 500)
    package static let notImplemented = Status(code: 501)
    package static let unavailable = Status(code: 503)
    package static let insufficientStorage = Status(code: 507)

    /// 204 and 304 never carry a body, whatever the handler put there.
    package var forbidsBody: Bool { code == 204 || code == 304 || (100..<200).contains(code) }
}
