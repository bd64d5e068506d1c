import Foundation
import Outbound
import Support
import Testing

/// Three people on one service, as their browsers meet it.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct PeopleTests {
    private func answer(_ browser: inout Browser, _ text: String) async throws -> String {
        let reply = try await browser.call(
            .post,
            "/v1/answers",
            #"{"answer":"\#(text)","question":"Why us?"}"#,
            waiting: true
        )
        #expect(reply.status == 202 || reply.status == 200, "\(reply.text)")
        return String(try #require(reply.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).1)
    }

    @Test func `three people come by invitation, make answers, see their own alone, and sign out`() async throws {
        let house = try await PeopleHouse()
        var (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
        let root = try await house.person("root", role: "administrator")
        let hers = try await answer(&ada, "I measured the Alpine walrus.")
        _ = try await answer(&bob, "I planned the garden.")
        for (browser, sees, hides) in [(ada, "Alpine", "garden"), (bob, "garden", "Alpine")] {
            let mine = try await browser.get("/v1/answers")
            #expect(mine.status == 200)
            let id = try #require(mine.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).1
            #expect(mine.text.matches(of: /"id":"ans_/).count == 1)
            let whole = try await browser.get("/v1/answers/\(id)")
            #expect(whole.text.contains(sees) && !whole.text.contains(hides))
        }
        // Who looks after people sees nothing of theirs by that.
        let list = try await root.get("/v1/answers")
        #expect(list.status == 200 && !list.text.contains(hers))
        #expect(try await root.get("/v1/answers/\(hers)").status == 404)
        #expect(try await root.get("/answers/\(hers)").status == 404)
        let people = try await root.get("/people")
        #expect(people.status == 200 && people.text.contains("ada@example.org"))
        #expect(try await ada.get("/people").status == 403)
        #expect(try await ada.get("/v1/admin/users").status == 403)
        // Signing out.
        let old = ada
        let out = try await ada.submit("/sign-out", [:])
        #expect(out.status == 303 && out.headers["clear-site-data"] == #""cache""#)
        #expect(try await old.get("/v1/answers").status == 401)
        let page = try await old.get("/answers?q=x")
        #expect(page.status == 303 && page.headers["location"] == "/sign-in?next=%2Fanswers%3Fq%3Dx")
        _ = await house.server.stop()
    }

    @Test func `a program gets a problem document, a person the sign-in page`() async throws {
        let house = try await PeopleHouse()
        let api = try await house.server.send(.get, "/v1/answers", headers: [("Accept", "text/html")])
        #expect(api.status == 401 && api.headers["content-type"] == "application/problem+json")
        let page = try await house.server.send(.get, "/", headers: [("Accept", "text/html")])
        #expect(page.status == 303 && page.headers["location"] == "/sign-in")
        let asset = try await house.server.send(.get, "/sign-in", headers: [("Accept", "text/html")])
        #expect(asset.status == 200 && asset.headers["cache-control"] == "no-store")
        _ = await house.server.stop()
    }

    @Test func `a change with a cookie needs our origin and the session's token`() async throws {
        let house = try await PeopleHouse()
        let (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
        let own = ("Origin", house.server.base)
        let right = ("X-CSRF-Token", ada.token)
        let wrongs: [[PeopleHouse.Header]] = [
            [own], [right], [own, ("X-CSRF-Token", bob.token)], [own, ("X-CSRF-Token", "00")],
            [("Origin", "https://evil.example"), right], [("Origin", "null"), right],
            [own, right, ("Sec-Fetch-Site", "cross-site")], [own, right, ("Sec-Fetch-Site", "same-site")],
        ]
        for headers in wrongs {
            let reply = try await house.server.send(
                .patch,
                "/v1/account",
                headers: ada.headers + headers + [PeopleHouse.json],
                body: .text(#"{"firstName":"Evil"}"#)
            )
            #expect(reply.status == 403 || reply.status == 401, "\(headers) \(reply.status) \(reply.text)")
        }
        let form = try await house.server.send(
            .post,
            "/account/profile",
            headers: ada.headers + [own, PeopleHouse.form],
            body: .text("firstName=Evil&csrf=\(bob.token)")
        )
        #expect(form.status == 403)
        let account = try await ada.get("/v1/account")
        #expect(account.text.contains(#""firstName":"""#))
        let fine = try await house.server.send(
            .patch,
            "/v1/account",
            headers: ada.headers + [own, right, PeopleHouse.json],
            body: .text(#"{"firstName":"Ada"}"#)
        )
        #expect(fine.status == 200, "\(fine.text)")
        // Signing in another person's browser (login CSRF): no page of another site may.
        let foreign = try await house.server.send(
            .post,
            "/sign-in",
            headers: [("Origin", "https://evil.example"), PeopleHouse.form],
            body: .text(Browser.encoded(["login": "bob", "password": PeopleHouse.password]))
        )
        #expect(foreign.status == 403)
        let silent = try await house.server.send(
            .post,
            "/sign-in",
            headers: [PeopleHouse.form],
            body: .text(Browser.encoded(["login": "bob", "password": PeopleHouse.password]))
        )
        #expect(silent.status == 403)
        _ = await house.server.stop()
    }

    @Test func `a session's token is the service's own, new at each sign-in, and of no use after it ended`()
        async throws
    {
        let house = try await PeopleHouse()
        let ada = try await house.person("ada")
        var fixed = Browser(server: house.server)
        fixed.cookie = "debrief-session=" + String(repeating: "ab", count: 32)
        let planted = fixed.cookie
        let reply = try await fixed.submit("/sign-in", ["login": "ada", "password": PeopleHouse.password])
        #expect(reply.status == 303 && fixed.cookie != planted && fixed.cookie != ada.cookie)
        let set = try #require(reply.headers["set-cookie"])
        #expect(
            set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/")
                && !set.contains("Secure")
        )
        var other = Browser(server: house.server)
        other.cookie = planted
        #expect(try await other.get("/v1/account").status == 401)
        // Everywhere else ends at once.
        try await fixed.load()
        let ended = try await fixed.call(.delete, "/v1/account/sessions")
        #expect(ended.status == 204, "\(ended.text)")
        #expect(try await ada.get("/v1/account").status == 401)
        #expect(try await fixed.get("/v1/account").status == 200)
        // Two cookies of one name: which counts cannot be said, so neither does.
        let both = try await house.server.send(
            .get,
            "/v1/account",
            headers: [("Cookie", "\(try #require(fixed.cookie)); debrief-session=x")]
        )
        #expect(both.status == 401)
        _ = await house.server.stop()
    }

    @Test func `behind https the cookie has the __Host- prefix and Secure, and links name the public address`()
        async throws
    {
        let house = try await PeopleHouse(environment: [
            "HTTP_PUBLIC_URL": "https://debrief.example.org", "HTTP_PROXIES": "1",
        ])
        let link = try await house.run(["accounts", "invite"])
        #expect(link.hasPrefix("https://debrief.example.org/invitation?token="))
        let token = try #require(link.split(separator: "=").last.map(String.init))
        let fields = [
            "token": token, "email": "ada@example.org", "username": "ada", "password": PeopleHouse.password,
            "again": PeopleHouse.password,
        ]
        let reply = try await house.server.send(
            .post,
            "/invitation",
            headers: [
                ("Origin", "https://debrief.example.org"), ("Host", "debrief.example.org"),
                ("X-Forwarded-For", "203.0.113.5"), PeopleHouse.form,
            ],
            body: .text(Browser.encoded(fields))
        )
        let set = try #require(reply.headers["set-cookie"], "\(reply.text)")
        #expect(set.hasPrefix("__Host-debrief-session=") && set.contains("; Secure") && !set.contains("Domain"))
        #expect(reply.headers["strict-transport-security"] != nil)
        // Another scheme of the same name is another origin.
        let plain = try await house.server.send(
            .post,
            "/sign-in",
            headers: [("Origin", "http://debrief.example.org"), ("Host", "debrief.example.org"), PeopleHouse.form],
            body: .text(Browser.encoded(["login": "ada", "password": PeopleHouse.password]))
        )
        #expect(plain.status == 403)
        _ = await house.server.stop()
    }

    @Test func `a place to go to after signing in is one of ours`() async throws {
        let house = try await PeopleHouse()
        _ = try await house.person("ada")
        for next in [
            "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "https:evil.example",
            "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)", "", "evil.example", "/ /evil.example",
            "///evil.example", "/answers\r\nSet-Cookie: a=b", "/sign-in", "/sign-out", "/é",
        ] {
            var browser = Browser(server: house.server)
            let fields = ["login": "ada", "password": PeopleHouse.password, "next": next]
            let reply = try await browser.submit("/sign-in", fields)
            #expect(
                reply.status == 303 && reply.headers["location"] == "/",
                "\(next) \(reply.headers["location"] ?? "")"
            )
        }
        var browser = Browser(server: house.server)
        let fields = ["login": "ada", "password": PeopleHouse.password, "next": "/answers?q=a%20b"]
        #expect(try await browser.submit("/sign-in", fields).headers["location"] == "/answers?q=a%20b")
        _ = await house.server.stop()
    }

    @Test func `what a person types goes into no header of a mail and no other address`() async throws {
        let house = try await PeopleHouse(mode: "open")
        for email in [
            "a@example.org\r\nBcc: b@example.org", "a@example.org,b@example.org", "\"a\"@example.org", "a@example.org>",
            "a b@example.org", "a@exa\u{0}mple.org", "a@-example.org", "@example.org", "a@", "ä@example.org",
        ] {
            var browser = Browser(server: house.server)
            let reply = try await browser.submit(
                "/register",
                [
                    "email": email, "username": "someone", "password": PeopleHouse.password,
                    "again": PeopleHouse.password,
                ]
            )
            #expect(reply.status == 400, "\(email): \(reply.status)")
        }
        _ = await house.server.stop()
    }
}
