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
        example.signal(SIGKILL)
        _ = await example.outcome()
    }

    @Test func `the example server reads paths of the folder it was given, and no others`() async throws {
        let python = try #require(Program.find("python3"))
        let (inside, outside) = (try TemporaryFolder(), try TemporaryFolder())
        let wave = try Data(contentsOf: Fixtures.file("audio/short.wav"))
        for folder in [inside, outside] { try wave.write(to: folder.url.appending(path: "a.wav")) }
        try FileManager.default.createSymbolicLink(
            at: inside.url.appending(path: "link.wav"),
            withDestinationURL: outside.url.appending(path: "a.wav")
        )
        let client = try HTTPClient()
        defer { client.close() }
        func statuses(_ folder: [String], _ paths: [String]) async throws -> [Int] {
            let script = Fixtures.root.appending(path: "config/emotion/server.py").path
            let example = try Program(python, [script, "0"] + folder)
            try #require(await example.output { $0.contains("http://127.0.0.1:") }, "\(example.errors)")
            let address = try #require(example.output.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+\//)).output
            var statuses: [Int] = []
            for path in paths {
                let body = HTTPBody.text("{\"audio_path\":\"\(path)\"}")
                let headers = [(name: "Content-Type", value: "application/json")]
                let request = HTTPRequest(.post, String(address), headers: headers, body: body)
                statuses.append(try await client.send(request).status)
            }
            // A parent may have blocked the gentler signal for its children.
            example.signal(SIGKILL)
            _ = await example.outcome()
            return statuses
        }
        let (root, other) = (inside.url.path, outside.url.path)
        let paths = [
            "\(root)/a.wav", "\(other)/a.wav", "\(root)/../\(outside.url.lastPathComponent)/a.wav", "\(root)/link.wav",
        ]
        #expect(try await statuses([root], paths) == [200, 403, 403, 403])
        #expect(try await statuses([], ["\(root)/a.wav"]) == [403])
    }
}
