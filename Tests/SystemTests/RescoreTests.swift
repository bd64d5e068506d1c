import FakeUpstreams
import Foundation
import Outbound
import Support
import Testing

/// A thousand stored answers scored again by the built binary, against fakes that count.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct RescoreTests {
    private func debrief(_ arguments: [String], _ environment: [String: String]) async throws -> Program.Outcome {
        try await Program.run(ServerProcess.binary, arguments, environment: environment, folder: Fixtures.root)
    }

    @Test func `a new rubric costs one judging an answer and nothing else, also when it is killed half-way`()
        async throws
    {
        try await FakeUpstreams.with { fakes in
            let folder = try TemporaryFolder()
            let environment = Upstreams.environment(fakes)
            let data = ["--data", folder.url.path]
            let seeded = try await debrief(["seed", "--answers", "1000"] + data, environment)
            #expect(seeded.status == 0, "\(seeded.errors)")
            #expect(fakes.gemini.calls == 0 && fakes.openAI.calls == 0)

            let dry = try await debrief(["rescore", "--rubric", "technical", "--dry-run"] + data, environment)
            #expect(dry.output.contains("decode: 1000 reused, 0 anew"), "\(dry.output)\(dry.errors)")
            #expect(dry.output.contains("evaluate: 0 reused, 1000 anew") && dry.output.contains("outside: 1000"))
            #expect(fakes.gemini.calls == 0)

            // Four judgings hang when five hundred are answered, and the process is killed then.
            let (answered, hanging) = (500, 4)
            fakes.gemini.script =
                Array(repeating: FakeMode.ok, count: answered) + Array(repeating: FakeMode.slow, count: hanging)
            let first = try Program(
                ServerProcess.binary,
                ["rescore", "--rubric", "technical", "--concurrency", "4"] + data,
                environment: environment.merging(["EVALUATE_GEMINI_TIMEOUT_MS": "60000"]) { $1 },
                folder: Fixtures.root
            )
            await fakes.gemini.reached(calls: answered + hanging)
            first.signal(SIGKILL)
            let killed = await first.outcome()
            let id = try #require(killed.errors.firstMatch(of: /rsc_[0-9a-f-]{36}/)).output

            let rest = try await debrief(
                [
                    "rescore", "--resume", String(id), "--json", folder.path("drift.json"), "--pdf",
                    folder.path("drift.pdf"),
                ]
                    + data,
                environment
            )
            #expect(rest.status == 0, "\(rest.errors)")
            // Those that hung were never answered; of those that were answered none is asked for again.
            #expect(fakes.gemini.calls - hanging == 1_000)
            #expect(fakes.openAI.calls == 0)
            let json = try JSONSerialization.jsonObject(
                with: Data(contentsOf: URL(filePath: folder.path("drift.json")))
            )
            #expect((json as? [String: Any])?["answers"] as? Int == 1_000)
            #expect(try Data(contentsOf: URL(filePath: folder.path("drift.pdf"))).starts(with: Array("%PDF-".utf8)))

            // Nothing is left to do: the same rubric costs nothing.
            let again = try await debrief(["rescore", "--rubric", "technical"] + data, environment)
            #expect(again.output.contains("1000 answers have new results, 0 kept"), "\(again.output)\(again.errors)")
            #expect(fakes.gemini.calls - hanging == 1_000)
        }
    }

    private struct Reply: Decodable {
        var id: String
        var state: String
        var done: Int
        var upstreamCalls: Int
        var reason: String?
    }

    @Test func `over HTTP: a forecast, a budget that pauses, resuming, events and the drift`() async throws {
        try await FakeUpstreams.with { fakes in
            let folder = try TemporaryFolder()
            let environment = Upstreams.environment(fakes)
            let seeded = try await debrief(["seed", "--answers", "20", "--data", folder.url.path], environment)
            #expect(seeded.status == 0, "\(seeded.errors)")
            let server = try await ServerProcess(data: folder.url, environment: environment)
            func post(_ path: String, _ body: String, _ headers: [(String, String)] = []) async throws -> HTTPReply {
                try await server.send(
                    .post,
                    path,
                    headers: headers + [("Content-Type", "application/json")],
                    body: HTTPBody([.bytes(Array(body.utf8))])
                )
            }
            let dry = try await post("/v1/rescores", #"{"rubric":"technical","dryRun":true}"#)
            #expect(dry.status == 200 && dry.text.contains("\"upstreamCalls\":20"), "\(dry.text)")
            let wrong = try await post("/v1/rescores", #"{"rubrik":"technical"}"#)
            #expect(wrong.status == 400 && wrong.text.contains("rubrik"), "\(wrong.text)")
            #expect(try await post("/v1/rescores", #"{"rubric":"nosuch"}"#).status == 400)

            let body = #"{"rubric":"technical","maxCalls":7}"#
            let begun = try await post("/v1/rescores", body, [("Idempotency-Key", "again")])
            #expect(begun.status == 202, "\(begun.text)")
            let repeated = try await post("/v1/rescores", body, [("Idempotency-Key", "again")])
            let path = try #require(begun.headers["location"])
            #expect(repeated.headers["location"] == path)
            var reply = try JSONDecoder().decode(Reply.self, from: Data(begun.body))
            while reply.state == "running" {
                reply = try JSONDecoder().decode(Reply.self, from: Data(try await server.send(.get, path).body))
            }
            #expect(reply.state == "paused" && reply.reason == "rescore.budget" && reply.upstreamCalls == 7)
            #expect(fakes.gemini.calls == 7)
            for limits in [
                #"{"maxCalls":1000000001}"#, #"{"maxCalls":-1}"#, #"{"concurrency":0}"#, #"{"concurrency":65}"#,
            ] {
                #expect(try await post(path + "/resume", limits).status == 400, "\(limits)")
            }
            #expect(try await post(path + "/resume", #"{"maxCalls":100}"#).status == 200)
            let events = try await server.send(.get, path + "/events")
            #expect(events.text.contains("\"state\":\"done\""), "\(events.text)")
            #expect(fakes.gemini.calls == 20)
            #expect(try await post(path + "/pause", "").status == 409)
            #expect(try await server.send(.get, path + "/drift").text.contains("\"answers\":20"))
            #expect(try await server.send(.get, path + "/drift.csv").text.hasPrefix("id,title,answers"))
            #expect(try await server.send(.get, path + "/drift.pdf").body.starts(with: Array("%PDF-".utf8)))
            #expect(try await server.send(.get, "/v1/rescores").text.contains(reply.id))
            let list = try await server.send(.get, "/v1/answers?limit=1").text
            let answer = try #require(list.firstMatch(of: /ans_[0-9a-f-]{36}/)).output
            let versions = try await server.send(.get, "/v1/answers/\(answer)/versions").text
            #expect(versions.matches(of: /"isCurrent":true/).count == 1)
            #expect(versions.matches(of: /"isCurrent":false/).count == 1)
            #expect(await server.stop().status == 0)
        }
    }
}
