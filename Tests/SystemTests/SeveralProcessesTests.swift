import Answers
import Core
import Database
import FakeUpstreams
import Foundation
import Jobs
import Model
import Outbound
import StorageConformance
import Support
import Testing

/// API and workers are processes of their own over one PostgreSQL.
@Suite(
    .timeLimit(.minutes(3)),
    .serialized,
    .enabled(if: TestPostgres.server != nil, "DEBRIEF_TEST_POSTGRES names no server; scripts/test starts one")
)
struct SeveralProcessesTests {
    private func with(_ settings: [String: String], _ body: (FaultHouse) async throws -> Void) async throws {
        try await FakeUpstreams.with { fakes in
            let house = try await FaultHouse(fakes, onPostgres: true, settings: settings)
            do {
                try await body(house)
                await house.close()
            } catch {
                await house.close()
                throw error
            }
        }
    }

    @Test func `the API streams what a worker elsewhere does, each change once, and takes up where a client left off`()
        async throws
    {
        try await with([:]) { house in
            let id = try await house.submit()
            #expect(await house.standing(id)?.status == .queued)
            let events = Task { [server = house.server] in try await server.send(.get, "/v1/answers/\(id)/events").text
            }
            try await house.startWorker()
            let text = try await events.value
            let numbers = text.matches(of: /(?m)^id: (\d+)$/).compactMap { Int($0.output.1) }
            #expect(numbers == Array(1...7), "\(text)")
            #expect(text.contains(#""stage":"evaluate""#) && text.contains(#""status":"done""#))
            let rest = try await house.server.send(.get, "/v1/answers/\(id)/events", headers: [("Last-Event-ID", "4")])
            #expect(rest.status == 200 && rest.text.contains("id: 7") && !rest.text.contains("id: 4"))
            let over = try await house.server.send(.get, "/v1/answers/\(id)/events", headers: [("Last-Event-ID", "7")])
            #expect(over.status == 204)
        }
    }

    @Test func `a worker that is told to stop hands long work back in time, and nothing counts against it`()
        async throws
    {
        try await with(["WORKER_GRACE_MS": "300"]) { house in
            house.fakes.openAI.slowness = .seconds(60)
            try await house.startWorker()
            let id = try await house.submit()
            await house.fakes.openAI.reached(calls: 1)
            let start = ContinuousClock.now
            let outcome = await house.stopWorker()
            #expect(outcome?.status == 0, "\(outcome?.errors ?? "")")
            #expect(start.duration(to: .now) < .seconds(10))
            let job = try #require(try await JobStore.answers(house.database).jobs(of: id).first)
            #expect(job.state == .available && job.attempts == 0 && job.rescues == 0)
            house.slow()
            try await house.startWorker()
            try await house.finish([id])
            #expect(await house.standing(id)?.status == .done)
        }
    }

    @Test func `requests with one key to two processes at once make one answer, which is paid for once`() async throws {
        try await with([:]) { house in
            let second = try await house.secondServer()
            let recording = Fixtures.file("audio/short.webm")
            let fields = [("question", "Why?")]
            for round in 0..<5 {
                let headers = [("Idempotency-Key", "key-\(round)")]
                let replies = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                    for server in [house.server, second, house.server, second] {
                        group.addTask { try await server.post(recording, fields: fields, headers: headers) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                // The others are told that it is under way, or get the same reply.
                let accepted = replies.filter { $0.status == 202 }
                #expect(Set(accepted.map(\.text)).count == 1 && replies.allSatisfy { [202, 409].contains($0.status) })
            }
            let ids = try await house.database.read { connection in
                try connection.execute("SELECT id FROM answers").compactMap { row in AnswerID(try row.text("id")) }
            }
            #expect(ids.count == 5)
            try await house.startWorker()
            try await house.finish(ids)
            #expect(house.fakes.openAI.requests.count == 5 && house.fakes.gemini.requests.count == 5)
            _ = await second.stop()
        }
    }

    @Test func `a quota that is spent at one process is spent at another within a second`() async throws {
        try await with(["LIMITS_WRITES": "40", "LIMITS_WITHOUT_KEYS": "true"]) { house in
            let second = try await house.secondServer()
            func write(_ server: ServerProcess) async throws -> HTTPReply {
                try await server.send(.delete, "/v1/answers/ans_01900000-0000-7000-8000-000000000000")
            }
            var passed = 0
            while try await write(house.server).status == 404 { passed += 1 }
            #expect((40...44).contains(passed), "\(passed)")
            // The first request tells the second process of the client; by its next exchange it knows what was spent.
            let start = ContinuousClock.now
            var (late, reply) = (0, try await write(second))
            while reply.status == 404 {
                late += 1
                if start.duration(to: .now) > .seconds(10) { break }
                try await Task.sleep(for: .milliseconds(50))
                reply = try await write(second)
            }
            #expect(reply.status == 429 && late < 30, "\(late) more passed")
            #expect(start.duration(to: .now) < .seconds(3), "\(late) more passed")
            #expect(Int(reply.headers["retry-after"] ?? "") ?? 0 >= 1)
            // The first one has what came back to it since, until it learns with that of the rest.
            var more = 0
            while more < 10, try await write(house.server).status == 404 {
                more += 1
                try await Task.sleep(for: .milliseconds(250))
            }
            #expect(more < 10, "\(more) more passed")
            _ = await second.stop()
        }
    }

    @Test func `an answer that is cancelled frees the worker that has it`() async throws {
        try await with(["WORKER_CONCURRENCY": "1", "TRANSCRIBE_OPENAI_TIMEOUT_MS": "120000"]) { house in
            house.fakes.openAI.slowness = .seconds(60)
            try await house.startWorker()
            let first = try await house.submit()
            await house.fakes.openAI.reached(calls: 1)
            let reply = try await house.server.send(.post, "/v1/answers/\(first)/cancel")
            #expect(reply.status == 200 && reply.text.contains("job.cancelled"), "\(reply.text)")
            house.slow()
            let start = ContinuousClock.now
            let second = try await house.submit()
            try await house.finish([second])
            #expect(start.duration(to: .now) < .seconds(30))
            #expect(await house.standing(second)?.status == .done)
            #expect(await house.standing(first)?.status == .failed)
        }
    }
}
