import FakeUpstreams
import Foundation
import Outbound
import Support
import Testing

/// A transcript that was heard wrong, corrected by its speaker, with engines that count how often they are asked.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct CorrectionTests {
    private let json = (name: "Content-Type", value: "application/json")

    private func object(_ reply: HTTPReply) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any], "\(reply.text)")
    }

    private func finished(_ id: String, on server: ServerProcess) async throws -> HTTPReply {
        _ = try await server.send(.get, "/v1/answers/\(id)/events")
        return try await server.send(.get, "/v1/answers/\(id)")
    }

    /// Start and end of the words that occur once.
    private func times(_ transcript: [String: Any]) throws -> [String: [Int]] {
        let words = try #require(transcript["words"] as? [[String: Any]])
        let all = Dictionary(grouping: words) { ($0["text"] as? String ?? "").lowercased() }
        return try all.filter { $0.value.count == 1 }.mapValues { word in
            [try #require(word[0]["startMs"] as? Int), try #require(word[0]["endMs"] as? Int)]
        }
    }

    @Test func `a correction costs one judging, no decoding and no hearing, and keeps the old score`() async throws {
        try await Upstreams.with { house in
            let (server, fakes) = (house.server, house.fakes)
            let reply = try await server.post(Fixtures.file("audio/answer.webm"), headers: [("Prefer", "wait=120")])
            let id = try #require(try object(reply)["id"] as? String, "\(reply.text)")
            let before = try await server.send(.get, "/v1/answers/\(id)")
            let tag = try #require(before.headers["etag"])
            let calls = (heard: fakes.openAI.calls, judged: fakes.gemini.calls)
            #expect(calls.heard > 0 && calls.judged > 0)

            let address = "/v1/answers/\(id)"
            let words = """
                I led the migration of our orders to Postgres because the old store lost rights every week. First I measured \
                the failures, then I moved the tables in four steps, and in the end we had no lost order in half a year.
                """
            let body = HTTPBody.text(#"{"transcript":"\#(words)"}"#)
            #expect(try await server.send(.patch, address, headers: [json], body: body).status == 428)
            let stale = try await server.send(.patch, address, headers: [json, ("If-Match", "\"x\"")], body: body)
            #expect(stale.status == 412)
            let taken = try await server.send(.patch, address, headers: [json, ("If-Match", tag)], body: body)
            #expect(taken.status == 202, "\(taken.text)")
            // The same correction again: the answer is another one by now.
            #expect(
                try await server.send(.patch, address, headers: [json, ("If-Match", tag)], body: body).status == 412
            )

            let after = try await finished(id, on: server)
            let answer = try object(after)
            #expect(answer["status"] as? String == "done", "\(after.text)")
            let transcript = try #require(answer["transcript"] as? [String: Any])
            #expect(transcript["text"] as? String == words)
            #expect(transcript["engine"] as? String == "supplied")
            // What was heard keeps its times, so that captions and the places of words go on.
            let heard = try #require(try object(before)["transcript"] as? [String: Any])
            #expect(transcript["wordTimes"] as? String == "exact", "\(transcript)")
            let (old, new) = (try times(heard), try times(transcript))
            #expect(
                new.keys.allSatisfy { old[$0] == nil || old[$0] == new[$0] } && new.keys.contains { old[$0] != nil }
            )
            #expect(try await server.send(.get, "\(address)/transcript.vtt").text.contains("-->"))
            #expect(after.headers["etag"] != tag)
            #expect(fakes.openAI.calls == calls.heard, "nothing is heard again")
            #expect(fakes.gemini.calls == calls.judged + 1, "it is judged once")
            let provenance = try #require(answer["provenance"] as? [[String: Any]])
            let reused = provenance.filter { $0["reused"] as? Bool == true }.compactMap { $0["stage"] as? String }
            #expect(reused == ["decode"])

            let versions = try object(try await server.send(.get, "\(address)/versions"))["versions"]
            let list = try #require(versions as? [[String: Any]])
            #expect(list.compactMap { $0["isCurrent"] as? Bool } == [false, true])

            // Taken back: what was heard counts again, nothing is heard or judged anew, and there is nothing before it.
            let undo = HTTPBody.text(#"{"undo":true}"#)
            let tagged = ("If-Match", try #require(after.headers["etag"]))
            #expect(try await server.send(.patch, address, headers: [json, tagged], body: undo).status == 202)
            let back = try await finished(id, on: server)
            let again = try #require(try object(back)["transcript"] as? [String: Any])
            #expect(again["text"] as? String == heard["text"] as? String)
            #expect(fakes.openAI.calls == calls.heard && fakes.gemini.calls == calls.judged + 1)
            let last = ("If-Match", try #require(back.headers["etag"]))
            #expect(try await server.send(.patch, address, headers: [json, last], body: undo).status == 400)
        }
    }

    @Test func `what a client has already is not sent again, and a part only of the same bytes`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let words = [("transcript", "I led the migration because I measured it."), ("role", "Nurse & Co")]
        let reply = try await server.post(
            Fixtures.file("audio/answer.webm"),
            fields: words,
            headers: [("Prefer", "wait=120")]
        )
        let id = try #require(try object(reply)["id"] as? String, "\(reply.text)")
        for path in ["", "/versions", "/clips", "/audio", "/report.pdf"].map({ "/v1/answers/\(id)\($0)" }) + [
            "/v1/answers"
        ] {
            let first = try await server.send(.get, path)
            let tag = try #require(first.headers["etag"], "\(path)")
            let again = try await server.send(.get, path, headers: [("If-None-Match", "\"x\", \(tag)")])
            #expect(again.status == 304 && again.body.isEmpty, "\(path)")
            #expect(again.headers["etag"] == tag)
        }
        let tag = try #require(try await server.send(.get, "/v1/answers/\(id)/audio").headers["etag"])
        let range = (name: "Range", value: "bytes=0-3")
        #expect(
            try await server.send(.get, "/v1/answers/\(id)/audio", headers: [range, ("If-Range", tag)]).status == 206
        )
        #expect(
            try await server.send(.get, "/v1/answers/\(id)/audio", headers: [range, ("If-Range", "\"x\"")]).status
                == 200
        )

        let list = try await server.send(.get, "/v1/answers?role=nurse%20%26%20co&status=done&limit=1")
        #expect(list.text.contains(id))
        #expect(try await server.send(.get, "/v1/answers?rubric=behavioural").text.contains(id) == true)
        #expect(try await server.send(.get, "/v1/answers?role=engineer").text.contains(id) == false)
        #expect(try await server.send(.get, "/v1/answers?rolle=nurse").status == 400)
        #expect(try await server.send(.get, "/v1/answers?since=yesterday").status == 400)
        _ = try await server.post(Fixtures.file("audio/answer.webm"), fields: words)
        let page = try await server.send(.get, "/v1/answers?role=nurse%20%26%20co&limit=1")
        let next = try #require(page.headers["link"]?.firstMatch(of: /<([^>]+)>; rel="next"/)?.1)
        #expect(try await server.send(.get, String(next)).text.contains(id))
        _ = await server.stop()
    }

    @Test func `exports hold what there is of each answer`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        var ids: [String] = []
        for role in ["Engineer", "Nurse"] {
            let fields = [("role", role), ("transcript", "I led the migration because I measured it.")]
            let file = Fixtures.file("audio/answer.webm")
            let reply = try await server.post(file, fields: fields, headers: [("Prefer", "wait=120")])
            ids.append(try #require(try object(reply)["id"] as? String, "\(reply.text)"))
        }
        let table = try await server.send(.get, "/v1/exports/answers.csv?role=nurse")
        let lines = table.text.split(separator: "\r\n")
        #expect(lines.count == 2)
        #expect(lines[1].hasPrefix("\(ids[1]),done,"))
        #expect(table.headers["content-disposition"] == "attachment; filename=\"debrief-answers.csv\"")

        let script = """
            import json, sys, zipfile
            z = zipfile.ZipFile(sys.argv[1])
            assert z.testzip() is None
            assert z.read([n for n in z.namelist() if n.endswith("report.pdf")][0]).startswith(b"%PDF-")
            assert json.loads(z.read([n for n in z.namelist() if n.endswith("answer.json")][0]))["status"] == "done"
            print(" ".join(sorted(z.namelist())))
            """
        let python = try #require(Program.find("python3"))
        func names(_ path: String) async throws -> String {
            let reply = try await server.send(.get, path)
            #expect(reply.status == 200 && reply.headers["content-type"] == "application/zip")
            try Data(reply.body).write(to: URL(filePath: folder.path("a.zip")))
            let check = try await Program.run(python, ["-c", script, folder.path("a.zip")])
            #expect(check.status == 0, "\(check.errors)")
            return check.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let one = "answer.json recording.webm report.html report.pdf"
        #expect(try await names("/v1/answers/\(ids[0])/export.zip") == one)
        let both = ids.sorted().flatMap { id in one.split(separator: " ").map { "\(id)/\($0)" } }.joined(separator: " ")
        #expect(try await names("/v1/exports/answers.zip") == both)
        #expect(try await server.send(.get, "/v1/answers/ans_x/export.zip").status == 404)
        _ = await server.stop()
    }

    @Test func `an answer may be typed: its content is judged, and nothing pretends to have heard it`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let words = """
            WEBVTT is what I worked on last spring. Errors had doubled after a release, so I measured every change, moved the \
            customers over in four steps, and wrote down how to go back. We halved the errors within two weeks.
            """
        let body = HTTPBody.text(
            #"{"answer":"\#(words)","question":"Tell me about a hard problem.","keywords":["latency"]}"#
        )
        let headers = [json, ("Prefer", "wait=120"), ("Idempotency-Key", "typed-1")]
        let reply = try await server.send(.post, "/v1/answers", headers: headers, body: body)
        #expect(reply.status == 200, "\(reply.text)")
        let answer = try object(reply)
        let id = try #require(answer["id"] as? String)
        #expect(answer["status"] as? String == "done")
        for part in ["recording", "quality", "delivery"] { #expect(answer[part] == nil, "\(part)") }
        #expect((answer["transcript"] as? [String: Any])?["text"] as? String == words)
        #expect((answer["notes"] as? [String])?.first?.hasPrefix("The answer was typed") == true)
        let evaluation = try #require(answer["evaluation"] as? [String: Any])
        // Nothing here can judge whether it answers the question, so there is a checklist and no score.
        #expect(evaluation["score"] == nil && evaluation["abstained"] is String, "\(reply.text)")
        #expect((evaluation["criteria"] as? [Any])?.isEmpty == false)
        #expect(evaluation["missedKeywords"] as? [String] == ["latency"])

        let again = try await server.send(.post, "/v1/answers", headers: headers, body: body)
        #expect(try object(again)["id"] as? String == id)
        #expect(again.headers["idempotency-replayed"] == "true")
        let pdf = try await server.send(.get, "/v1/answers/\(id)/report.pdf")
        #expect(pdf.status == 200 && pdf.body.starts(with: Array("%PDF-".utf8)))
        #expect(try await server.send(.get, "/v1/answers/\(id)/report.html").status == 200)
        for rest in ["audio", "clips"] {
            #expect(try await server.send(.get, "/v1/answers/\(id)/\(rest)").status == 404, "\(rest)")
        }
        let document = try InterfaceDocument(Data(try await server.send(.get, "/openapi.json").body))
        let faults = document.faults(
            of: "POST",
            "/v1/answers",
            status: reply.status,
            headers: reply.headers,
            body: reply.body
        )
        #expect(faults == [])
        #expect(try await server.send(.get, "/v1/exports/answers.csv").text.contains(id))
        #expect(try await server.send(.delete, "/v1/answers/\(id)").status == 204)
        _ = await server.stop()
    }
}
