import Foundation
import Forms
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

@testable import App

/// T-UPL on the organization's logo: what may be sent, under which names, how much of it, and how it is given out.
struct UploadTests {
    private static func logo(_ site: TestSite) async throws -> (path: String, name: String)? {
        let organization = site.organization
        let row = try await site.database.superuser.value(
            """
            SELECT encode(f.sha256, 'hex') || ' ' || f.name FROM organizations o
            JOIN files f ON f.organization_id = o.id AND f.id = o.logo_id WHERE o.id = \(organization)
            """, as: String.self)
        guard let parts = row?.split(separator: " ", maxSplits: 1), parts.count == 2 else { return nil }
        return ("/o/\(site.organizationPublicID.rawValue)/logo/\(parts[0])", String(parts[1]))
    }

    private static func kept(_ site: TestSite) async throws -> Int? {
        let organization = site.organization
        return try await site.database.superuser.value(
            "SELECT count(*) FROM files WHERE organization_id = \(organization)", as: Int.self)
    }

    @Test func `a logo is saved, stands in the head of every page, is replaced and removed`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin), viewer = try await site.signIn(as: .viewer)
        let send = OrganizationLogo.save(in: site.organizationPublicID)
        let settings = OrganizationSettings.page(in: site.organizationPublicID)
        #expect(await admin.get(settings).text.contains("enctype=\"multipart/form-data\""))
        let answer = await admin.upload(send, Upload("дубок.png", try Upload.picture("logo.png")))
        #expect(answer.status == .seeOther && answer.headers["location"] == settings)
        let (path, name) = try #require(try await Self.logo(site))
        #expect(name == "дубок.png")
        for page in [settings, "/", Orders.list(in: site.projectPublicID)] {
            #expect(await admin.get(page).text.contains("<img class=\"logo\" src=\"\(path)\" width=\"72\""), "\(page)")
        }
        #expect(await viewer.get(Orders.list(in: site.projectPublicID)).text.contains(path))
        let drawn = try Picture(reading: try Upload.picture("logo.png")).content
        #expect(await viewer.get(path).body == drawn)
        #expect(await admin.upload(send, Upload("b.jpg", try Upload.picture("logo.jpg"))).status == .seeOther)
        #expect(await viewer.get(path).status == .notFound, "the one before is gone")
        #expect(try await Self.kept(site) == 1)
        let removal = OrganizationLogo.removal(in: site.organizationPublicID)
        for _ in 0..<2 { #expect(await admin.post(removal).status == .seeOther) }
        #expect(try await Self.kept(site) == 0)
        #expect(await !admin.get("/").text.contains("class=\"logo\""))
        let entries = try await site.store.auditEntries(site.system)
            .filter { [.logoSaved, .logoRemoved].contains($0.event) }
        #expect(entries.map(\.event) == [.logoRemoved, .logoSaved, .logoSaved])
        #expect(entries[1].before?.contains("дубок.png") == true && entries[1].after?.contains("b.jpg") == true)
        #expect(entries[0].after == nil && entries.allSatisfy { $0.person == admin.person })
    }

    @Test func `the file is given out as a picture, kept for ever, and nothing in it runs`() async throws {
        let site = try await TestSite(), neighbour = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        let send = OrganizationLogo.save(in: site.organizationPublicID)
        _ = await admin.upload(send, Upload("l.html", try Upload.picture("logo.webp"), type: "text/html"))
        let (path, _) = try #require(try await Self.logo(site))
        let answer = await admin.get(path, headers: ["sec-fetch-dest": "image"])
        #expect(answer.status == .ok && answer.headers["content-type"] == "image/webp")
        #expect(answer.headers["x-content-type-options"] == "nosniff")
        #expect(answer.headers["content-security-policy"] == "default-src 'none'; sandbox")
        #expect(answer.headers["cross-origin-resource-policy"] == "same-origin")
        #expect(answer.headers["cache-control"] == "private, max-age=31536000, immutable")
        #expect(answer.headers["content-disposition"]?.hasPrefix("inline; filename=\"l.html.webp\"") == true)
        let alone = await admin.get(path, headers: ["sec-fetch-dest": "document"])
        #expect(alone.headers["content-disposition"]?.hasPrefix("attachment;") == true)
        let tag = try #require(answer.headers["etag"])
        let again = await admin.get(path, headers: ["if-none-match": tag])
        #expect(again.status == .notModified && again.body.isEmpty)
        // Another organization's people, visitors, and an address under another organization.
        let stranger = try await neighbour.signIn(as: .admin)
        #expect(await stranger.get(path).status == .notFound)
        let moved = path.replacing(site.organizationPublicID.rawValue, with: neighbour.organizationPublicID.rawValue)
        #expect(await stranger.get(moved).status == .notFound)
        #expect(await site.visitor().get(path).status == .seeOther)
        for end in ["zz", "0", String(repeating: "0", count: 64), "..%2f..%2fetc%2fpasswd"] {
            let other = OrganizationSettings.page(in: site.organizationPublicID).replacing(
                "settings", with: "logo/\(end)")
            #expect(await admin.get(other).status == .notFound, "\(end)")
        }
        // Whatever came into the table otherwise is not shown as what the table says.
        let organization = site.organization
        try await site.database.superuser.execute(
            "UPDATE files SET content = '<script>alert(1)</script>' WHERE organization_id = \(organization)")
        let (wrong, _) = try #require(try await Self.logo(site))
        let odd = await admin.get(wrong, headers: ["sec-fetch-dest": "image"])
        #expect(odd.headers["content-type"] == "application/octet-stream")
        #expect(odd.headers["content-disposition"]?.hasPrefix("attachment;") == true)
    }

    @Test func `what is no picture is refused under any name and type`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        let send = OrganizationLogo.save(in: site.organizationPublicID)
        let png = try Upload.picture("logo.png")
        let texts = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", "GIF89a;alert(1)",
            "<!DOCTYPE html><script>alert(1)</script>", "%PDF-1.7\n<< /OpenAction >>", "PK\u{3}\u{4}evil", "MZ",
            "\u{7f}ELF", "#!/bin/sh\nid", "<?php system('id');", "BM", "II*\0", "RIFFxxxxWEBP", "text", "\u{feff}a,b",
            "=cmd|' /C calc'!A1",
        ]
        var contents = texts.map { Array($0.utf8) }
        for length in [8, 60] { contents.append(Array(png.prefix(length))) }
        for before in ["\0", "<script>"] { contents.append(Array(before.utf8) + png) }
        contents.append([0xFF, 0xD8, 0xFF])
        var huge = png
        huge.replaceSubrange(16..<24, with: [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF])
        contents.append(huge)
        for content in contents {
            for (name, type) in [("logo.png", "image/png"), ("logo.svg", "image/svg+xml")] {
                let answer = await admin.upload(send, Upload(name, content, type: type))
                #expect(answer.status == .unprocessable, "\(content.prefix(20))")
                #expect(answer.text.contains("id=\"logo-error\"") && answer.text.contains("href=\"#logo\""))
            }
        }
        for nothing in [nil, Upload("logo.png", [])] {
            #expect(await admin.upload(send, nothing).status == .unprocessable)
        }
        let unchosen = await admin.upload(send, nil)
        #expect(unchosen.text.contains("Choose a file"))
        #expect(await admin.upload(send, Upload("a.png", png), field: "other").status == .unprocessable)
        #expect(await admin.post(send).status == .unprocessable, "a form without files, as a kept one is sent again")
        #expect(try await Self.kept(site) == 0)
    }

    @Test func `a picture that is also something else loses the rest`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        let send = OrganizationLogo.save(in: site.organizationPublicID)
        let script = Array("<script>alert(document.domain)</script>PK\u{3}\u{4}".utf8)
        for name in ["logo.png", "logo.jpg", "logo.webp", "lossless.webp"] {
            _ = await admin.upload(send, Upload(name, try Upload.picture(name) + script))
            let (path, _) = try #require(try await Self.logo(site))
            let kept = await admin.get(path).body
            let drawn = try Picture(reading: try Upload.picture(name)).content
            #expect(kept == drawn, "\(name)")
        }
    }

    @Test func `names are words to show and never a path`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        let send = OrganizationLogo.save(in: site.organizationPublicID)
        let before = try FileManager.default.contentsOfDirectory(atPath: ".").sorted()
        let stems = [
            "../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/shadow", "C:\\boot.ini", "....//....//x",
            "%2e%2e%2fx",
            "..%c0%afx", "x\u{0}.php", "x.png\u{0}.html", "\u{202E}gnp.exe", "a\r\nSet-Cookie: s=1", "a\nb",
            "a\";x=\"b",
            "a; filename=b", "a'b", "a\u{2028}b", "\u{FEFF}x", "CON", "NUL.png", "aux.", ".htaccess", "..", ".", "",
            " ",
            "~root", "$(id)", "`id`", "|id", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{ 7*7 }}",
            "{% include 'x' %}", "' OR 1=1 --", "=cmd|'/C calc'!A1", "\u{1F600}", "é", "e\u{301}", "файл.png", "图.png",
            "x.PNG", "x.pHp", "x.svg", "x.html", "x.png.exe", "x .png", "x.png.", "x.png::$DATA", "-rf", "--help",
            "file:///etc/passwd", "http://a/b.png", "\\\\host\\share\\x", "a\tb", "a\u{7f}b", "a\u{85}b", "x:y",
            "a*b?c",
            String(repeating: "a", count: 300), String(repeating: "я", count: 300),
            String(repeating: "../", count: 80) + "x",
        ]
        #expect(stems.count >= 60)
        let png = try Upload.picture("logo.png")
        for stem in stems {
            let answer = await admin.upload(send, Upload(stem, png))
            // Browsers escape line ends; any other control character in a header is refused with the whole form.
            let isBroken = stem.unicodeScalars.contains { $0.value < 32 && $0 != "\r" && $0 != "\n" || $0.value == 127 }
            #expect(answer.status == (isBroken ? .badRequest : .seeOther), "\(stem.debugDescription)")
            if isBroken { continue }
            let (path, name) = try #require(try await Self.logo(site))
            #expect(name.hasSuffix(".png") && name.count <= 120 && !name.hasPrefix("."), "\(name.debugDescription)")
            #expect(
                !name.unicodeScalars.contains { scalar in
                    "/\\".unicodeScalars.contains(scalar)
                        || [.control, .format, .lineSeparator, .paragraphSeparator].contains(
                            scalar.properties.generalCategory)
                }, "\(name.debugDescription)")
            let disposition = try #require(await admin.get(path).headers["content-disposition"])
            #expect(
                disposition.wholeMatch(of: /inline; filename="[A-Za-z0-9._ -]+"; filename\*=UTF-8''[A-Za-z0-9._~%-]+/)
                    != nil,
                "\(disposition)")
        }
        let page = await admin.get(OrganizationSettings.page(in: site.organizationPublicID)).text
        #expect(!page.contains("<script>alert"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: ".").sorted() == before)
    }

    @Test func `size and quota have their own words, and what was refused leaves nothing`() async throws {
        let site = try await TestSite(settings: ["TAKT_FILES_BYTES": "1048576"])
        let admin = try await site.signIn(as: .admin)
        let send = OrganizationLogo.save(in: site.organizationPublicID)
        let png = try Upload.picture("logo.png")
        let large = await admin.upload(send, Upload("a.png", png + [UInt8](repeating: 0, count: 1 << 20)))
        #expect(large.status == .unprocessable && large.text.contains("at most 1 MB"))
        let over = await admin.upload(send, Upload("a.png", png + [UInt8](repeating: 0, count: 8 << 20)))
        #expect(over.status == .contentTooLarge)
        var cut = admin.uploadRequest(send, Upload("a.png", png))
        cut.bodyOverflow = 30 << 20
        #expect(await admin.send(cut).status == .contentTooLarge)
        #expect(try await Self.kept(site) == 0)
        let organization = site.organization
        try await site.database.superuser.execute(
            """
            INSERT INTO files (organization_id, id, kind, name, width, height, content, saved_at)
            VALUES (\(organization), gen_random_uuid(), 'png', 'x', 1, 1, convert_to(repeat('x', 1040000), 'UTF8'), now())
            """)
        #expect(await admin.upload(send, Upload("a.png", png)).status == .seeOther, "there is room for one")
        #expect(await admin.upload(send, Upload("b.png", png)).status == .seeOther, "and for another in its place")
        try await site.database.superuser.execute(
            """
            INSERT INTO files (organization_id, id, kind, name, width, height, content, saved_at)
            VALUES (\(organization), gen_random_uuid(), 'png', 'y', 1, 1, convert_to(repeat('x', 8000), 'UTF8'), now())
            """)
        let full = await admin.upload(send, Upload("c.png", png))
        #expect(full.status == .unprocessable && full.text.contains("more than their 1 MB"))
        #expect(try await Self.logo(site)?.name == "b.png")
        #expect(try await Self.kept(site) == 3)
        let neighbour = try await TestSite(settings: ["TAKT_FILES_BYTES": "1048576"])
        let other = try await neighbour.signIn(as: .admin)
        let theirs = OrganizationLogo.save(in: neighbour.organizationPublicID)
        #expect(await other.upload(theirs, Upload("a.png", png)).status == .seeOther, "a quota is one organization's")
    }

    @Test func `a form cut short, forged or sent elsewhere changes nothing`() async throws {
        let site = try await TestSite()
        let admin = try await site.signIn(as: .admin)
        let send = OrganizationLogo.save(in: site.organizationPublicID)
        let whole = admin.uploadRequest(send, Upload("a.png", try Upload.picture("logo.png")))
        for length in [0, 1, 40, 130, 260, 400, whole.body.count / 2, whole.body.count - 5, whole.body.count - 3] {
            var request = whole
            request.body = Array(whole.body.prefix(length))
            let status = await admin.send(request).status
            #expect(status == (length == 0 ? .forbidden : .badRequest), "\(length)")
        }
        #expect(await admin.upload(send, nil, token: "forged").status == .forbidden)
        let cross = await admin.upload(send, Upload("a.png", []), headers: ["sec-fetch-site": "cross-site"])
        #expect(cross.status == .forbidden)
        for path in [OrganizationSettings.page(in: site.organizationPublicID), "/logout", "/login"] {
            #expect(await admin.upload(path, Upload("a.png", [1])).status == .unsupportedMediaType, "\(path)")
        }
        let manager = try await site.signIn(as: .manager)
        #expect(await manager.upload(send, Upload("a.png", try Upload.picture("logo.png"))).status == .forbidden)
        let visitor = site.visitor()
        _ = await visitor.get("/login")
        #expect(await visitor.upload(send, Upload("a.png", try Upload.picture("logo.png"))).status == .unauthorized)
        #expect(try await Self.kept(site) == 0)
    }
}
