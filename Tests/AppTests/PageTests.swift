@testable import App
import Foundation
import Models
import Templates
import Testing
import Web

/// Where the repository lies, from this file.
private let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// The site's own templates, texts and assets.
struct Looks {
    let catalogue: Catalogue
    let assets: Assets
    let library: Library

    init() throws {
        let resources = repository.appending(path: "Resources")
        catalogue = try Catalogue(folder: resources.appending(path: "text"))
        assets = try Assets(resources: resources) { _ in "hash" }
        library = try Library(
            folder: resources.appending(path: "templates").path,
            functions: Functions(catalogue: catalogue, assets: assets.files.mapValues(\.path)).all)
    }

    func render<Content: Page>(_ page: Content, in frame: Frame, _ language: Language) throws -> String {
        let reader = Reader(
            language: language, zone: "Europe/Kyiv", offset: { _ in 7_200 }, now: .example, csrf: "to<ken")
        let bytes = try library.render(
            Content.template, Value(encoding: Framed(page, in: frame)), ambient: reader)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Every example of every page, in a frame that fits it.
    func examples(_ language: Language) throws -> [(name: String, html: String)] {
        try SitePages.all.flatMap { try examples($0, language) }
    }

    private func examples<Content: Page>(_ page: Content.Type, _ language: Language) throws -> [(String, String)] {
        try page.examples.enumerated().map { number, example in
            let frame = Frame.example(language, for: page, isPlain: number % 2 == 1)
            let name = "\(page.template) \(number) \(language.rawValue)"
            do { return (name, try render(example, in: frame, language)) } catch {
                throw Unrendered(description: "\(name): \(error)")
            }
        }
    }

    private struct Unrendered: Error, CustomStringConvertible {
        let description: String
    }
}

extension Frame {
    /// Signed in unless the page is for those who are not, in a project where the page needs one.
    fileprivate static func example(_ language: Language, for page: any Page.Type, isPlain: Bool) -> Frame {
        let needsProject = [.connection, .deliveries, .statuses, .sla, .hours, .urgent, .people, .orders]
            .contains(page.place)
        let outside: [any Page.Type] = [
            SignInPage.self, SetupPage.self, SecondStepPage.self, ForgottenPasswordPage.self, NewPasswordPage.self,
            AccountNotePage.self, SignUpPage.self, SignUpConfirmationPage.self, EmailConfirmationPage.self,
        ]
        let isOutside =
            outside.contains { $0 == page } || (page is FaultPage.Type && isPlain)
            || (page is JoinPage.Type && !isPlain)
        if isOutside {
            var frame = Frame(language: language, theme: .dark, address: "/login?next=<x>")
            (frame.sendsMail, frame.isSignUpOpen) = (true, isPlain)
            return frame
        }
        let root = "/p/a2b3c4d5e6"
        let project = CurrentProject(
            name: "Dubok Shop UA", organization: "Dubok Group", zone: "Europe/Kyiv", openOrders: 213,
            orders: "\(root)/orders", general: isPlain ? nil : "\(root)/settings",
            connection: "\(root)/settings/connection", deliveries: "\(root)/deliveries",
            statuses: "\(root)/settings/statuses", sla: "\(root)/settings/sla", hours: "\(root)/settings/hours",
            urgent: "\(root)/settings/urgent", people: "\(root)/settings/people")
        var frame = Frame(
            language: language, theme: isPlain ? .light : nil, menu: isPlain ? .rail : .wide,
            person: Someone(name: "Олена Марченко", role: "manager"),
            organizations: [
                OrganizationLink(
                    name: "Dubok <Group>", isCurrent: true,
                    projects: [
                        ProjectLink(
                            name: "Dubok Shop UA", path: "\(root)/orders", isCurrent: true, state: "over", count: 9),
                        ProjectLink(
                            name: "Export", path: "/p/b2b3c4d5e6/orders", isCurrent: false, state: nil, count: 0),
                    ])
            ],
            project: needsProject || page.place == .project && isPlain ? project : nil,
            organizationPages: isPlain
                ? []
                : [.members, .invitations, .organization].map { Entry($0, "/o/a2b3c4d5e6/settings", icon: "user") },
            operatorPages: isPlain
                ? [] : [.operatorOrganizations, .operatorMembers].map { Entry($0, "/operator", icon: "user") },
            flash: isPlain ? Flash("flash.statuses_refreshed", ["n": "21"]) : nil, address: "/x?a=1&b=2")
        frame.salesPages = isPlain ? [] : [Entry(.leads, "/o/a2b3c4d5e6/leads", icon: "leads")]
        return frame
    }
}

struct PageTests {
    static let looks = Result { try Looks() }

    @Test(arguments: Language.allCases)
    func `every page renders all its examples, fit for the content security policy`(language: Language) throws {
        let forbidden = [
            /<script(?![^>]*\ssrc=)/, /<style/, /\sstyle=/, /\son[a-z]+=/, /javascript:/,
        ]
        for (name, html) in try Self.looks.get().examples(language) {
            for pattern in forbidden { #expect(html.firstMatch(of: pattern) == nil, "\(name)") }
            #expect(html.hasPrefix("<!doctype html>\n<html lang=\"\(language.rawValue)\""), "\(name)")
            #expect(html.ranges(of: "<h1").count == 1, "\(name)")
            #expect(
                html.ranges(of: "name=\"csrf\" value=\"to&lt;ken\"").count == html.ranges(of: "method=\"post\"").count,
                "\(name)")
        }
    }

    @Test func `the way home stands once on every page but home and those that ask or refuse`() throws {
        let crumbs = /<nav class="crumbs"[^>]*><ol><li><a href="\/">Home<\/a>/
        for (name, html) in try Self.looks.get().examples(.english) where html.contains("<body class=\"app\">") {
            let asks = html.contains("class=\"panel ask\"") && !html.contains("<header class=\"head\">")
            let isBare = asks || html.contains("class=\"fault\"") || name.hasPrefix("home/")
            #expect(html.ranges(of: "class=\"crumbs\"").count == (isBare ? 0 : 1), "\(name)")
            if !isBare {
                let main = try #require(html.range(of: "<main"))
                let way = try #require(html.firstMatch(of: crumbs), "\(name)")
                #expect(way.range.lowerBound > main.lowerBound, "\(name)")
            }
        }
    }

    @Test func `the items of an order are priced in its currency`() throws {
        let looks = try Self.looks.get()
        let frame = Frame.example(.english, for: OrderPage.self, isPlain: false)
        let page = try looks.render(OrderPage.examples[0], in: frame, .english)
        let items = try #require(page.firstMatch(of: /<table class="sum">[\s\S]*?<\/table>/)).0
        let prices = items.matches(of: /<td class="num">([^<]*)<\/td>/)
        #expect(prices.count >= 3)
        for price in prices { #expect(price.1 == "—" || price.1.hasPrefix("₴\u{A0}"), "\(price.1)") }
    }

    @Test func `a closed order has no age`() throws {
        let looks = try Self.looks.get()
        let frame = Frame.example(.english, for: OrdersPage.self, isPlain: false)
        let rows = try OrdersPage.examples.map { try looks.render($0, in: frame, .english) }.joined()
        let ages = rows.matches(of: /data-label="Age, working time">(.*?)<\/td>/).map { String($0.1) }
        #expect(ages.contains("<span class=\"muted\">—</span>") && !ages.contains("0\u{A0}m"))
    }

    /// To look at them: `TAKT_PAGES=folder swift test --filter PageTests` leaves every example there,
    /// with its assets under the addresses the pages name.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["TAKT_PAGES"] != nil))
    func `leaves the examples as files`() throws {
        let looks = try Self.looks.get()
        let folder = URL(filePath: ProcessInfo.processInfo.environment["TAKT_PAGES"] ?? ".")
        func write(_ data: Data, _ path: String) throws {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try data.write(to: file)
        }
        for file in looks.assets.files.values { try write(file.bytes, file.path) }
        for language in Language.allCases {
            for (name, html) in try looks.examples(language) {
                let words = name.split(separator: " ")
                let path = "\(words[0].dropLast(5))/\(words[1]).\(words[2]).html"
                try write(Data(html.utf8), path)
            }
        }
    }

    @Test func `a class that is not in the stylesheet is a mistake`() throws {
        let looks = try Self.looks.get()
        let style = try #require(looks.assets.files["app.css"]).bytes
        let known = Set(
            String(decoding: style, as: UTF8.self).matches(of: /\.([a-z][a-z0-9-]*)/).map { String($0.1) })
        for (name, html) in try looks.examples(.english) {
            let used = Set(html.matches(of: /class="([^"]*)"/).flatMap { $0.1.split(separator: " ").map(String.init) })
            #expect(used.subtracting(known).isEmpty, "\(name)")
        }
    }

    @Test func `an icon that is not in the sprite is a mistake`() throws {
        let looks = try Self.looks.get()
        let sprite = String(decoding: try #require(looks.assets.files["icons.svg"]).bytes, as: UTF8.self)
        let known = Set(sprite.matches(of: /<symbol id="([a-z]+)"/).map { String($0.1) })
        for (name, html) in try looks.examples(.english) {
            let used = Set(html.matches(of: /icons\.hash\.svg#([^"]*)"/).map { String($0.1) })
            #expect(used.subtracting(known).isEmpty, "\(name)")
        }
    }

    @Test func `the stylesheet is made of every file there is`() throws {
        let folder = repository.appending(path: "Resources/css")
        let order = try String(contentsOf: folder.appending(path: "order"), encoding: .utf8).split(separator: "\n")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".css") }
        #expect(Set(files) == Set(order.map { $0 + ".css" }))
    }
}
