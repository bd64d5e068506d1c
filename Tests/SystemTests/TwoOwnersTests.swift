import Core
import Foundation
import Outbound
import Support
import Testing

@testable import HTTPKit
@testable import debrief

/// Each operation of the document, asked with another owner's ids in each place where an id can stand.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct TwoOwnersTests {
    private typealias Header = (name: String, value: String)

    private static let tus: Header = ("Tus-Resumable", "1.0.0")
    private static let piece: [Header] = [
        tus, ("Upload-Offset", "0"), ("Content-Type", "application/offset+octet-stream"),
    ]
    private static let json: Header = ("Content-Type", "application/json")
    private static let secret = "Alpine-Walrus"

    /// What belongs to the first owner.
    private struct Belongings {
        var answer: String
        var upload: String
        var webhook: String
        var delivery: String
        var question: String
        var interview: String
        var resume: String
        var match: String
        var knowledge: String
        var list: String
        var share: String
        var comment: String
    }

    private func key(_ owner: String, in folder: TemporaryFolder) async throws -> Header {
        let arguments = ["keys", "create", "--data", folder.url.path, "--name", owner]
        let made = try await Program.run(ServerProcess.binary, arguments, environment: [:], folder: Fixtures.root)
        #expect(made.status == 0, "\(made.errors)")
        return ("Authorization", "Bearer \(made.output.trimmingCharacters(in: .newlines))")
    }

    private func id(_ prefix: String, in reply: HTTPReply) throws -> String {
        let text = reply.text + (reply.headers["location"] ?? "")
        return try #require(text.firstMatch(of: try Regex("\(prefix)_[0-9a-f-]{36}")), "\(text)").output[0].substring
            .map(String.init) ?? ""
    }

    private func make(_ server: ServerProcess, _ owner: Header) async throws -> Belongings {
        let typed = try await server.send(
            .post,
            "/v1/answers",
            headers: [owner, Self.json, ("Prefer", "wait=120"), ("Idempotency-Key", "k")],
            body: .text(#"{"answer":"I measured \#(Self.secret) and it got faster.","question":"\#(Self.secret)?"}"#)
        )
        #expect(typed.status == 200, "\(typed.text)")
        let upload = try await server.send(.post, "/v1/uploads", headers: [owner, Self.tus, ("Upload-Length", "4")])
        let webhook = try await server.send(
            .post,
            "/v1/webhooks",
            headers: [owner, Self.json],
            body: .text(#"{"url":"https://\#(Self.secret).invalid/","events":["answer.done"]}"#)
        )
        #expect(webhook.status == 201, "\(webhook.text)")
        let hook = try id("whk", in: webhook)
        let trial = try await server.send(.post, "/v1/webhooks/\(hook)/test", headers: [owner])
        let delivery = try #require(trial.text.firstMatch(of: /"id":"([^"]+)"/), "\(trial.text)")
        let question = try await server.send(
            .post,
            "/v1/questions",
            headers: [owner, Self.json],
            body: .text(#"{"text":"Tell me about \#(Self.secret)."}"#)
        )
        #expect(question.status == 201, "\(question.text)")
        let interview = try await server.send(
            .post,
            "/v1/interviews",
            headers: [owner, Self.json],
            body: .text(
                #"{"mode":"practice","title":"\#(Self.secret)","questions":["\#(try id("qst", in: question))"],"observations":true}"#
            )
        )
        #expect(interview.status == 201, "\(interview.text)")
        let held = try id("ivw", in: interview)
        _ = try await server.send(.post, "/v1/interviews/\(held)/start", headers: [owner])
        let resume = try await server.send(
            .post,
            "/v1/resumes?name=cv.txt",
            headers: [owner],
            body: .text("Ada \(Self.secret)\nSkills\nPython, SQL\n")
        )
        #expect(resume.status == 201, "\(resume.text)")
        let match = try await server.send(
            .post,
            "/v1/resumes/\(try id("cvt", in: resume))/matches",
            headers: [owner, Self.json],
            body: .text(#"{"job":"\#(Self.secret)\nRequirements\nPython"}"#)
        )
        #expect(match.status == 201, "\(match.text)")
        let knowledge = try await server.send(
            .post,
            "/v1/knowledge/documents?name=\(Self.secret).md",
            headers: [owner],
            body: .text("# \(Self.secret)\n\nOnly the first owner knows.")
        )
        #expect(knowledge.status == 202, "\(knowledge.text)")
        let list = try await server.send(
            .post,
            "/v1/question-lists",
            headers: [owner, Self.json],
            body: .text(#"{"name":"\#(Self.secret)","questions":[]}"#)
        )
        #expect(list.status == 201, "\(list.text)")
        let (link, remark) = try await share(server, owner, answer: try id("ans", in: typed), interview: held)
        return Belongings(
            answer: try id("ans", in: typed),
            upload: try id("upl", in: upload),
            webhook: hook,
            delivery: String(delivery.output.1),
            question: try id("qst", in: question),
            interview: held,
            resume: try id("cvt", in: resume),
            match: try id("mat", in: match),
            knowledge: try id("kdc", in: knowledge),
            list: try id("lst", in: list),
            share: link,
            comment: remark
        )
    }

    /// A link to an interview, one to an answer, and a remark at the second: the ids of that link and its remark.
    private func share(_ server: ServerProcess, _ owner: Header, answer: String, interview: String) async throws -> (
        link: String, remark: String
    ) {
        var made: HTTPReply?
        for thing in [#""interview":"\#(interview)""#, #""answer":"\#(answer)""#] {
            let reply = try await server.send(
                .post,
                "/v1/shares",
                headers: [owner, Self.json],
                body: .text(#"{\#(thing),"parts":["transcript"],"label":"\#(Self.secret)"}"#)
            )
            #expect(reply.status == 201, "\(reply.text)")
            made = reply
        }
        let link = try #require(made)
        let token = try #require(link.text.firstMatch(of: /\/s\/([0-9a-f]{64})/)).1
        let remark = try await server.send(
            .post,
            "/v1/shares/\(token)/comments",
            headers: [Self.json],
            body: .text(#"{"name":"Grace","text":"\#(Self.secret)"}"#)
        )
        #expect(remark.status == 201, "\(remark.text)")
        return (try id("shr", in: link), try id("rmk", in: remark))
    }

    /// Everything the first owner sees, but for what a delivery does by itself meanwhile.
    private func sight(_ server: ServerProcess, _ owner: Header, _ things: Belongings) async throws -> [String] {
        var seen: [String] = []
        for path in [
            "answers", "answers/\(things.answer)", "answers/\(things.answer)/versions", "webhooks",
            "questions/\(things.question)", "question-lists/\(things.list)", "interviews/\(things.interview)",
            "interviews/\(things.interview)/observations", "shares", "shares/\(things.share)/comments",
        ] {
            let reply = try await server.send(.get, "/v1/\(path)", headers: [owner])
            #expect(reply.status == 200, "\(path) \(reply.text)")
            seen.append(reply.text.replacing(/"(failingSince|restingUntil)":"[^"]*",?/, with: ""))
        }
        let upload = try await server.send(.head, "/v1/uploads/\(things.upload)", headers: [owner, Self.tus])
        return seen + ["\(upload.status) \(upload.headers["upload-offset"] ?? "")"]
    }

    private func filled(_ path: String, _ things: Belongings) -> String {
        let owned = [
            "/v1/uploads": things.upload, "/v1/webhooks": things.webhook, "/v1/resumes": things.resume,
            "/v1/knowledge": things.knowledge, "/v1/question-lists": things.list, "/v1/questions": things.question,
            "/v1/interviews": things.interview, "/v1/shares": things.share,
        ]
        let own = owned.first { path.hasPrefix($0.key) }?.value ?? things.answer
        return path.replacing("{id}", with: own).replacing("{other}", with: things.answer)
            .replacing("{comment}", with: things.comment).replacing("{delivery}", with: things.delivery).replacing(
                "{match}",
                with: things.match
            ).replacing(
                "{name}",
                with: "filler-1"
            )
            .replacing("{number}", with: "1")
    }

    /// A request that would do what the operation is for, were the ids the sender's own.
    private func request(_ operation: HTTPKit.Operation) -> [(headers: [Header], body: HTTPBody)] {
        switch (operation.method, operation.path) {
        case (.patch, "/v1/answers/{id}"):
            [([Self.json, ("If-Match", "*")], .text(#"{"transcript":"Other words."}"#))]
        case (.patch, "/v1/question-lists/{id}"): [([Self.json], .text(#"{"name":"Mine"}"#))]
        case (.post, "/v1/answers/{id}/ask"): [([Self.json], .text(#"{"quote":"I measured"}"#))]
        case (.patch, "/v1/questions/{id}"): [([Self.json], .text(#"{"text":"Something else entirely?"}"#))]
        case (.post, "/v1/interviews/{id}/skip"), (.post, "/v1/interviews/{id}/back"):
            [([Self.json], .text(#"{"turn":1}"#))]
        case (.post, "/v1/interviews/{id}/turns/{number}/answer"):
            [([Self.json], .text(#"{"answer":"I was never asked this."}"#))]
        case (.post, "/v1/interviews/{id}/observations"):
            [
                (
                    [Self.json],
                    .text(
                        #"{"client":"c","observations":[{"sequence":0,"type":"hidden","at":"2026-01-31T09:30:00Z"}]}"#
                    )
                )
            ]
        case (.post, "/v1/resumes/{id}/matches"): [([Self.json], .text(#"{"job":"Python"}"#))]
        case (.patch, "/v1/resumes/{id}/matches/{match}/rewrite"):
            [([Self.json], .text(#"{"changes":[{"number":1,"state":"accepted"}]}"#))]
        case (.patch, "/v1/shares/{id}/comments/{comment}"): [([Self.json], .text(#"{"state":"hidden"}"#))]
        case (.patch, "/v1/webhooks/{id}"): [([Self.json], .text(#"{"enabled":false}"#))]
        case (.patch, "/v1/answers/{id}/label"): [([Self.json], .text(#"{"name":"mine","starred":true}"#))]
        case (.post, "/v1/answers/{id}/ratings"): [([Self.json], .text(#"{"score":1}"#))]
        case (.patch, _): [(Self.piece, .text("evil"))]
        case (.post, "/v1/uploads/{id}"):
            ["PATCH", "DELETE", "HEAD"].map { (Self.piece + [("X-HTTP-Method-Override", $0)], .text("evil")) }
        case (_, "/v1/uploads/{id}"): [([Self.tus], .empty)]
        default: [([], .empty)]
        }
    }

    @Test func `no operation shows or changes what belongs to another owner, wherever its id stands`() async throws {
        let folder = try TemporaryFolder()
        let (ada, bob) = (try await key("ada", in: folder), try await key("bob", in: folder))
        let server = try await ServerProcess(data: folder.url)
        let things = try await make(server, ada)
        let before = try await sight(server, ada, things)
        var asked = 0
        // OPTIONS looks nothing up: it names an address's methods, the same ones for every id.
        for operation in Interface.document.operations
        where operation.path.contains("{id}") && operation.method != .options {
            guard let method = HTTPRequest.Method(rawValue: operation.method.rawValue.uppercased()) else { continue }
            for (headers, body) in request(operation) {
                let path = filled(operation.path, things)
                let reply = try await server.send(method, path, headers: headers + [bob], body: body)
                // What looks after the installation is refused as such, before an id is looked at.
                let isForAdmins: Bool =
                    switch operation.needs {
                    case .permission(let needed): ![.answersRead, .answersWrite].contains(needed)
                    case .open: false
                    }
                #expect(reply.status == (isForAdmins ? 403 : 404), "\(method) \(path): \(reply.status) \(reply.text)")
                #expect(!reply.text.contains(Self.secret), "\(method) \(path)")
                asked += 1
            }
        }
        #expect(asked >= 38, "\(asked)")
        try await elsewhere(server, bob, things)
        #expect(try await sight(server, ada, things) == before)
        _ = await server.stop()
    }

    /// Ids in queries, bodies, headers, metadata and keys.
    private func elsewhere(_ server: ServerProcess, _ bob: Header, _ things: Belongings) async throws {
        for form in ["pdf", "html"] {
            let series = try await server.send(
                .get,
                "/v1/reports/series.\(form)?answers=\(things.answer)",
                headers: [bob]
            )
            #expect(series.status == 404 && !series.text.contains(Self.secret))
        }
        let cursor = "9999999999999.\(things.answer)"
        for path in [
            "answers", "answers?cursor=\(cursor)", "exports/answers.csv", "exports/answers.zip", "webhooks",
            "questions?source=own", "interviews", "progress", "progress/drills", "resumes", "knowledge/documents",
            "knowledge/search?q=\(Self.secret)", "shares",
        ] {
            let list = try await server.send(.get, "/v1/\(path)", headers: [bob])
            #expect(list.status == 200, "\(path) \(list.status)")
            #expect(!list.text.contains(things.answer) && !list.text.contains(Self.secret), "\(path)")
        }
        let claim = try await server.send(
            .post,
            "/v1/answers",
            headers: [bob, Self.json],
            body: .text(#"{"uploadId":"\#(things.upload)","question":"Why?"}"#)
        )
        #expect(claim.status == 404, "\(claim.text)")
        for thing in [#""answer":"\#(things.answer)""#, #""interview":"\#(things.interview)""#] {
            let link = try await server.send(
                .post,
                "/v1/shares",
                headers: [bob, Self.json],
                body: .text(#"{\#(thing),"parts":["transcript"]}"#)
            )
            #expect(link.status == 404, "\(link.text)")
        }
        let selection = try await server.send(
            .post,
            "/v1/rescores",
            headers: [bob, Self.json],
            body: .text(#"{"selection":{"ids":["\#(things.answer)"]}}"#)
        )
        #expect(selection.status == 403, "\(selection.text)")
        let named = try await server.send(
            .post,
            "/v1/interviews",
            headers: [bob, Self.json],
            body: .text(#"{"mode":"practice","questions":["\#(things.question)"]}"#)
        )
        #expect(named.status == 404, "\(named.text)")
        let own = try await server.send(
            .post,
            "/v1/interviews",
            headers: [bob, Self.json],
            body: .text(#"{"mode":"practice","count":1}"#)
        )
        let held = try id("ivw", in: own)
        _ = try await server.send(.post, "/v1/interviews/\(held)/start", headers: [bob])
        let bound = try await server.send(
            .post,
            "/v1/interviews/\(held)/turns/1/answer",
            headers: [bob, Self.json],
            body: .text(#"{"answerId":"\#(things.answer)"}"#)
        )
        #expect(bound.status == 404 && !bound.text.contains(Self.secret), "\(bound.text)")
        let metadata = "id \(Data(things.upload.utf8).base64EncodedString())"
        let upload = try await server.send(
            .post,
            "/v1/uploads",
            headers: [bob, Self.tus, ("Upload-Length", "4"), ("Upload-Metadata", metadata)]
        )
        #expect(upload.status == 201 && upload.headers["location"]?.contains(things.upload) == false)
        // The same key and the same words: an answer of its own, not the first owner's once more.
        let again = try await server.send(
            .post,
            "/v1/answers",
            headers: [bob, Self.json, ("Idempotency-Key", "k")],
            body: .text(#"{"answer":"I measured \#(Self.secret) and it got faster.","question":"\#(Self.secret)?"}"#)
        )
        #expect(again.status == 202 && !again.text.contains(things.answer), "\(again.text)")
        #expect(again.headers["idempotency-replayed"] == nil)
    }
}
