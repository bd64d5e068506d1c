import Core
import FoundationEssentials
import Model
import Subprocess
import SystemPackage
import Testing

@testable import Recognizer

#if canImport(Glibc)
    import Glibc
#endif

/// What happens when the child is missing, dies, hangs or talks nonsense. Shell scripts play the child.
@Suite(.timeLimit(.minutes(2)))
struct ChildProcessTests {
    private func transcribe(
        _ settings: RecognizerSettings,
        in folder: URL,
        language: String = "en-US",
        speech: [TimeSpan] = [TimeSpan(startMs: 0, endMs: 900)]
    ) async throws -> Transcript {
        let wav = try Wave(toneMs: 1_000).write(in: folder)
        return try await PocketSphinxTranscriber(settings: settings).transcriber.transcribe(
            Transcriber.Request(wav: wav, speech: speech, durationMs: 1_000, language: language)
        )
    }

    /// A folder with the names of a model's files, for scripts that never read them.
    private func hollowModel(_ folder: URL) throws -> String {
        try FileManager.default.createDirectory(at: folder.appending(path: "en-us"), withIntermediateDirectories: true)
        for name in ["en-us/mdef", "en-us.lm.bin", "cmudict-en-us.dict"] {
            try Data("not a model".utf8).write(to: folder.appending(path: name))
        }
        return folder.path
    }

    @Test func `without speech there is an empty transcript and no child`() async throws {
        let folder = try Places.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let transcript = try await transcribe(
            RecognizerSettings(executable: "/no/such/program"),
            in: folder,
            speech: []
        )
        #expect(transcript.text.isEmpty && transcript.words.isEmpty && transcript.engine == "pocketsphinx")
    }

    @Test(arguments: ["de-DE", "fr", "", "zh_CN", "x-klingon"])
    func `a language other than English is refused with a way out`(language: String) async throws {
        let folder = try Places.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let error = await #expect(throws: RecognizerError(.rejected, "")) {
            try await transcribe(RecognizerSettings(), in: folder, language: language)
        }
        #expect(error?.message.contains("speech-to-text service") == true)
    }

    @Test func `a missing model names the package to install`() async throws {
        let folder = try Places.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let error = await #expect(throws: RecognizerError(.engineMissing, "")) {
            try await transcribe(RecognizerSettings(modelFolder: folder.path), in: folder)
        }
        #expect(error?.message.contains("pocketsphinx-en-us") == true)
    }

    @Test func `a missing program is a missing engine`() async throws {
        let folder = try Places.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let settings = RecognizerSettings(modelFolder: try hollowModel(folder), executable: "/no/such/program")
        await #expect(throws: RecognizerError(.engineMissing, "")) { try await transcribe(settings, in: folder) }
    }

    @Test(.enabled(if: Places.hasEngine))
    func `a broken model is a missing or failed engine, never a crash of ours`() async throws {
        let folder = try Places.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let settings = RecognizerSettings(modelFolder: try hollowModel(folder), executable: Places.debrief)
        let error = await #expect(throws: RecognizerError.self) { try await transcribe(settings, in: folder) }
        #expect(error?.kind == .engineMissing || error?.kind == .engineFailed)
    }

    @Test(.enabled(if: Places.hasEngine))
    func `a child over its memory limit fails`() async throws {
        let folder = try Places.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let settings = RecognizerSettings(executable: Places.debrief, memoryLimitBytes: 90 << 20)
        await #expect(throws: RecognizerError(.engineFailed, "")) { try await transcribe(settings, in: folder) }
    }

    @Test(arguments: [
        "exit 3", "kill -SEGV $$", "echo nonsense; exec cat", "echo '{\"ready\":{}}'; exit 0",
        "exec tr '\\0' x </dev/zero",
    ])
    func `a child that dies or talks nonsense is a failed engine`(body: String) async throws {
        let folder = try Places.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var settings = RecognizerSettings(modelFolder: try hollowModel(folder))
        settings.executable = try Places.script("head -c 100 >/dev/null; \(body)", in: folder)
        settings.deadlineBaseMs = 20_000
        await #expect(throws: RecognizerError(.engineFailed, "")) { try await transcribe(settings, in: folder) }
    }

    @Test func `a child that hangs is killed at the deadline`() async throws {
        let folder = try Places.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var settings = RecognizerSettings(modelFolder: try hollowModel(folder))
        settings.executable = try Places.script("echo $$ > '\(folder.path)/pid'; exec sleep 300", in: folder)
        settings.deadlineBaseMs = 1_000
        settings.deadlinePerSpeechMs = 0
        await #expect(throws: RecognizerError(.timeout, "")) { try await transcribe(settings, in: folder) }
        let pid = try #require(try pid(in: folder))
        #expect(kill(pid, 0) == -1 && errno == ESRCH)
    }

    @Test func `cancelling kills the child`() async throws {
        let folder = try Places.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let fifo = folder.appending(path: "started").path
        #expect(unsafe mkfifo(fifo, 0o600) == 0)
        var settings = RecognizerSettings(modelFolder: try hollowModel(folder))
        settings.executable = try Places.script(
            "echo $$ > '\(folder.path)/pid'; echo started > '\(fifo)'; exec sleep 300",
            in: folder
        )
        let running = Task { try await transcribe(settings, in: folder) }
        // Opening the pipe for reading waits until the child has opened it for writing.
        _ = try await run(.path("/bin/cat"), arguments: [fifo], output: .string(limit: 100))
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
        let pid = try #require(try pid(in: folder))
        #expect(kill(pid, 0) == -1 && errno == ESRCH)
    }

    @Test(.enabled(if: Places.hasEngine))
    func `a child that died once is replaced`() async throws {
        let folder = try Places.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var settings = RecognizerSettings()
        let mark = folder.appending(path: "died").path
        settings.executable = try Places.script(
            "[ -e '\(mark)' ] && exec '\(Places.debrief)' recognize; : > '\(mark)'; exit 3",
            in: folder
        )
        let transcript = try await transcribe(settings, in: folder)
        #expect(FileManager.default.fileExists(atPath: mark))
        #expect(transcript.engine == "pocketsphinx")
    }

    @Test func `a child sees none of our environment's secrets`() async throws {
        let folder = try Places.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var settings = RecognizerSettings(modelFolder: try hollowModel(folder))
        settings.executable = try Places.script("env > '\(folder.path)/env'; exit 3", in: folder)
        _ = try? await transcribe(settings, in: folder)
        let names = String(decoding: try Data(contentsOf: folder.appending(path: "env")), as: UTF8.self)
            .split(separator: "\n").compactMap { $0.split(separator: "=").first.map(String.init) }
        let expected: Set = [
            "PATH", "LD_LIBRARY_PATH", "TMPDIR", "LANG", "ASAN_OPTIONS", "TSAN_OPTIONS", "LLVM_PROFILE_FILE",
            "SWIFT_BACKTRACE", "PWD", "OLDPWD", "SHLVL", "_",
        ]
        #expect(names.contains("SWIFT_BACKTRACE"))
        #expect(Set(names).subtracting(expected).isEmpty)
    }

    @Test(.enabled(if: Places.hasEngine), arguments: ["", "\u{4}\u{0}\u{0}\u{0}nope", "\u{7F}\u{7F}\u{7F}\u{7F}"])
    func `the hidden subcommand answers garbage with an exit code`(input: String) async throws {
        let result = try await run(
            .path(FilePath(Places.debrief)),
            arguments: ["recognize"],
            input: .string(input),
            output: .string(limit: 1_000)
        )
        #expect(result.terminationStatus == .exited(64))
        #expect(result.standardOutput == "")
    }

    @Test func `a file the decode stage did not write is refused`() async throws {
        let folder = try Places.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let wav = try Wave(toneMs: 200).write(in: folder, rate: 44_100)
        let transcriber = PocketSphinxTranscriber(settings: RecognizerSettings()).transcriber
        for url in [wav, folder.appending(path: "absent.wav")] {
            await #expect(throws: RecognizerError(.engineFailed, "")) {
                try await transcriber.transcribe(
                    Transcriber.Request(wav: url, speech: [], durationMs: 200, language: "en")
                )
            }
        }
    }

    private func pid(in folder: URL) throws -> pid_t? {
        let text = String(decoding: try Data(contentsOf: folder.appending(path: "pid")), as: UTF8.self)
        return pid_t(text.filter(\.isNumber))
    }
}
