import Foundation
import Outbound
import Support
import Testing

private let isThere =
    FileManager.default.fileExists(
        atPath: Fixtures.root.resolvingSymlinksInPath().appending(path: ".build-companion/program/__main__.py").path
    ) && Program.find("ffmpeg") != nil

/// What phones and old recorders make, with the real companion; skipped where it or ffmpeg is not installed.
@Suite(
    .timeLimit(.minutes(10)),
    .enabled(if: isThere, "scripts/companion was not run, or there is no ffmpeg")
)
struct PhoneRecordingTests {
    private func made(_ name: String, _ options: [String], in folder: TemporaryFolder) async throws -> URL {
        let ffmpeg = try #require(Program.find("ffmpeg"))
        let source = Fixtures.file("audio/answer.ogg").path
        let run = try await Program.run(ffmpeg, ["-v", "error", "-i", source] + options + [folder.path(name)])
        try #require(run.status == 0, "\(run.errors)")
        return URL(filePath: folder.path(name))
    }

    /// What is read of an answer.
    private struct Heard: Decodable {
        struct Recording: Decodable {
            var container: String
            var codec: String
            var sampleRate: Int
            var channels: Int
            var durationMs: Int
        }
        var recording: Recording
        var delivery: Delivery
        struct Delivery: Decodable { var pauses: Pauses }
        struct Pauses: Decodable { var longCount: Int }
    }

    @Test(arguments: [
        ("memo.m4a", ["-c:a", "aac", "-ar", "44100"], "mp4", "aac"),
        ("memo.mov", ["-c:a", "alac", "-ac", "2"], "mp4", "alac"),
        ("memo.wma", ["-c:a", "wmav2", "-ar", "44100"], "asf", "wmav2"),
        ("memo.caf", ["-c:a", "pcm_s16be"], "caf", "pcm_s16be"),
        ("memo.aac", ["-c:a", "aac", "-ar", "44100"], "aac", "aac"),
    ])
    func `a voice memo becomes an answer with its own facts, and can be heard again`(
        name: String,
        options: [String],
        container: String,
        codec: String
    ) async throws {
        let folder = try TemporaryFolder()
        let memo = try await made(name, options, in: folder)
        let data = try TemporaryFolder()
        let server = try await ServerProcess(data: data.url, environment: ["COMPANION_ENABLED": "true"])
        let fields = [("question", "Tell me about a time you made a system faster."), ("transcript", "In my last job")]
        let reply = try await server.post(memo, fields: fields, headers: [("Prefer", "wait=120")])
        try #require(reply.status == 200, "\(reply.status) \(reply.text)")
        let heard = try JSONDecoder().decode(Heard.self, from: Data(reply.body))
        #expect(heard.recording.container == container && heard.recording.codec == codec, "\(heard)")
        #expect(abs(heard.recording.durationMs - 32_835) < 150 && heard.delivery.pauses.longCount == 2, "\(heard)")
        _ = await server.stop()
        // The command line hears the same.
        let decoded = try await Program.run(
            ServerProcess.binary,
            ["decode", memo.path, "--output", folder.path("a.raw")],
            environment: ["COMPANION_ENABLED": "true"],
            folder: Fixtures.root
        )
        #expect(decoded.status == 0, "\(decoded.errors)")
        let bytes = try Data(contentsOf: URL(filePath: folder.path("a.raw"))).count
        #expect(abs(bytes / 32 - 32_835) < 150)
    }

    @Test func `without the companion a voice memo is refused with what to send`() async throws {
        let folder = try TemporaryFolder()
        let memo = try await made("memo.m4a", ["-c:a", "aac"], in: folder)
        let data = try TemporaryFolder()
        let server = try await ServerProcess(data: data.url, environment: ["COMPANION_ENABLED": "false"])
        let reply = try await server.post(memo)
        #expect(reply.status == 415 && reply.text.contains("decode.unsupported_codec"), "\(reply.text)")
        #expect(reply.text.contains("AAC") && reply.text.contains("WAV"), "\(reply.text)")
        _ = await server.stop()
    }

    @Test func `what only looks like a voice memo is refused as before`() async throws {
        let folder = try TemporaryFolder()
        let file = URL(filePath: folder.path("broken.m4a"))
        let whole = try Data(contentsOf: try await made("memo.m4a", ["-c:a", "aac"], in: folder))
        try whole.prefix(2_000).write(to: file)
        let data = try TemporaryFolder()
        let server = try await ServerProcess(data: data.url, environment: ["COMPANION_ENABLED": "true"])
        let reply = try await server.post(file)
        #expect([400, 415, 422].contains(reply.status) && reply.text.contains("\"decode."), "\(reply.text)")
        #expect(try await server.send(.get, "/health/live").status == 200)
        _ = await server.stop()
    }
}
