import App
import Crypto
import HTTP
import Models
import Postgres
import Store
import TestSupport
import Testing
import Web

/// Leads, their contacts and stages, as programs see them.
struct LeadsAPITests {
    /// An organization and a program of one of its members.
    private struct Office {
        let shop: TestSite
        let admin, rep: Program
        let reps: Person.ID

        init() async throws {
            shop = try await TestSite()
            reps = try await shop.member(as: .rep)
            admin = Program(
                shop.site, token: try await shop.token(of: try await shop.member(as: .admin), as: .admin).text)
            rep = Program(shop.site, token: try await shop.token(of: reps, as: .admin).text)
        }

        func add(_ body: String, by program: Program? = nil) async throws -> JSON {
            let answer = await (program ?? admin).send(.post, "/api/v1/leads", body)
            #expect(answer.status == .created, "\(answer.text)")
            return try JSON(parsing: answer.body)
        }

        func companies(_ query: String, by program: Program? = nil) async throws -> [String] {
            let answer = await (program ?? admin).get("/api/v1/leads" + query)
            #expect(answer.status == .ok, "\(answer.text)")
            return try JSON(parsing: answer.body)["items"]?.array?.compactMap { $0["company"]?.string } ?? []
        }
    }

    private static func id(_ lead: JSON) -> String { lead["lead_id"]?.string ?? "" }

    @Test func `a lead comes with its contacts, and its address answers the same`() async throws {
        let office = try await Office()
        let answer = await office.admin.send(
            .post, "/api/v1/leads",
            #"""
            {"company": "Dubok", "email": "buy@dubok.example", "phones": ["+380 67 310 44 12", "044 123 45 67"],
             "inn": "32855961", "value": "12500.50", "currency": "UAH",
             "contacts": [{"full_name": "Olena"}, {"full_name": "Maria", "is_primary": true, "phone": "+380671234567"}]}
            """#)
        #expect(answer.status == .created, "\(answer.text)")
        let lead = try JSON(parsing: answer.body)
        #expect(lead["stage"] == "New" && lead["source"] == "api" && lead["value"] == "12500.50")
        #expect(lead["phones"]?.array?.count == 2 && lead["contact_count"]?.int == 2)
        let contacts = lead["contacts"]?.array ?? []
        #expect(contacts.map { $0["full_name"]?.string } == ["Maria", "Olena"])
        #expect(contacts.map { $0["is_primary"] } == [true, false])
        let address = try #require(answer.headers["location"])
        #expect(address == "/api/v1/leads/" + Self.id(lead))
        #expect(try JSON(parsing: await office.admin.get(address).body) == lead)
        #expect(
            try JSON(parsing: await office.admin.get("/api/v1/lead-contacts/lead/\(Self.id(lead))").body)["items"]
                == lead["contacts"])
    }

    @Test func `a lead concerns a project of the organization that the member sees, and can be asked for by it`()
        async throws
    {
        let office = try await Office(), other = try await TestSite()
        let project = office.shop.projectPublicID.rawValue
        let lead = try await office.add(#"{"company": "Dubok", "project": "\#(project)"}"#)
        #expect(lead["project_id"]?.string == project && lead["state"] == "new")
        _ = try await office.add(#"{"company": "Other"}"#)
        #expect(try await office.companies("?project=\(project)") == ["Dubok"])
        #expect(try await office.companies("?project=\(other.projectPublicID.rawValue)") == [])
        let foreign = #"{"company": "Third", "project": "\#(other.projectPublicID.rawValue)"}"#
        let answer = await office.admin.send(.post, "/api/v1/leads", foreign)
        #expect(answer.status == .unprocessable && answer.text.contains("project"), "\(answer.text)")
    }

    @Test func `complaints carry the names that were sent`() async throws {
        let office = try await Office()
        for (body, fields) in [
            (#"{"company": "X", "email": "x", "value": "5"}"#, ["email", "currency"]),
            (
                #"{"company": "X", "contacts": [{"full_name": "A"}, {"full_name": "B", "email": "y"}]}"#,
                ["contacts.1.email"]
            ),
            (
                #"{"company": "X", "contacts": [{"full_name": "\#(String(repeating: "x", count: 121))"}]}"#,
                ["contacts.0.full_name"]
            ),
        ] {
            let answer = await office.admin.send(.post, "/api/v1/leads", body)
            #expect(answer.status == .unprocessable)
            let errors = try JSON(parsing: answer.body)["errors"]?.array ?? []
            #expect(errors.map { $0["field"]?.string } == fields, "\(answer.text)")
        }
        let stage = await office.admin.send(.post, "/api/v1/leads", #"{"company": "X", "stage": 999999}"#)
        #expect(stage.status == .unprocessable && stage.text.contains("\"stage\""))
        #expect(try await office.companies("") == [])
    }

    @Test func `a known e-mail is 409 with the address of the lead that has it, a known phone until it is said anyway`()
        async throws
    {
        let office = try await Office()
        let first = try await office.add(#"{"company": "Dubok", "email": "a@dubok.example", "phones": ["0671234567"]}"#)
        let same = await office.admin.send(
            .post, "/api/v1/leads", #"{"company": "Other", "email": "A@dubok.example", "anyway": true}"#)
        #expect(same.status == .conflict)
        #expect(same.headers["location"] == "/api/v1/leads/" + Self.id(first))
        #expect(try JSON(parsing: same.body)["code"] == "duplicate_lead")
        let phone = #"{"company": "Other", "phones": ["+380 67 123-45-67"]"#
        #expect(await office.admin.send(.post, "/api/v1/leads", phone + "}").status == .conflict)
        #expect(await office.admin.send(.post, "/api/v1/leads", phone + #", "anyway": true}"#).status == .created)
    }

    @Test func `a repeated call with its key makes one lead and has the first answer`() async throws {
        let office = try await Office()
        let key: Headers = ["idempotency-key": Token.make().text]
        let body = #"{"company": "Dubok", "contacts": [{"full_name": "Olena"}]}"#
        let first = await office.admin.send(.post, "/api/v1/leads", body, headers: key)
        let second = await office.admin.send(.post, "/api/v1/leads", body, headers: key)
        #expect(first.status == .created && second.status == .created)
        #expect(first.body == second.body && second.headers["idempotency-replayed"] == "true")
        #expect(second.headers["location"] == first.headers["location"])
        #expect(try await office.companies("") == ["Dubok"])
    }

    @Test func `what is replaced is the version that was read, and contacts stay`() async throws {
        let office = try await Office()
        let lead = try await office.add(#"{"company": "Dubok", "notes": "x", "contacts": [{"full_name": "Olena"}]}"#)
        let path = "/api/v1/leads/" + Self.id(lead)
        let tag = try #require(await office.admin.get(path).headers["etag"])
        #expect(await office.admin.send(.put, path, #"{"company": "B"}"#).status == .preconditionRequired)
        let changed = await office.admin.send(.put, path, #"{"company": "Beresta"}"#, headers: ["if-match": tag])
        let now = try JSON(parsing: changed.body)
        #expect(changed.status == .ok && now["company"] == "Beresta" && now["notes"] == "")
        #expect(now["contacts"] == lead["contacts"])
        let stale = await office.admin.send(.put, path, #"{"company": "C"}"#, headers: ["if-match": tag])
        #expect(stale.status == .preconditionFailed)
    }

    @Test func `pages follow each other in every order, and no cursor is taken elsewhere`() async throws {
        let office = try await Office()
        for number in 1...7 {
            let name = String(repeating: "Дубок ", count: 30) + "\(number)"
            _ = try await office.add(#"{"company": "\#(name)"}"#)
        }
        for sort in ["company", "-company", "created", "-created", "score", "last", "next"] {
            var seen: [String] = []
            var cursor = ""
            repeat {
                let answer = await office.admin.get("/api/v1/leads?limit=3&sort=\(sort)\(cursor)")
                #expect(answer.status == .ok, "\(sort) \(answer.text)")
                let page = try JSON(parsing: answer.body)
                #expect(page["total"]?.int == 7)
                seen += page["items"]?.array?.map(Self.id) ?? []
                cursor = page["next"]?.string.map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty && seen.count < 20
            #expect(seen.count == 7 && Set(seen).count == 7, "\(sort)")
        }
        let next = try JSON(parsing: await office.admin.get("/api/v1/leads?limit=3").body)["next"]?.string ?? ""
        #expect(await office.admin.get("/api/v1/leads?limit=3&sort=company&cursor=\(next)").status == .badRequest)
        #expect(await office.rep.get("/api/v1/leads?limit=3&cursor=\(next)").status == .badRequest)
    }

    @Test func `a rep sees their own leads and nobody's, takes one and gives it back`() async throws {
        let office = try await Office()
        let other = try await office.shop.member(as: .rep)
        let theirs = try await office.add(#"{"company": "Theirs", "assignee": "\#(other.text)"}"#)
        let free = try await office.add(#"{"company": "Free"}"#)
        #expect(try await office.companies("", by: office.rep) == ["Free"])
        #expect(await office.rep.get("/api/v1/leads/" + Self.id(theirs)).status == .notFound)
        let path = "/api/v1/leads/\(Self.id(free))/assign"
        let any: Headers = ["if-match": "*"]
        let hand = await office.rep.send(.put, path, #"{"assignee": "\#(other.text)"}"#, headers: any)
        #expect(hand.status == .unprocessable)
        let take = await office.rep.send(.put, path, #"{"assignee": "\#(office.reps.text)"}"#, headers: any)
        #expect(try JSON(parsing: take.body)["assignee_id"]?.string == office.reps.text)
        #expect(try await office.companies("?assignee=me", by: office.rep) == ["Free"])
        #expect(await office.rep.send(.put, path, #"{"assignee": null}"#, headers: any).status == .ok)
        #expect(try await office.companies("?assignee=nobody", by: office.rep) == ["Free"])
        #expect(await office.rep.send(.delete, "/api/v1/leads/" + Self.id(free)).status == .notFound)
    }

    @Test func `a lead moves through the stages that are listed, and a deleted one is gone`() async throws {
        let office = try await Office()
        let lead = try await office.add(#"{"company": "Dubok"}"#)
        let stages = try JSON(parsing: await office.rep.get("/api/v1/lead-stages").body)["items"]?.array ?? []
        #expect(stages.map { $0["name"]?.string } == LeadStage.defaults.map { $0 })
        let call = try #require(stages[1]["stage_id"]?.int)
        #expect(try JSON(parsing: await office.rep.get("/api/v1/lead-stages/\(call)").body)["name"] == "Call")
        #expect(await office.rep.get("/api/v1/lead-stages/999999").status == .notFound)
        let path = "/api/v1/leads/" + Self.id(lead)
        let moved = await office.rep.send(.put, path + "/stage", #"{"stage": \#(call)}"#, headers: ["if-match": "*"])
        #expect(try JSON(parsing: moved.body)["stage"] == "Call", "\(moved.text)")
        let refused = try #require(stages.last?["stage_id"]?.int), qualified = try #require(stages[4]["stage_id"]?.int)
        let why = await office.rep.send(.put, path + "/stage", #"{"stage": \#(refused)}"#, headers: ["if-match": "*"])
        #expect(why.status == .unprocessable && why.text.contains("\"reason\""))
        let sold = await office.rep.send(
            .put, path + "/stage", #"{"stage": \#(qualified)}"#, headers: ["if-match": "*"])
        #expect(try JSON(parsing: sold.body)["stage"] == "Qualified", "\(sold.text)")
        let manager = try await office.shop.leadScope(ViewLeads.self, as: .admin)
        let id = try #require(Lead.ID(text: Self.id(lead)))
        #expect(try await office.shop.store.lead(id, manager)?.summary.customer != nil, "it became a customer")
        #expect(await office.admin.send(.delete, path).status == .ok)
        #expect(await office.admin.get(path).status == .notFound)
        #expect(await office.admin.send(.delete, path).status == .notFound)
    }

    @Test func `the pipeline has a column for each stage with its figures, and goes on by cursors of its columns`()
        async throws
    {
        let office = try await Office()
        for number in 1...23 {
            _ = try await office.add(
                #"{"company": "Dubok \#(number)", "value": "10.50", "currency": "UAH", "contacts": [{"full_name": "Olena"}]}"#
            )
            office.shop.clock.advance(seconds: 60)
        }
        let hidden = try await office.shop.member(as: .rep)
        _ = try await office.add(#"{"company": "Theirs", "assignee": "\#(hidden.text)"}"#)
        func columns(_ query: String, by program: Program) async throws -> [JSON] {
            let answer = await program.get("/api/v1/pipeline" + query)
            #expect(answer.status == .ok, "\(answer.text)")
            return try JSON(parsing: answer.body)["items"]?.array ?? []
        }
        let all = try await columns("", by: office.admin)
        #expect(all.map { $0["name"]?.string } == LeadStage.defaults.map { $0 } && all[0]["total"] == 24)
        #expect(all[0]["leads"]?.array?.first?["company"] == "Theirs" && all[1]["total"] == 0)
        let first = try #require(try await columns("", by: office.rep).first)
        #expect(first["total"] == 23 && first["sums"] == [["value": "241.50", "currency": "UAH"]])
        let shown = first["leads"]?.array ?? []
        #expect(shown.count == 20 && shown[0]["company"] == "Dubok 23" && shown[0]["contact"] == "Olena")
        #expect(first["oldest_since"]?.string != nil && shown[0]["stage_since"]?.string != nil)
        let next = try #require(first["next"]?.string), stage = try #require(first["stage_id"]?.int)
        let rest = try await columns("?stage=\(stage)&cursor=\(next)", by: office.rep)
        #expect(rest.count == 1 && rest[0]["next"] == .null && rest[0]["total"] == 23)
        #expect(rest[0]["leads"]?.array?.map { $0["company"]?.string } == ["Dubok 3", "Dubok 2", "Dubok 1"])
        #expect(try await columns("?q=dubok+23", by: office.rep)[0]["total"] == 1)
        // A cursor is of one column, one filter and one member.
        for query in [
            "?cursor=\(next)", "?stage=\(stage + 1)&cursor=\(next)", "?stage=\(stage)&q=dubok&cursor=\(next)",
        ] {
            #expect(await office.rep.get("/api/v1/pipeline" + query).status == .badRequest, "\(query)")
        }
        #expect(await office.admin.get("/api/v1/pipeline?stage=\(stage)&cursor=\(next)").status == .badRequest)
    }

    @Test func `whatever is done to contacts, exactly one is the primary one`() async throws {
        let office = try await Office()
        let lead = Self.id(try await office.add(#"{"company": "Dubok"}"#))
        let all = "/api/v1/lead-contacts/lead/\(lead)"
        var random = Seeded(state: seed)
        for step in 0..<40 {
            let contacts = try JSON(parsing: await office.rep.get(all).body)["items"]?.array ?? []
            let chosen = contacts.randomElement(using: &random)?["contact_id"]?.string
            let path = "/api/v1/lead-contacts/\(chosen ?? "")"
            let mark = Bool.random(using: &random)
            let body = #"{"full_name": "Contact \#(step)", "is_primary": \#(mark)}"#
            switch Int.random(in: 0...3, using: &random) {
            case 1 where chosen != nil: #expect(await office.rep.send(.put, path, body).status == .ok)
            case 2 where chosen != nil: #expect(await office.rep.send(.delete, path).status == .ok)
            case 3 where chosen != nil:
                let set = await office.rep.send(.patch, path + "/set-primary")
                #expect(try JSON(parsing: set.body)["is_primary"] == true)
            default: #expect(await office.rep.send(.post, all, body).status == .created)
            }
            let now = try JSON(parsing: await office.rep.get(all).body)["items"]?.array ?? []
            #expect(now.filter { $0["is_primary"] == true }.count == min(1, now.count), "seed \(seed), step \(step)")
        }
    }

    @Test func `contacts are of those who may see the lead`() async throws {
        let office = try await Office(), elsewhere = try await Office()
        let other = try await office.shop.member(as: .rep)
        let lead = try await office.add(
            #"{"company": "Theirs", "assignee": "\#(other.text)", "contacts": [{"full_name": "Olena"}]}"#)
        let contact = lead["contacts"]?.array?.first?["contact_id"]?.string ?? ""
        #expect(await office.admin.get("/api/v1/lead-contacts/\(contact)").status == .ok)
        for program in [office.rep, elsewhere.admin] {
            #expect(await program.get("/api/v1/lead-contacts/\(contact)").status == .notFound)
            #expect(await program.get("/api/v1/lead-contacts/lead/\(Self.id(lead))").status == .notFound)
            #expect(
                await program.send(.put, "/api/v1/lead-contacts/\(contact)", #"{"full_name": "X"}"#).status == .notFound
            )
            #expect(await program.send(.delete, "/api/v1/lead-contacts/\(contact)").status == .notFound)
            #expect(await program.send(.patch, "/api/v1/lead-contacts/\(contact)/set-primary").status == .notFound)
        }
    }
}
