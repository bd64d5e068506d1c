import Foundation
import Model
import Testing

@testable import Companion

#if canImport(Glibc)
    import Glibc
#endif

/// The real program with its models, on real speech.
@Suite(.serialized, .timeLimit(.minutes(30)), .enabled(if: Installed.isThere, "scripts/companion was not run"))
struct HearingTests {
    private static let said =
        "and so my fellow americans ask not what your country can do for you ask what you can do for your country"

    private func plain(_ text: String) -> String {
        text.lowercased().split { !$0.isLetter }.joined(separator: " ")
    }

    @Test(.enabled(if: Installed.speech != nil))
    func `real speech is heard word for word, with times in order and inside`() async throws {
        let speech = try #require(Installed.speech)
        try await Installed.with { companion in
            let engine = WhisperTranscriber(companion: companion).transcriber
            #expect(engine.engine == "whisper" && engine.model == "tiny.en")
            let heard = try await engine.transcribe(Installed.request(speech))
            #expect(plain(heard.text) == Self.said)
            #expect(heard.keepsFillers && heard.words.allSatisfy { ($0.confidence ?? 0) > 0 })
            let spans = heard.words.compactMap(\.span)
            #expect(spans.count == heard.words.count)
            for (one, next) in zip(spans, spans.dropFirst()) {
                #expect(one.startMs < one.endMs && one.endMs <= next.startMs)
            }
            #expect((spans.last?.endMs ?? 0) <= 11_010)
            let status = await companion.status()
            #expect(status.isRunning && status.problem == nil)
            // A machine with 2 GB of memory holds the service and this beside it.
            #expect(try #require(status.peakBytes) < 600 << 20)
        }
    }

    @Test(.enabled(if: Installed.speech != nil))
    func `a recording that still grows is heard in parts, and the parts make the transcript`() async throws {
        let speech = try #require(Installed.speech)
        try await Installed.withFolder { folder in
            let growing = folder.appending(path: "growing.wav")
            let all = try Data(contentsOf: speech)
            // The pause after "Americans" is around 3.2 s; the file has just 5 s of sound at first.
            try all.prefix(44 + 5_000 * 32).write(to: growing)
            try await Installed.with { companion in
                let engine = WhisperTranscriber(companion: companion)
                let first = try await engine.transcribeSegment(
                    of: growing,
                    TimeSpan(startMs: 0, endMs: 3_150),
                    language: "en-US"
                )
                try all.write(to: growing)
                let second = try await engine.transcribeSegment(
                    of: growing,
                    TimeSpan(startMs: 3_150, endMs: 99_000),
                    language: "en-US"
                )
                #expect(second.allSatisfy { $0.span.startMs >= 3_150 && $0.span.endMs <= 11_010 })
                let transcript = engine.transcript(of: first + second, language: "en-US")
                #expect(plain(transcript.text) == Self.said)
                #expect(second.flatMap(\.segments).allSatisfy { $0.startMs >= 3_150 && $0.compressionRatio < 2.4 })
            }
        }
    }

    @Test(.enabled(if: Installed.speech != nil))
    func `another language than the model knows is refused with a way out`() async throws {
        let speech = try #require(Installed.speech)
        var settings = Installed.settings
        settings.multilingualModel = "not-installed"
        try await Installed.with(settings) { companion in
            let engine = WhisperTranscriber(companion: companion).transcriber
            #expect(
                await code { try await engine.transcribe(Installed.request(speech, language: "de-DE")) }
                    == "transcribe.rejected"
            )
        }
    }

    @Test func `texts of one meaning are nearer to each other than to another`() async throws {
        try await Installed.with { companion in
            let embedder = SentenceEmbedder(companion: companion).embedder
            let texts = [
                "How do I reset my password?", "I forgot my password, how can I change it?",
                "The recipe needs two eggs and flour.",
            ]
            let vectors = try await embedder.embed(texts.map { .init($0) }, .similarity)
            let cosine = { (a: [Float], b: [Float]) in zip(a, b).reduce(Float(0)) { $0 + $1.0 * $1.1 } }
            #expect(vectors.allSatisfy { $0.count == embedder.space.dimensions && abs(cosine($0, $0) - 1) < 0.001 })
            #expect(cosine(vectors[0], vectors[1]) > 0.7)
            #expect(cosine(vectors[0], vectors[2]) < 0.2)
            // The figures that the documentation of sentence-transformers prints for this model.
            let known = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]
            let placed = try await embedder.embed(known.map { .init($0) }, .similarity)
            #expect(abs(cosine(placed[0], placed[1]) - 0.6660) < 0.001)
            #expect(abs(cosine(placed[0], placed[2]) - 0.1046) < 0.001)
            #expect(abs(cosine(placed[1], placed[2]) - 0.1411) < 0.001)
            // More texts than one request takes come back in their order.
            let many = try await embedder.embed((0..<70).map { .init("Number \($0 % 2)") }, .similarity)
            #expect(many.count == 70 && many[0] == many[68] && many[1] == many[69] && many[0] != many[1])
        }
    }

    @Test(.enabled(if: Installed.speech != nil))
    func `memory stays flat over many answers, and nothing of one is in the next`() async throws {
        let speech = try #require(Installed.speech)
        try await Installed.with { companion in
            let engine = WhisperTranscriber(companion: companion)
            var sizes: [Int] = []
            let rounds = Installed.isLong ? 1_000 : 12
            for round in 0..<rounds {
                let span =
                    round.isMultiple(of: 2)
                    ? TimeSpan(startMs: 0, endMs: 3_150) : TimeSpan(startMs: 7_900, endMs: 11_000)
                let heard = try await engine.transcribeSegment(of: speech, span, language: "en")
                let text = plain(engine.transcript(of: heard, language: "en").text)
                #expect(
                    text
                        == (round.isMultiple(of: 2)
                            ? "and so my fellow americans" : "ask what you can do for your country")
                )
                sizes.append(try #require(await companion.status().residentBytes))
            }
            let early = try #require(sizes.prefix(rounds / 2).max())
            let late = try #require(sizes.suffix(rounds / 2).max())
            #expect(late - early < 16 << 20, "\(early) then \(late)")
            #expect(await companion.status().restarts == 0)
        }
    }

    @Test(.enabled(if: Installed.speech != nil)) func `kills at random moments cost no answer`() async throws {
        let speech = try #require(Installed.speech)
        var generator = SeededGenerator(seed: 9)
        try await Installed.with { companion in
            let engine = WhisperTranscriber(companion: companion)
            for _ in 0..<(Installed.isLong ? 100 : 6) {
                async let heard = engine.transcribeSegment(
                    of: speech,
                    TimeSpan(startMs: 0, endMs: 3_150),
                    language: "en"
                )
                try await Task.sleep(for: .milliseconds(Int.random(in: 0..<1_500, using: &generator)))
                if let process = await companion.status().processID { kill(pid_t(process), SIGKILL) }
                let text = try await engine.transcript(of: heard, language: "en").text
                #expect(plain(text) == "and so my fellow americans")
            }
        }
    }

    @Test func `a model file with one other bit is a coded error and not a crash`() async throws {
        try await Installed.withFolder { folder in
            let models = folder.appending(path: "models")
            try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
            for name in ["venv", "program"] {
                try FileManager.default.createSymbolicLink(
                    at: folder.appending(path: name),
                    withDestinationURL: Installed.settings.folder.appending(path: name)
                )
            }
            for name in ["tiny.en", "minilm"] {
                try Installed.run(
                    "cp",
                    "-r",
                    Installed.settings.folder.appending(path: "models/\(name)").path,
                    models.path
                )
            }
            for file in ["tiny.en/model.bin", "minilm/model.safetensors"] {
                let handle = try FileHandle(forUpdating: models.appending(path: file))
                try handle.seek(toOffset: 40_000_000)
                let byte = try #require(try handle.read(upToCount: 1)?.first)
                try handle.seek(toOffset: 40_000_000)
                try handle.write(contentsOf: Data([byte ^ 1]))
                try handle.close()
            }
            var settings = CompanionSettings(folder: folder)
            settings.deadlineBaseMs = Installed.settings.deadlineBaseMs
            try await Installed.with(settings) { companion in
                #expect(
                    await code { try await WhisperTranscriber(companion: companion).warm(language: "en") }
                        == "transcribe.engine_missing"
                )
                let embedder = SentenceEmbedder(companion: companion).embedder
                #expect(await code { try await embedder.embed([.init("hello")], .query) } == "embed.unavailable")
                #expect(await companion.status().problem?.hasPrefix("model_damaged") == true)
                #expect(await companion.status().restarts == 0)
            }
        }
    }

    @Test func `a process whose parent is killed ends, with its input still open`() async throws {
        try await Installed.withFolder { folder in
            // A parent that starts the program with an input that this test holds open, says who it is and waits.
            let script = """
                import subprocess, sys, time
                child = subprocess.Popen(sys.argv[1:4], stdin=0, stdout=subprocess.DEVNULL)
                print(child.pid, flush=True)
                time.sleep(600)
                """
            let settings = Installed.settings
            let parent = Process()
            parent.executableURL = URL(filePath: "/usr/bin/env")
            parent.arguments = ["python3", "-c", script, settings.interpreter, "-B", settings.program]
            let input = Pipe()
            let output = Pipe()
            parent.standardInput = input
            parent.standardOutput = output
            try parent.run()
            let line = output.fileHandleForReading.availableData
            let child = try #require(
                pid_t(String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
            )
            let order = CompanionOrder(memoryBytes: 0, whisper: [], embedding: settings.embeddingFolder)
            let frame = try CompanionFrame.framed(order)
            try input.fileHandleForWriting.write(contentsOf: Data(#require(frame)))
            #expect(kill(child, 0) == 0)
            // The program has asked the kernel by the time it is at the locks.
            while try !Installed.run("cat", "/proc/\(child)/status").contains("Seccomp:\t2") { await Task.yield() }
            kill(parent.processIdentifier, SIGKILL)
            parent.waitUntilExit()
            let deadline = ContinuousClock.now + .seconds(60)
            while Self.runs(child), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
            #expect(!Self.runs(child))
            try input.fileHandleForWriting.close()
        }
    }

    /// Whether a process computes; one that ended and waits for its end to be read does not.
    private static func runs(_ process: pid_t) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return status.split(separator: ")").last?.split(separator: " ").first != "Z"
    }

    @Test func `the program has no network, starts nothing, writes nothing and reads no foreign file`() throws {
        let script = """
            import os, sys
            sys.path.insert(0, sys.argv[1])
            import confine
            confine.limit(1 << 30)
            taken = confine.lock([])
            import socket, threading
            threading.Thread(target=lambda: None).start()
            def refused(act):
                try: act()
                except (PermissionError, OSError): return True
                return False
            print(taken, [refused(lambda: socket.socket()), refused(os.fork), refused(lambda: os.execv("/bin/true", ["true"])),
                refused(lambda: os.kill(os.getppid(), 0)), refused(lambda: open(sys.argv[2], "wb").write(b"x" * 9)),
                refused(lambda: open(sys.argv[3]).read())])
            os._exit(0)
            """
        let folder = FileManager.default.temporaryDirectory
        let said = try Installed.run(
            Installed.settings.interpreter,
            "-B",
            "-c",
            script,
            Installed.settings.program,
            folder.appending(path: "never-\(UUID().uuidString)").path,
            #filePath
        )
        // Where the kernel refuses the locks there is nothing to try; the status says so.
        guard said.contains("landlock") && said.contains("seccomp") else { return }
        #expect(said.contains("[True, True, True, True, True, True]"), "\(said)")
    }
}
