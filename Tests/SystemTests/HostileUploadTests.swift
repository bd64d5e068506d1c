import Foundation
import Outbound
import Support
import Testing

/// Whatever bytes arrive: a result or a coded refusal, never a 5xx and never the end of the process.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct HostileUploadTests {
    private struct ProblemReply: Decodable {
        var code: String
        var status: Int
        var detail: String
        var requestId: String
    }

    private struct AnswerReply: Decodable {
        struct Recording: Decodable { var durationMs: Int }
        var status: String
        var recording: Recording?
    }

    private func check(_ reply: HTTPReply, _ name: String) throws {
        #expect((200..<500).contains(reply.status), "\(name): \(reply.status) \(reply.text)")
        if reply.isSuccess {
            #expect(try JSONDecoder().decode(AnswerReply.self, from: Data(reply.body)).status == "done", "\(name)")
        } else {
            let problem = try JSONDecoder().decode(ProblemReply.self, from: Data(reply.body))
            #expect(problem.status == reply.status)
            #expect(problem.code.contains("."), "\(name): \(problem)")
            #expect(!problem.detail.isEmpty && !problem.requestId.isEmpty)
            #expect(reply.headers["content-type"] == "application/problem+json")
        }
    }

    @Test func `every hostile file ends in a result or a coded refusal`() async throws {
        let files = Fixtures.files(in: "hostile")
        #expect(files.count >= 50)
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        for file in files {
            let reply = try await server.post(
                file,
                fields: [("transcript", "I said something.")],
                headers: [("Prefer", "wait=120")]
            )
            try check(reply, file.lastPathComponent)
        }
        #expect(try await server.send(.get, "/health").status == 200)
        #expect(await server.stop().status == 0)
    }

    @Test func `random bytes behind each format's magic are refused or survived`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let magics: [[UInt8]] = [
            [], [0x1A, 0x45, 0xDF, 0xA3], Array("OggS".utf8), Array("RIFF\u{1}\u{2}\u{3}\u{4}WAVEfmt ".utf8),
            Array("fLaC".utf8),
            [0xFF, 0xFB, 0x90, 0x64], Array("ID3".utf8),
        ]
        var random = SeededGenerator(seed: 7)
        for (index, magic) in magics.enumerated() {
            let path = folder.url.appending(path: "random-\(index)")
            let noise = (0..<40_000).map { _ in UInt8.random(in: 0...255, using: &random) }
            try Data(magic + noise).write(to: path)
            let reply = try await server.post(
                path,
                fields: [("transcript", "I said something.")],
                headers: [("Prefer", "wait=120")]
            )
            try check(reply, "random bytes behind \(magic)")
        }
        #expect(await server.stop().status == 0)
    }

    @Test func `a recording over the size limit is refused while it arrives`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, environment: ["UPLOAD_MAX_BYTES": "100000"])
        let reply = try await server.post(Fixtures.file("hostile/wav_1000_chunks.wav"))
        #expect(reply.status == 413)
        #expect(reply.text.contains("upload.too_large"))
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: "incoming").path)
        #expect(left.isEmpty)
        _ = await server.stop()
    }

    @Test func `a recording over the duration limit is refused with its own code`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, environment: ["AUDIO_MAX_DURATION_MS": "5000"])
        let reply = try await server.post(Fixtures.file("audio/answer.webm"))
        #expect(reply.status == 413)
        #expect(reply.text.contains("decode.too_long"))
        _ = await server.stop()
    }

    @Test func `requests that make no sense get problems, never an empty reply`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let cases: [(HTTPRequest.Method, String, [(name: String, value: String)], HTTPBody, Int, String)] = [
            (.get, "/nowhere", [], .empty, 404, "request.not_found"),
            (.get, "/v1/answers/ans_nonsense", [], .empty, 404, "request.not_found"),
            (.get, "/v1/answers/..%2f..%2fetc%2fpasswd/audio", [], .empty, 404, "request.not_found"),
            (.put, "/v1/answers", [], .empty, 405, "request.method_not_allowed"),
            (
                .post, "/v1/answers", [("Content-Type", "text/plain")], .text("{}"), 415,
                "request.unsupported_media_type"
            ),
            (.post, "/v1/answers", [("Content-Type", "application/json")], .text("{}"), 400, "upload.missing_audio"),
            (.post, "/v1/answers", [("Content-Type", "application/json")], .text("["), 400, "request.invalid"),
            (.post, "/v1/answers", [("Content-Type", "audio/webm")], .empty, 400, "upload.empty"),
            (.post, "/v1/answers", [("Content-Type", "multipart/form-data")], .text("x"), 400, "upload.malformed_form"),
            (
                .post, "/v1/answers?colour=red", [("Content-Type", "audio/webm")], .text("x"), 400,
                "upload.unknown_field"
            ),
            (.get, "/v1/answers?limit=0", [], .empty, 400, "request.invalid"),
            (.get, "/v1/answers?cursor=x", [], .empty, 400, "request.invalid"),
        ]
        for (method, path, headers, body, status, code) in cases {
            let reply = try await server.send(method, path, headers: headers, body: body)
            #expect(reply.status == status, "\(method) \(path): \(reply.status) \(reply.text)")
            #expect(reply.text.contains("\"code\":\"\(code)\""), "\(method) \(path): \(reply.text)")
        }
        _ = await server.stop()
    }
}
