import Foundation
import Support
import Testing

/// The commands as a person types them.
@Suite(.timeLimit(.minutes(5)))
struct CommandLineTests {
    private func debrief(_ arguments: String..., environment: [String: String] = [:]) async throws -> Program.Outcome {
        try await Program.run(ServerProcess.binary, arguments, environment: environment, folder: Fixtures.root)
    }

    @Test func `analyze prints a summary and writes JSON, PDF and captions`() async throws {
        let folder = try TemporaryFolder()
        let result = try await debrief(
            "analyze",
            Fixtures.file("audio/answer.webm").path,
            "--question",
            "Tell me about a hard problem.",
            "--transcript",
            Fixtures.file("transcripts/answer.vtt").path,
            "--json",
            folder.path("a.json"),
            "--pdf",
            folder.path("a.pdf"),
            "--vtt",
            folder.path("a.vtt"),
            "--srt",
            folder.path("a.srt"),
            "--clips",
            folder.path("clips")
        )
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("Tell me about a hard problem."))
        #expect(result.output.contains("words a minute"))
        let json = try Data(contentsOf: URL(filePath: folder.path("a.json")))
        let answer = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        #expect(answer["status"] as? String == "done")
        #expect(try Data(contentsOf: URL(filePath: folder.path("a.pdf"))).starts(with: Data("%PDF-".utf8)))
        #expect(try String(contentsOfFile: folder.path("a.vtt"), encoding: .utf8).hasPrefix("WEBVTT"))
        #expect(try String(contentsOfFile: folder.path("a.srt"), encoding: .utf8).hasPrefix("1\n00:00:"))
        let fillers = (answer["delivery"] as? [String: Any])?["fillers"] as? [String: Any]
        let placed = try #require(fillers?["items"] as? [[String: Any]]).filter { $0["startMs"] != nil }
        let clips = try FileManager.default.contentsOfDirectory(atPath: folder.path("clips"))
        #expect(clips.count { $0.hasPrefix("filler-") } == placed.count)
        for clip in clips {
            let wav = try Data(contentsOf: URL(filePath: folder.path("clips/\(clip)")))
            #expect(wav.starts(with: Data("RIFF".utf8)) && wav.count > 44 + 2 * 1_600, "\(clip)")
        }
    }

    @Test func `analyze with JSON to standard output prints nothing else there`() async throws {
        let result = try await debrief(
            "analyze",
            Fixtures.file("audio/answer.ogg").path,
            "--transcript",
            Fixtures.file("transcripts/answer.txt").path,
            "--json",
            "-",
            "--no-pdf"
        )
        #expect(result.status == 0, "\(result.errors)")
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(result.output.utf8)) }
    }

    @Test func `decode writes exactly the samples`() async throws {
        let folder = try TemporaryFolder()
        let result = try await debrief(
            "decode",
            Fixtures.file("hostile/wav_ok_1s.wav").path,
            "--output",
            folder.path("a.raw")
        )
        #expect(result.status == 0, "\(result.errors)")
        #expect(try Data(contentsOf: URL(filePath: folder.path("a.raw"))).count == 32_000)
    }

    @Test(arguments: [
        (
            ["decode", "Fixtures/hostile/png_as.wav", "--output", "/dev/null"], Int32(65),
            "decode.unsupported_container"
        ),
        (["decode", "Fixtures/nothing-here.wav", "--output", "/dev/null"], 65, "does not exist"),
        (["analyze", "Fixtures/hostile/mp4_as.webm", "--no-pdf"], 65, "MP4"),
        (["analyze"], 2, "file"),
        (["serve", "--port", "banana"], 2, "port"),
        (["nonsense"], 2, "nonsense"),
    ])
    func `a failed command says why and how`(arguments: [String], status: Int32, text: String) async throws {
        let result = try await Program.run(ServerProcess.binary, arguments, folder: Fixtures.root)
        #expect(result.status == status, "\(result.output)\(result.errors)")
        #expect(result.errors.contains(text), "\(result.errors)")
    }

    @Test func `a wrong setting stops the start with its name`() async throws {
        let result = try await debrief("settings", environment: ["HTTP_PORT": "99999"])
        #expect(result.status == 2)
        #expect(result.errors.contains("http.port"))
    }

    @Test func `secrets are not printed`() async throws {
        let result = try await debrief("settings", environment: ["GOOGLE_API_KEY": "very-secret-key"])
        #expect(result.status == 0)
        #expect(!result.output.contains("very-secret-key"))
        #expect(result.output.contains("(set)"))
    }

    @Test func `the settings page of the docs is what the program documents`() async throws {
        let result = try await debrief("settings", "--page")
        let page = Fixtures.root.appending(path: "Sources/debrief/debrief.docc/Settings.md")
        #expect(result.output == (try String(contentsOf: page, encoding: .utf8)))
    }

    @Test func `the settings file in config is what the program documents`() async throws {
        let result = try await debrief("settings", "--defaults")
        let file = try String(contentsOf: Fixtures.root.appending(path: "config/debrief.json"), encoding: .utf8)
        #expect(result.output == file)
    }
}
