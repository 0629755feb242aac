import Crypto
import Forms
import FoundationEssentials
import HTTP
import Models
import Store
import Templates
import Web

extension Services {
    /// A page in the reader's language, inside the layout.
    func page<Content: Page>(
        _ page: Content, _ status: Status = .ok, for request: Request
    ) async throws -> Response {
        let visit = request.visit
        let frame = try await frame(for: request)
        return try render(
            page, status, in: frame, visit, zone: frame.project?.zone ?? visit.session?.zone ?? frame.zone)
    }

    /// A page that asks nothing of the database, in the frame of whoever the session belongs to: for refusals and
    /// failures, which must not fail a second time.
    func knownPage<Content: Page>(_ page: Content, _ status: Status, for request: Request) throws -> Response {
        let visit = request.visit
        let frame = knownFrame(for: request)
        return try render(page, status, in: frame, visit, zone: frame.project?.zone)
    }

    /// A page for somebody who is nobody yet, or whose session cannot be asked for.
    func plainPage<Content: Page>(_ page: Content, _ status: Status, for request: Request) throws -> Response {
        let visit = request.visit
        var frame = Frame(language: visit.language, theme: visit.theme, menu: visit.menu, address: "/")
        frame.sendsMail = room.way != .none
        return try render(page, status, in: frame, visit, zone: nil)
    }

    private func render<Content: Page>(
        _ page: Content, _ status: Status, in frame: Frame, _ visit: Visit, zone name: String?
    ) throws -> Response {
        let name = name ?? visit.readerZone
        let zone = try? zones.zone(name)
        let reader = Reader(
            language: visit.language, zone: name, offset: { zone?.offset(at: $0) ?? 0 }, now: outside.now(),
            csrf: visit.csrfKey.isEmpty ? "" : CSRF.token(key: visit.csrfKey))
        let bytes = try templates.render(
            Content.template, Value(encoding: Framed(page, in: frame)), ambient: reader)
        return Response(status, headers: ["content-type": "text/html; charset=utf-8"], body: bytes)
    }
}
