import Forms
import Models
import Testing

struct TokenFormTests {
    @Test(arguments: [
        ("203.0.113.7", "203.0.113.7/32"), ("203.0.113.77/24", "203.0.113.0/24"), ("10.255.1.1/9", "10.128.0.0/9"),
        ("0.0.0.0/0", "0.0.0.0/0"), ("::1", "0:0:0:0:0:0:0:1/128"), ("2001:DB8::ff/33", "2001:db8:0:0:0:0:0:0/33"),
        ("::/0", "0:0:0:0:0:0:0:0/0"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8/128"), ("1::8/127", "1:0:0:0:0:0:0:8/127"),
    ])
    func `a network reads as`(_ text: String, _ meaning: String) {
        #expect(Network(text)?.description == meaning)
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/-1", "1.2.3.4/08",
        "1.2.3.4/8/8", "::/129", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", ":1:2", "x",
        "1:2:3:4:5:6:7::8", "fe80::1%eth0", "::ffff:1.2.3.4",
    ])
    func `what is no network`(_ text: String) {
        #expect(Network(text) == nil, "\(text)")
    }

    private func read(_ fields: [(String, String)], as role: Role = .admin) throws(FieldErrors) -> TokenForm {
        try TokenForm(reading: Input(fields.map { Input.Field($0.0, $0.1) }), for: role)
    }

    @Test func `a role is offered the scopes that open something for it`() throws {
        let notices: [TokenScope] = [.notificationsRead, .notificationsWrite]
        let sale: [TokenScope] = [
            .leadsRead, .leadsWrite, .activitiesRead, .activitiesWrite, .customersRead, .customersWrite,
        ]
        #expect(
            TokenScope.offered(to: .viewer)
                == [.projectsRead, .ordersRead, .leadsRead, .activitiesRead, .customersRead] + notices)
        #expect(
            TokenScope.offered(to: .manager)
                == [.projectsRead, .ordersRead] + sale + [.settingsRead, .settingsWrite] + notices)
        #expect(TokenScope.offered(to: .admin) == TokenScope.allCases)
        let form = try read([
            ("name", "x"), ("days", "365"), ("scopes", "orders:read"), ("scopes", "settings:write"),
            ("networks", "10.0.0.0/8\n203.0.113.7"),
        ])
        #expect(form.scopes == [.ordersRead, .settingsWrite] && form.days == 365 && form.networks.count == 2)
    }

    @Test func `what is wrong is said of every field at once`() {
        let many = Array(repeating: "10.0.0.1", count: 21).joined(separator: ",")
        for (fields, wrong) in [
            ([("name", ""), ("days", "366")], ["name", "days", "scopes"]),
            (
                [("name", "x"), ("days", "0"), ("scopes", "orders:read"), ("networks", "10.0.0.0/40")],
                ["days", "networks"]
            ),
            ([("name", "x"), ("days", "1"), ("scopes", "everything")], ["scopes"]),
            ([("name", "x"), ("days", "1"), ("scopes", "orders:read"), ("networks", many)], ["networks"]),
        ] {
            do {
                _ = try read(fields)
                Issue.record("\(fields) was taken")
            } catch { #expect(Set(error.entries.map(\.field)) == Set(wrong)) }
        }
        do {
            _ = try read(
                [("name", "x"), ("days", "9"), ("scopes", "orders:read"), ("scopes", "projects:write")], as: .viewer)
            Issue.record("more than the role opens")
        } catch { #expect(error.entries.map(\.field) == ["scopes"]) }
    }
}
