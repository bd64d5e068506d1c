import Foundation
import Outbound
import Support
import Testing

/// What is told at once, with the built server.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct FieldTests {
    private let json = (name: "Content-Type", value: "application/json")

    private func id(_ reply: HTTPReply) throws -> String {
        let body = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any]
        return try #require(body?["id"] as? String, "\(reply.text)")
    }

    private func typed(_ server: ServerProcess, _ more: String = "") async throws -> HTTPReply {
        try await server.send(
            .post,
            "/v1/answers",
            headers: [json, ("Prefer", "wait=120")],
            body: .text("{\"answer\":\"I led the move.\",\"question\":\"Why?\"\(more)}")
        )
    }

    @Test func `a rubric that is not there is refused with the names there are, however it is sent`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let file = Fixtures.file("audio/short.wav")
        let raw = try await server.send(
            .post,
            "/v1/answers?rubric=nope",
            headers: [("Content-Type", "audio/wav")],
            body: .file(file.path)
        )
        let replies = [
            try await server.post(file, fields: [("rubric", "nope")]), raw,
            try await typed(server, ",\"rubric\":\"nope\""),
        ]
        for reply in replies {
            #expect(reply.status == 400 && reply.text.contains("upload.invalid_field"), "\(reply.text)")
            #expect(reply.text.contains("nope") && reply.text.contains("general"), "\(reply.text)")
        }
        #expect(try await server.send(.get, "/v1/answers").text.contains("ans_") == false)
        #expect(try await typed(server, ",\"rubric\":\"General\"").status == 200)
        let again = try await server.send(.post, "/v1/rescores", headers: [json], body: .text("{\"rubric\":\"nope\"}"))
        #expect(again.status == 400 && again.text.contains("general"), "\(again.text)")
        _ = await server.stop()
    }

    @Test func `an upload becomes one answer: other fields are refused, the same ones are not`() async throws {
        let folder = try TemporaryFolder()
        var server = try await ServerProcess(data: folder.url)
        let bytes = try [UInt8](Data(contentsOf: Fixtures.file("audio/short.wav")))
        let made = try await server.send(
            .post,
            "/v1/uploads",
            headers: [
                ("Tus-Resumable", "1.0.0"), ("Upload-Length", "\(bytes.count)"),
                ("Content-Type", "application/offset+octet-stream"),
            ],
            body: HTTPBody([.bytes(bytes)])
        )
        let upload = try #require(made.headers["location"]?.split(separator: "/").last)
        func ask(_ question: String, _ more: String = "") async throws -> HTTPReply {
            let words = "\"transcript\":\"I led.\",\"question\":\"\(question)\"\(more)"
            return try await server.send(
                .post,
                "/v1/answers",
                headers: [json],
                body: .text("{\"uploadId\":\"\(upload)\",\(words)}")
            )
        }
        // What was refused claims nothing.
        #expect(try await ask("One?", ",\"rubric\":\"nope\"").status == 400)
        let first = try await ask("One?")
        #expect(first.status == 202, "\(first.text)")
        for round in 0..<2 {
            #expect(try id(try await ask("One?")) == id(first))
            let other = try await ask("Two?")
            #expect(other.status == 422 && other.text.contains("request.key_reused"), "\(round) \(other.text)")
            #expect(other.text.contains("\"answerId\":\"\(try id(first))\""))
            guard round == 0 else { break }
            await server.kill()
            server = try await ServerProcess(data: folder.url)
        }
        _ = await server.stop()
    }

    @Test
    func `captions that will never be are not found, others come in both forms, and a table is compressed on its way`()
        async throws
    {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let plain = try id(try await typed(server))
        let timed = try await server.post(
            Fixtures.file("audio/answer.webm"),
            fields: [("transcript", try String(contentsOf: Fixtures.file("transcripts/answer.vtt"), encoding: .utf8))],
            headers: [("Prefer", "wait=120")]
        )
        for form in ["vtt", "srt"] {
            let none = try await server.send(.get, "/v1/answers/\(plain)/transcript.\(form)")
            #expect(none.status == 404 && none.text.contains("no times"), "\(none.text)")
            let there = try await server.send(.get, "/v1/answers/\(try id(timed))/transcript.\(form)")
            #expect(there.status == 200 && there.headers["etag"] != nil)
            #expect(there.text.hasPrefix(form == "vtt" ? "WEBVTT\n" : "1\n00:00:"), "\(there.text)")
        }
        let srt = try await server.send(.get, "/v1/answers/\(try id(timed))/transcript.srt")
        #expect(srt.headers["content-type"] == "application/x-subrip; charset=utf-8")
        let zip = try await server.send(.get, "/v1/answers/\(try id(timed))/export.zip")
        #expect(zip.text.contains("transcript.srt") && zip.text.contains("transcript.vtt"))

        let table = try await server.send(.get, "/v1/exports/answers.csv")
        let packed = try await server.send(.get, "/v1/exports/answers.csv", headers: [("Accept-Encoding", "gzip")])
        #expect(
            packed.headers["content-encoding"] == "gzip" && packed.headers["vary"]?.contains("Accept-Encoding") == true
        )
        // The client of the tests unpacks, and fails over bytes that are not whole.
        #expect(packed.headers["content-length"] == nil && packed.text == table.text)
        _ = await server.stop()
    }
}
