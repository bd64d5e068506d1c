import Foundation
import Outbound
import Support
import Testing

/// Mail of accounts through a mail server of others (aiosmtpd), with the built server.
@Suite(.serialized, .timeLimit(.minutes(3)), .enabled(if: VendorServer.python != nil))
struct AccountMailTests {
    private func token(_ mail: [String: Any]) throws -> String {
        let text = try #require(mail["text"] as? String)
        return String(try #require(text.firstMatch(of: /token=([0-9a-f]{64})/), "\(text)").1)
    }

    @Test func `a person registers, confirms by mail, forgets the password and chooses a new one`() async throws {
        let smtp = try VendorServer("smtp_server.py", ["plain"])
        let house = try await PeopleHouse(
            mode: "open",
            environment: [
                "MAIL_ENGINE": "smtp", "MAIL_SMTP_HOST": "127.0.0.1", "MAIL_SMTP_PORT": "\(smtp.port)",
                "MAIL_SMTP_SECURITY": "none", "MAIL_FROM": "debrief@example.org",
            ]
        )
        var browser = Browser(server: house.server)
        let asked = try await browser.submit(
            "/register",
            [
                "email": "ada@example.org", "username": "ada", "password": PeopleHouse.password,
                "again": PeopleHouse.password,
            ]
        )
        #expect(asked.status == 200 && asked.text.contains("Look at your mail"), "\(asked.text)")
        let confirm = try smtp.line()
        #expect(confirm["to"] as? [String] == ["ada@example.org"])
        #expect(confirm["subject"] as? String == "Confirm your address")
        let link = try token(confirm)
        // A mail program that follows links changes nothing.
        #expect(try await browser.get("/confirm?token=\(link)").status == 200)
        #expect(try await browser.submit("/sign-in", ["login": "ada", "password": PeopleHouse.password]).status == 401)
        let done = try await browser.submit("/confirm", ["token": link, "password": PeopleHouse.password])
        #expect(done.status == 303 && browser.cookie != nil, "\(done.text)")
        let replayed = try await browser.submit("/confirm", ["token": link, "password": PeopleHouse.password])
        #expect(replayed.status == 410)
        // The same address again: the same page, and a mail to its owner alone.
        var stranger = Browser(server: house.server)
        let again = try await stranger.submit(
            "/register",
            [
                "email": "ADA@example.org", "username": "ada-two", "password": PeopleHouse.password,
                "again": PeopleHouse.password,
            ]
        )
        #expect(again.text == asked.text)
        #expect(try smtp.line()["subject"] as? String == "You have an account already")
        // Forgotten.
        #expect(try await stranger.submit("/forgot", ["email": "ada@example.org"]).status == 200)
        let reset = try token(try smtp.line())
        let fields = ["token": reset, "password": "four other words here", "again": "four other words here"]
        #expect(try await stranger.submit("/reset", fields).headers["location"] == "/sign-in?done=password")
        #expect(try await browser.get("/v1/account").status == 401, "the session of before has ended")
        #expect(try smtp.line()["subject"] as? String == "Your account was changed")
        #expect(try await stranger.submit("/reset", fields).status == 410)
        let signedIn = try await stranger.submit("/sign-in", ["login": "ada", "password": "four other words here"])
        #expect(signedIn.status == 303)
        _ = await house.server.stop()
    }
}
