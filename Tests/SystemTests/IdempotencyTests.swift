import FakeUpstreams
import Foundation
import Outbound
import Support
import Testing

/// Requests that are sent twice, to the built server.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct IdempotencyTests {
    private let recording = Fixtures.file("audio/short.webm")
    private let fields = [("question", "Why?"), ("transcript", "Because it worked, and we measured it.")]

    private func id(_ reply: HTTPReply) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any]
        return try #require(object?["id"] as? String, "\(reply.text)")
    }

    private func count(_ server: ServerProcess) async throws -> Int {
        try await server.send(.get, "/v1/answers").text.matches(of: /"id":"ans_/).count
    }

    @Test func `a phone that never saw its 202 makes one answer, before and after a restart`() async throws {
        let folder = try TemporaryFolder()
        let headers = [("Idempotency-Key", "take-1")]
        let server = try await ServerProcess(data: folder.url)
        let first = try await server.post(recording, fields: fields, headers: headers)
        #expect(first.status == 202, "\(first.text)")
        let second = try await server.post(recording, fields: fields, headers: headers)
        #expect(second.status == 202 && second.body == first.body, "\(second.text)")
        #expect(second.headers["location"] == first.headers["location"])
        #expect(first.headers["idempotency-replayed"] == nil && second.headers["idempotency-replayed"] == "true")
        await server.kill()

        let again = try await ServerProcess(data: folder.url)
        let third = try await again.post(recording, fields: fields, headers: headers)
        #expect(third.status == 202 && third.body == first.body, "\(third.text)")
        #expect(try await count(again) == 1)

        let other = try await again.post(recording, fields: [("question", "Why not?")], headers: headers)
        #expect(other.status == 422 && other.text.contains("request.key_reused"), "\(other.text)")
        let long = String(repeating: "k", count: 256)
        let bad = try await again.post(recording, fields: fields, headers: [("Idempotency-Key", long)])
        #expect(bad.status == 400, "\(bad.text)")

        #expect(try await again.send(.delete, "/v1/answers/\(id(first))").status == 204)
        let anew = try await again.post(recording, fields: fields, headers: headers)
        #expect(try anew.status == 202 && id(anew) != id(first))
        #expect(try await count(again) == 1)
        _ = await again.stop()
    }

    @Test func `a request that is still under way answers 409, and its result afterwards`() async throws {
        try await Upstreams.with { house in
            house.fakes.openAI.script = [.slow]
            house.fakes.openAI.slowness = .seconds(2)
            let headers = [("Idempotency-Key", "take-2"), ("Prefer", "wait=120")]
            let question = [("question", "Why?")]
            async let first = house.server.post(recording, fields: question, headers: headers)
            await house.fakes.openAI.reached(calls: 1)
            let second = try await house.server.post(recording, fields: question, headers: headers)
            #expect(second.status == 409 && second.text.contains("request.in_progress"), "\(second.text)")
            #expect(second.headers["retry-after"] != nil)
            let done = try await first
            #expect(done.status == 200, "\(done.text)")
            let third = try await house.server.post(recording, fields: question, headers: headers)
            #expect(third.status == 200 && third.body == done.body, "\(third.text)")
            #expect(house.fakes.openAI.calls == 1)
        }
    }
}
