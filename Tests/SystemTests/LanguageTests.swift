import Catalogue
import Core
import Foundation
import Outbound
import Support
import Testing

@testable import Accounts

/// In which language the built server answers: what the browser accepts, what was chosen in it, what the account says.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct LanguageTests {
    private func page(_ server: ServerProcess, _ path: String, _ headers: [PeopleHouse.Header] = []) async throws
        -> HTTPReply
    {
        try await server.send(.get, path, headers: [("Accept", "text/html")] + headers)
    }

    private func language(_ reply: HTTPReply) -> String? {
        reply.text.firstMatch(of: /<html lang="(\w+)">/).map { String($0.1) }
    }

    @Test func `a page is in the language the browser accepts, and a choice in the browser comes before`() async throws
    {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let plain = try await page(server, "/")
        #expect(language(plain) == "en" && plain.headers["vary"]?.contains("Accept-Language") == true)
        let german = ("Accept-Language", "de-AT,de;q=0.9,en;q=0.5")
        let home = try await page(server, "/", [german])
        #expect(language(home) == "de" && home.text.contains("Eine Antwort fürs Vorstellungsgespräch üben"))
        #expect(language(try await page(server, "/", [("Accept-Language", "fr-FR, *;q=0.1")])) == "en")
        let missing = try await page(server, "/nope", [german])
        #expect(missing.status == 404 && missing.text.contains("Hier ist nichts"))
        let chosen = try await page(server, "/answers?q=a&lang=en&cursor=", [german])
        #expect(chosen.status == 303 && chosen.headers["location"] == "/answers?q=a&cursor=")
        let cookie = try #require(chosen.headers["set-cookie"]).prefix { $0 != ";" }
        #expect(cookie == "debrief-language=en")
        #expect(language(try await page(server, "/", [german, ("Cookie", String(cookie))])) == "en")
        #expect(language(try await page(server, "/", [german, ("Cookie", "debrief-language=xx")])) == "de")
        // A language there is none of chooses nothing; another host is never led to.
        #expect(language(try await page(server, "/?lang=xx", [german])) == "de")
        let outside = try await page(server, "//example.org/?lang=de")
        #expect(outside.headers["location"].map { $0.hasPrefix("//") } != true)
        // Programs get the same sentence whatever they accept.
        let problem = try await server.send(.get, "/v1/answers/ans_unknown", headers: [german])
        #expect(problem.text.contains("There is no answer"))
        _ = await server.stop()
    }

    @Test func `an account's language holds where the browser chose none, for pages and mails`() async throws {
        let house = try await PeopleHouse()
        var browser = try await house.person("ada")
        #expect(language(try await browser.get("/")) == "en")
        let saved = try await browser.submit("/account/profile", ["username": "ada", "language": "de"])
        #expect(saved.status == 303)
        let account = try await browser.load("/account?done=profile")
        #expect(language(account) == "de" && account.text.contains("Gespeichert."))
        #expect(account.text.contains("<option value=\"de\" lang=\"de\" selected>Deutsch</option>"))
        let wrong = try await browser.submit(
            "/account/password",
            ["current": "not this one", "password": "a new longer one", "again": "a new longer one"]
        )
        #expect(wrong.text.contains("Die E-Mail-Adresse, das Passwort oder der Code stimmt nicht."))
        _ = try await browser.submit("/account/profile", ["username": "ada", "language": ""])
        #expect(language(try await browser.get("/")) == "en")
        _ = await house.server.stop()
    }

    @Test func `a mail is in the language of its account, or else of the request it comes from`() throws {
        let address = "https://debrief.example.org/invitation?token=abc"
        let english = Letters.invite("ada@example.org", address)
        #expect(english.subject == "You are invited to practise" && english.html.contains("lang=\"en\""))
        let german = Language.$current.withValue(.german) { Letters.invite("ada@example.org", address) }
        #expect(german.subject == "Sie sind zum Üben eingeladen" && german.html.contains("lang=\"de\""))
        #expect(german.text.hasPrefix("Guten Tag,\n\nSie sind eingeladen,") && german.text.contains(address))
        let email = try #require(EmailAddress("ada@example.org")), name = try #require(Username("ada"))
        var account = Account(
            id: AccountID(at: Date(timeIntervalSince1970: 1_795_887_360)),
            email: email,
            username: name,
            role: .user,
            password: nil,
            created: .init(Date(timeIntervalSince1970: 1_795_887_360))
        )
        account.language = .german
        let notice = Letters.notice(account, "password", "https://debrief.example.org")
        #expect(notice.paragraphs.first == "Ihr Passwort wurde geändert. Wenn Sie es waren, ist nichts zu tun.")
        for kind in ["confirm", "known", "reset", "invite", "email", "notice"] {
            for language in Language.allCases {
                for part in ["subject", "text", "otherwise", "button"] {
                    #expect(Texts.of(language).find("mail.\(kind).\(part)") != nil, "\(kind) \(part) \(language)")
                }
            }
        }
    }
}
