import Foundation
import Outbound
import Support
import Testing

/// The example of an emotion endpoint that ships, asked by the built program.
@Suite(.timeLimit(.minutes(2)), .enabled(if: Program.find("python3") != nil, "there is no python3"))
struct EmotionServerTests {
    private struct Answer: Decodable {
        struct Emotion: Decodable { var primary: String? }
        var emotion: Emotion?
    }

    @Test func `the example server gives an answer its emotion`() async throws {
        let python = try #require(Program.find("python3"))
        let example = try Program(python, [Fixtures.root.appending(path: "config/emotion/server.py").path])
        try #require(await example.output { $0.contains("http://127.0.0.1:") }, "\(example.errors)")
        let address = try #require(example.output.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+\//)).output
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(
            data: folder.url,
            environment: ["EMOTION_URL": String(address), "EMOTION_CLASSES": "angry,calm,happy,sad"]
        )
        let reply = try await server.post(
            Fixtures.file("audio/short.webm"),
            fields: [("question", "Why us?"), ("emotionConsent", "true"), ("transcript", "Because it matters to me.")],
            headers: [("Prefer", "wait=120")]
        )
        #expect(reply.status == 200, "\(reply.text)")
        #expect(
            try JSONDecoder().decode(Answer.self, from: Data(reply.body)).emotion?.primary == "calm",
            "\(reply.text)"
        )
        _ = await server.stop()
    }
}
