import Foundation
import Outbound
import Support
import Testing

/// Sharing, taking everything along, erasing, and being reviewed.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct PrivacyTests {
    private static let secret = "Alpine-Walrus"

    private func answer(_ browser: inout Browser) async throws -> String {
        let reply = try await browser.server.send(
            .post,
            "/v1/answers",
            headers: browser.headers + [
                ("Origin", browser.server.base), ("X-CSRF-Token", browser.token), PeopleHouse.json,
                ("Prefer", "wait=120"),
            ],
            body: .text(#"{"answer":"I measured the \#(Self.secret) and it got faster.","question":"Why us?"}"#)
        )
        #expect(reply.status == 200, "\(reply.text)")
        return String(try #require(reply.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).1)
    }

    private func share(_ browser: inout Browser, _ answer: String, _ more: String = "") async throws -> (
        id: String, path: String
    ) {
        let body = #"{"answer":"\#(answer)","parts":["transcript"]\#(more)}"#
        let reply = try await browser.call(.post, "/v1/shares", body)
        #expect(reply.status == 201, "\(reply.text)")
        let id = try #require(reply.text.firstMatch(of: /"id":"(shr_[0-9a-f-]+)"/)).1
        let path = try #require(reply.text.firstMatch(of: /"url":"[^"]*(\/s\/[0-9a-f]{64})"/)).1
        return (String(id), String(path))
    }

    @Test func `a link shows what it was made for, takes remarks, and ends when its owner says so`() async throws {
        let house = try await PeopleHouse()
        var (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
        let id = try await answer(&ada)
        let foreign = try await bob.call(.post, "/v1/shares", #"{"answer":"\#(id)","parts":["transcript"]}"#)
        #expect(foreign.status == 404)
        let link = try await share(&ada, id)
        var mentor = Browser(server: house.server)
        let page = try await mentor.get(link.path)
        #expect(page.status == 200 && page.text.contains(Self.secret))
        #expect(
            page.headers["x-robots-tag"]?.contains("noindex") == true && page.headers["cache-control"] == "no-store"
        )
        #expect(page.headers["referrer-policy"] == "same-origin")
        let remark = ["name": "Grace", "text": "Say <b>how much</b> faster.", "moment": "0:05", "reaction": "change"]
        #expect(try await mentor.submit("\(link.path)/comments", remark).status == 303)
        #expect(
            !(try await mentor.get(link.path)).text.contains("how much"),
            "nobody else sees it before its owner does"
        )
        let comments = try await ada.get("/v1/shares/\(link.id)/comments")
        #expect(comments.text.contains("how much") && comments.text.contains(#""atMs":5000"#))
        #expect(try await bob.get("/v1/shares/\(link.id)/comments").status == 404)
        let comment = try #require(comments.text.firstMatch(of: /"id":"(rmk_[0-9a-f-]+)"/)).1
        let path = "/v1/shares/\(link.id)/comments/\(comment)"
        #expect(try await bob.call(.patch, path, #"{"state":"shown"}"#).status == 404)
        #expect(try await ada.call(.patch, path, #"{"state":"shown"}"#).status == 200)
        #expect(try await mentor.get(link.path).text.contains("&lt;b&gt;how much"))
        #expect(try await bob.call(.delete, "/v1/shares/\(link.id)").status == 404)
        #expect(try await ada.call(.delete, "/v1/shares/\(link.id)").status == 204)
        #expect(try await mentor.get(link.path).status == 404)
        let log = await house.server.stop()
        #expect(!(log.output + log.errors).contains(String(link.path.dropFirst(3))), "no log has the token")
    }

    @Test func `a passphrase is asked for, and guessing it is slowed down`() async throws {
        let house = try await PeopleHouse()
        var ada = try await house.person("ada")
        let link = try await share(&ada, try await answer(&ada), #","passphrase":"open sesame""#)
        var mentor = Browser(server: house.server)
        #expect(!(try await mentor.get(link.path)).text.contains(Self.secret))
        #expect(try await mentor.submit("\(link.path)/open", ["password": "wrong"]).status == 401)
        let right = try await mentor.submit("\(link.path)/open", ["password": "open sesame"])
        #expect(right.status == 303)
        let cookie = String(try #require(right.headers["set-cookie"]).prefix { $0 != ";" })
        let page = try await house.server.send(.get, link.path, headers: [("Cookie", cookie)])
        #expect(page.text.contains(Self.secret))
        var statuses: Set<Int> = []
        for _ in 0..<12 { statuses.insert(try await mentor.submit("\(link.path)/open", ["password": "wrong"]).status) }
        #expect(statuses.contains(429))
        _ = await house.server.stop()
    }

    @Test func `a person takes everything along, signed, and whoever changes it is found out`() async throws {
        let house = try await PeopleHouse()
        var ada = try await house.person("ada")
        let id = try await answer(&ada)
        _ = try await ada.call(.post, "/v1/questions", #"{"text":"Why the Alpine walrus?"}"#)
        _ = try await ada.call(.post, "/v1/resumes", #"{"text":"Ada\nSkills\nThe trombone"}"#)
        let interview = try await ada.call(.post, "/v1/interviews", #"{"mode":"practice","count":1}"#)
        #expect(interview.status == 201, "\(interview.text)")
        let reply = try await ada.get("/v1/account/export")
        #expect(reply.status == 200)
        for part in ["Alpine walrus", "The trombone", "questions.json", "resumes/cvt_", "/interview.json"] {
            let isThere = reply.text.contains(part)
            #expect(isThere, "\(part) is taken along")
        }
        let file = house.folder.url.appending(path: "export.zip")
        try Data(reply.body).write(to: file)
        let key = try #require(
            try await house.server.send(.get, "/v1/signing-key").text.firstMatch(of: /"publicKey":"([^"]+)"/)
        ).1
        func verify(_ arguments: [String]) async throws -> Program.Outcome {
            try await Program.run(ServerProcess.binary, ["verify"] + arguments, environment: [:], folder: Fixtures.root)
        }
        let fine = try await verify([file.path, "--key", String(key)])
        #expect(fine.status == 0 && fine.output.contains(String(key)), "\(fine.errors)")
        #expect(reply.text.contains("answers/\(id)/report.pdf") && reply.text.contains(Self.secret))
        var changed = reply.body
        let place = try #require(reply.text.utf8.count > 0 ? Data(changed).range(of: Data(Self.secret.utf8)) : nil)
        changed[place.lowerBound] ^= 1
        try Data(changed).write(to: file)
        let bad = try await verify([file.path])
        #expect(bad.status == 65 && bad.errors.contains("verify.failed"), "\(bad.status) \(bad.errors)")
        _ = await house.server.stop()
    }

    @Test func `erasing removes the person, their answers and their links, and leaves a receipt`() async throws {
        let house = try await PeopleHouse()
        var (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
        let (hers, his) = (try await answer(&ada), try await answer(&bob))
        let link = try await share(&ada, hers)
        for browser in [ada, bob] {
            var browser = browser
            let made = try await browser.call(.post, "/v1/questions", #"{"text":"Why the Alpine walrus?"}"#)
            #expect(made.status == 201, "\(made.text)")
            let resume = try await browser.call(.post, "/v1/resumes", #"{"text":"Ada\nSkills\nSQL"}"#)
            #expect(resume.status == 201, "\(resume.text)")
        }
        let wrong = try await ada.call(.delete, "/v1/account", #"{"password":"not this one"}"#)
        #expect(wrong.status == 401)
        let reply = try await ada.call(.delete, "/v1/account", #"{"password":"\#(PeopleHouse.password)"}"#)
        #expect(reply.status == 200, "\(reply.text)")
        let receipt = try #require(reply.text.firstMatch(of: /"receipt":"([A-Za-z0-9+\/=]+)\./)).1
        let text = String(decoding: try #require(Data(base64Encoded: String(receipt))), as: UTF8.self)
        #expect(text.contains(#""answers":1"#) && text.contains(#""shares":1"#), "\(text)")
        #expect(try await Browser(server: house.server).get(link.path).status == 404)
        #expect(text.contains(#""questions":1"#) && text.contains(#""resumes":1"#), "\(text)")
        #expect(try await bob.get("/v1/answers/\(his)").status == 200)
        #expect(try await bob.get("/v1/resumes").text.contains("cvt_"))
        _ = await house.server.stop()
        let files = FileManager.default.enumerator(at: house.folder.url, includingPropertiesForKeys: nil)
        let paths = files?.compactMap { ($0 as? URL)?.path } ?? []
        #expect(
            !paths.contains { $0.contains(hers) && $0.contains("/blobs/") },
            "\(paths.filter { $0.contains(hers) })"
        )
    }

    @Test func `a reviewer sees answers only where the installation and the person allow it, and the person sees that`()
        async throws
    {
        let closed = try await PeopleHouse()
        var ada = try await closed.person("ada")
        let reviewer = try await closed.person("rex", role: "reviewer")
        let account = try #require(try await ada.get("/v1/account").text.firstMatch(of: /"id":"(usr_[0-9a-f-]+)"/)).1
        #expect(try await ada.call(.patch, "/v1/account", #"{"allowsReview":true}"#).status == 200)
        #expect(try await reviewer.get("/v1/admin/answers/\(account)").status == 403)
        _ = await closed.server.stop()
        let house = try await PeopleHouse(environment: ["ACCOUNTS_REVIEWS": "true"])
        var person = try await house.person("ada")
        let rex = try await house.person("rex", role: "reviewer")
        let id = try await answer(&person)
        let owner = try #require(try await person.get("/v1/account").text.firstMatch(of: /"id":"(usr_[0-9a-f-]+)"/)).1
        let path = "/v1/admin/answers/\(owner)/\(id)"
        #expect(try await rex.get(path).status == 403)
        #expect(try await person.get(path).status == 403)
        #expect(try await person.call(.patch, "/v1/account", #"{"allowsReview":true}"#).status == 200)
        let seen = try await rex.get(path)
        #expect(seen.status == 200 && seen.text.contains(Self.secret))
        let log = try await person.get("/v1/account/log")
        #expect(log.text.contains(#""action":"answer.viewed""#) && log.text.contains(id))
        #expect(try await person.call(.patch, "/v1/account", #"{"allowsReview":false}"#).status == 200)
        #expect(try await rex.get(path).status == 403)
        _ = await house.server.stop()
    }
}
