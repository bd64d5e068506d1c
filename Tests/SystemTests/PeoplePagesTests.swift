import Foundation
import Outbound
import Support
import Testing

/// The pages of a person's links, of the queue, and of reviewers; and that what these keep is sealed.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct PeoplePagesTests {
    private func answer(_ browser: Browser, _ words: String) async throws -> String {
        let own = [("Origin", browser.server.base), ("X-CSRF-Token", browser.token), ("Prefer", "wait=120")]
        let reply = try await browser.server.post(
            Fixtures.file("audio/short.wav"),
            fields: [("question", "Why us?"), ("transcript", words)],
            headers: browser.headers + own
        )
        #expect(reply.status == 200, "\(reply.text)")
        return String(try #require(reply.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).1)
    }

    private func files(with text: String, in folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
            (try? Data(contentsOf: folder.appending(path: path)))?.range(of: Data(text.utf8)) != nil
        }
    }

    @Test func `a person sees every link with its views, moderates remarks and ends it`() async throws {
        let house = try await PeopleHouse()
        var ada = try await house.person("ada")
        let id = try await answer(ada, "I led the move, and it held.")
        #expect(try await ada.load("/account/links").text.contains("You have made no links"))
        let body = #"{"answer":"\#(id)","parts":["sound","scores"],"label":"Cinnamon take","passphrase":"open sesame"}"#
        let link = try await ada.call(.post, "/v1/shares", body)
        let share = String(try #require(link.text.firstMatch(of: /"id":"(shr_[0-9a-f-]+)"/)).1)
        let plain = try await ada.call(.post, "/v1/shares", #"{"answer":"\#(id)","parts":["transcript"]}"#)
        let path = String(try #require(plain.text.firstMatch(of: /"url":"[^"]*(\/s\/[0-9a-f]{64})"/)).1)
        var mentor = Browser(server: house.server)
        #expect(try await mentor.get(path).status == 200)
        let remark = ["name": "Grace", "text": "Umbrella first.", "moment": "0:01", "reaction": "keep"]
        #expect(try await mentor.submit("\(path)/comments", remark).status == 303)

        let page = try await ada.load("/account/links")
        #expect(page.status == 200 && page.headers["cache-control"] == "no-store")
        for words in [
            "Cinnamon take", "the recording, the scores", "asks for a passphrase", "Opened once", "Umbrella first.",
        ] {
            #expect(page.text.contains(words), "\(words) in \(page.text)")
        }
        let remarkID = String(try #require(page.text.firstMatch(of: /name="remark" value="(rmk_[0-9a-f-]+)"/)).1)
        let own = String(try #require(page.text.firstMatch(of: /name="share" value="(shr_[0-9a-f-]+)"/)).1)
        #expect(!(try await mentor.get(path)).text.contains("Umbrella"))
        let shown = try await ada.submit(
            "/account/links/remark",
            ["share": own, "remark": remarkID, "state": "shown"]
        )
        #expect(shown.status == 303, "\(shown.text)")
        #expect(try await mentor.get(path).text.contains("Umbrella"))
        // Nothing that a reader wrote, and no name of a link, is readable in the data folder.
        for words in ["Umbrella first", "Cinnamon take"] {
            #expect(try files(with: words, in: house.folder.url).isEmpty, "\(words)")
        }
        var bob = try await house.person("bob")
        #expect(try await bob.submit("/account/links/end", ["id": share]).status == 404)
        #expect(try await ada.submit("/account/links/end", ["id": share]).status == 303)
        #expect(try await ada.load("/account/links").text.contains("ended"))
        var other = ada
        other.token = "0"
        #expect(try await other.submit("/account/links/end", ["id": own]).status == 403)
        _ = await house.server.stop()
    }

    @Test func `an interview is shared from its page, and a remark is found at the answer it is about`() async throws {
        let house = try await PeopleHouse()
        var (ada, bob) = (try await house.person("ada"), try await house.person("bob"))
        let made = try await ada.call(.post, "/v1/interviews", #"{"mode":"practice","title":"Peppermint","count":2}"#)
        let id = String(try #require(made.text.firstMatch(of: /"id":"(ivw_[0-9a-f-]+)"/), "\(made.text)").1)
        _ = try await ada.call(.post, "/v1/interviews/\(id)/start", #"{"turn":1}"#)
        let words = #"{"answer":"I led the move of the Marmalade, and it held."}"#
        let sent = try await ada.call(.post, "/v1/interviews/\(id)/turns/1/answer", words)
        #expect(sent.status == 202 || sent.status == 200, "\(sent.text)")
        let reply = try await ada.get("/v1/interviews/\(id)")
        let answer = String(try #require(reply.text.firstMatch(of: /"answerId":"(ans_[0-9a-f-]+)"/), "\(reply.text)").1)
        // The stream ends with the work on it.
        #expect(try await ada.get("/v1/answers/\(answer)/events").text.contains(#""status":"done""#))

        let form = "/account/links/new?interview=\(id)"
        #expect(try await ada.load(form).text.contains("Your interview: Peppermint"))
        #expect(try await bob.load(form).status == 404)
        let wish = ["interview": id, "transcript": "yes", "days": "7", "comments": "yes", "label": "Look, please"]
        #expect(try await bob.submit("/account/links/new", wish).status == 404)
        var nothing = wish
        nothing["transcript"] = nil
        #expect(try await ada.submit("/account/links/new", nothing).status == 400)
        let link = try await ada.submit("/account/links/new", wish)
        #expect(link.status == 201, "\(link.text)")
        let path = String(try #require(link.text.firstMatch(of: /value="[^"]*(\/s\/[0-9a-f]{64})"/)).1)

        var mentor = Browser(server: house.server)
        let page = try await mentor.get(path)
        #expect(page.status == 200 && page.text.contains("Peppermint") && page.text.contains("Marmalade"))
        #expect(page.headers["x-robots-tag"]?.contains("noindex") == true)
        #expect(try await mentor.get("\(path)/answers/\(answer)/sound").status == 404, "sound was not chosen")
        var remark = ["answer": answer, "name": "Grace", "text": "Lavender first.", "reaction": "change"]
        #expect(try await mentor.submit("\(path)/comments", remark).status == 303)
        remark["answer"] = nil
        #expect(try await mentor.submit("\(path)/comments", remark).text.contains("answer wants the id"))
        for place in ["/answers/\(answer)", "/interviews/\(id)", "/account/links"] {
            #expect(try await ada.load(place).text.contains("Lavender first."), "\(place)")
        }
        #expect(!(try await mentor.get(path)).text.contains("Lavender"))
        #expect(try await ada.call(.delete, "/v1/interviews/\(id)").status == 204)
        #expect(try await mentor.get(path).status == 404)
        #expect(try await ada.load("/account/links").text.contains("You have made no links"))
        _ = await house.server.stop()
    }

    @Test func `the queue shows kinds and states to administrators, and to nobody else`() async throws {
        let house = try await PeopleHouse()
        var (root, ada) = (try await house.person("root", role: "administrator"), try await house.person("ada"))
        let id = try await answer(ada, "I led the move, and it held.")
        let page = try await root.load("/people/queue")
        #expect(page.status == 200 && page.text.contains("The queue") && page.text.contains("Answers"), "\(page.text)")
        #expect(!page.text.contains("Why us?") && !page.text.contains("held"))
        #expect(try await ada.load("/people/queue").status == 403)
        // An answer that did not fail is not worked on again.
        #expect(try await root.submit("/people/queue/retry", ["id": id]).status == 404)
        _ = await house.server.stop()
    }

    @Test func `reviewers see people who agreed, hear and decide, and each look is in the person's log`() async throws {
        let house = try await PeopleHouse(environment: ["ACCOUNTS_REVIEWS": "true"])
        var ada = try await house.person("ada")
        var judge = try await house.person("judge", role: "reviewer")
        let id = try await answer(ada, "I led the move, and the Walrus was mine.")
        let before = try await judge.load("/review").text
        #expect(!before.contains("ada") && before.contains(#"<a class="aside" href="/review">"#))
        #expect(try await ada.load("/review").status == 403)
        try await ada.load()
        let agreed = try await ada.submit("/account/profile", ["review": "yes", "username": "ada"])
        #expect(agreed.status == 303, "\(agreed.text)")
        let people = try await judge.load("/review")
        let address = String(try #require(people.text.firstMatch(of: /\/review\/usr_[0-9a-f-]+/)).output)
        let label = try await ada.call(.patch, "/v1/answers/\(id)/label", #"{"name":"Parsley take","starred":true}"#)
        let own = try await ada.get("/v1/answers/\(id)")
        #expect(label.status == 200 && own.text.contains("Parsley"))
        let account = address.split(separator: "/").last ?? ""
        for place in ["/v1/admin/answers/\(account)", "/v1/admin/answers/\(account)/\(id)"] {
            let seen = try await judge.get(place)
            #expect(seen.status == 200 && seen.text.contains(id), "\(place) \(seen.text.prefix(200))")
            #expect(!seen.text.contains("Parsley") && !seen.text.contains("starred"), "\(place)")
        }
        let list = try await judge.load(address)
        #expect(list.text.contains("Why us?") && list.text.contains(id), "\(list.text)")
        let page = try await judge.load("\(address)/\(id)")
        #expect(page.text.contains("Walrus") && page.text.contains("<audio"), "\(page.text)")
        #expect(try await judge.get("\(address)/\(id)/sound").status == 200)
        let empty = try await judge.submit("\(address)/\(id)", ["decision": "advance", "reason": ""])
        #expect(empty.status == 400, "\(empty.status)")
        let kept = try await judge.submit(
            "\(address)/\(id)",
            ["decision": "advance", "reason": "Clear about Marmalade."]
        )
        #expect(kept.status == 303, "\(kept.text)")
        #expect(try await judge.load("\(address)/\(id)").text.contains("Marmalade"))
        #expect(try files(with: "Clear about Marmalade", in: house.folder.url).isEmpty)
        let log = try await ada.load()
        #expect(log.text.contains("Answer looked at by a reviewer") && log.text.contains("Answer reviewed"))
        _ = await house.server.stop()
    }
}
