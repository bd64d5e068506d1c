import Core
import Foundation
import Model
import Synchronization
import Testing

@testable import Audio

/// Recordings that are decoded in a process of their own, and what becomes of one that breaks it. `hear-trial` plays the child where it is to
/// misbehave.
@Suite(.timeLimit(.minutes(5)))
struct ApartTests {
    /// The stand-in for `debrief`, beside the test bundle.
    private static let trial = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "hear-trial").path

    private func listener(_ words: String..., limits: HearingLimits = HearingLimits()) -> ApartListener {
        ApartListener(limits: limits, program: HearingProgram(path: Self.trial, arguments: words))
    }

    private enum Outcome: Equatable {
        case heard(Data, wav: Data)
        case refused(AudioError, String, [String: String])
    }

    private func outcome(_ hearer: any Hearer, _ file: URL, _ wav: URL) throws -> Outcome {
        try? FileManager.default.removeItem(at: wav)
        do {
            let hearing = try hearer.hear(file, writing: wav)
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return .heard(try encoder.encode(hearing), wav: try Data(contentsOf: wav))
        } catch let error as AudioError {
            #expect(!FileManager.default.fileExists(atPath: wav.path))
            return .refused(error, error.message, error.context)
        }
    }

    private static let recordings: [URL] = {
        let own = Material.root.appending(path: "Fixtures/audio")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: own.path)) ?? []
        let lent = Material.manifest(Material.recordings).compactMap { $0["file"] }.filter { $0.hasPrefix("formats/") }
        return names.filter { !$0.hasSuffix("json") && !$0.hasSuffix("md") }.sorted().map { own.appending(path: $0) }
            + lent.prefix(5).compactMap { Material.recordings?.appending(path: $0) }
    }()

    @Test func `what is heard apart is what is heard here, to the byte`() throws {
        let folder = try TemporaryFolder()
        let apart = listener("hear")
        apart.prepare()
        #expect(Self.recordings.count > 3)
        for file in Self.recordings {
            let here = try outcome(Listener(), file, folder.file("here.wav"))
            let there = try outcome(apart, file, folder.file("there.wav"))
            #expect(here == there, "\(file.lastPathComponent)")
        }
    }

    @Test func `broken files are refused apart as they are here`() throws {
        let folder = try TemporaryFolder()
        let apart = listener("hear")
        let files = Material.manifest(Material.hostile).compactMap { $0["file"] }.prefix(40)
        for name in files {
            let file = try #require(Material.hostile).appending(path: name)
            let here = try outcome(Listener(), file, folder.file("here.wav"))
            #expect(try outcome(apart, file, folder.file("there.wav")) == here, "\(name)")
        }
        let gone = #expect(throws: AudioError.self) { try apart.hear(folder.file("none.wav"), writing: nil) }
        #expect(gone?.kind == .unreadable)
    }

    private func tone(_ folder: TemporaryFolder, seconds: Double = 1) throws -> URL {
        try folder.write(WaveBuilder(samples: Material.tone(seconds: seconds, rate: 16_000)).bytes(), as: "tone.wav")
    }

    @Test func `a recording that grows is heard apart as it comes`() async throws {
        let folder = try TemporaryFolder()
        let whole = try tone(folder, seconds: 3)
        let here = try Listener().hear(whole, writing: folder.file("here.wav"))
        let bytes = try Data(contentsOf: whole)
        let (file, wav, arrival) = (try folder.write([], as: "live"), folder.file("there.wav"), Arrival())
        let (threads, apart) = (BlockingThreads(count: 1), listener("hear"))
        async let there = threads.run { try apart.hear(file, arrival: arrival, writing: wav) }
        let handle = try FileHandle(forWritingTo: file)
        for start in stride(from: 0, to: bytes.count, by: 9_001) {
            let piece = bytes[start..<min(bytes.count, start + 9_001)]
            try handle.write(contentsOf: piece)
            arrival.grow(to: start + piece.count)
        }
        arrival.end()
        #expect(try await there == here)
        #expect(try Data(contentsOf: wav) == Data(contentsOf: folder.file("here.wav")))
        #expect(!arrival.isGivenUp)
    }

    @Test func `a recording that is given up ends its child`() async throws {
        let folder = try TemporaryFolder()
        let out = folder.file("out.wav")
        let (file, arrival) = (try tone(folder), Arrival(patienceMs: 300))
        let (threads, apart) = (BlockingThreads(count: 1), listener("hear"))
        arrival.grow(to: 100)
        await #expect(throws: AudioError.self) {
            try await threads.run { try apart.hear(file, arrival: arrival, writing: out) }
        }
        #expect(arrival.isGivenUp)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["tone.wav"])
    }

    @Test func `a recording that crashes its decoder is refused, and others go on`() async throws {
        let folder = try TemporaryFolder()
        let beside = folder.file("other.wav")
        let out = folder.file("out.wav")
        let file = try tone(folder)
        let threads = BlockingThreads(count: 2)
        let (broken, sound) = (listener("crash"), listener("hear"))
        async let other = threads.run { try sound.hear(file, writing: beside) }
        let error = await #expect(throws: AudioError.self) {
            try await threads.run { try broken.hear(file, writing: out) }
        }
        #expect(error?.kind == .malformed && error?.context["ending"]?.hasPrefix("signal") == true)
        #expect(try await other.recording.durationMs == 1_000)
        #expect(!FileManager.default.fileExists(atPath: folder.file("out.wav.part").path))
        // While it comes, its end is waited for: it is decoded again when it is whole.
        let arrival = Arrival()
        arrival.grow(to: 1_000)
        let early = await #expect(throws: AudioError.self) {
            try await threads.run { try broken.hear(file, arrival: arrival, writing: nil) }
        }
        #expect(early?.kind == .unreadable)
    }

    @Test func `a child that dies once is replaced`() throws {
        let folder = try TemporaryFolder()
        let file = try tone(folder)
        let here = try Listener().hear(file, writing: nil)
        #expect(try listener("crash-once", folder.file("crashed").path).hear(file, writing: nil) == here)
    }

    @Test func `a child that another process kills in the middle is replaced`() async throws {
        let folder = try TemporaryFolder()
        let out = folder.file("out.wav")
        let file = try tone(folder)
        let mark = folder.file("hung").path
        let (threads, apart) = (BlockingThreads(count: 1), listener("hang-once", mark))
        async let heard = threads.run { try apart.hear(file, writing: out) }
        var killed = false
        while !killed {
            for child in Self.processes(with: mark) where FileManager.default.fileExists(atPath: mark) {
                killed = kill(child, SIGKILL) == 0
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try await heard.recording.durationMs == 1_000)
    }

    /// Processes whose command line has a text.
    private static func processes(with text: String) -> [pid_t] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }.filter { id in
            let line = (try? Data(contentsOf: URL(filePath: "/proc/\(id)/cmdline"))) ?? Data()
            return String(decoding: line, as: UTF8.self).contains(text)
        }
    }

    @Test func `a child that hangs is ended at its deadline, and its thread is free`() async throws {
        let folder = try TemporaryFolder()
        let out = folder.file("out.wav")
        let file = try tone(folder)
        let mark = folder.file("unused").path
        let (threads, apart) = (
            BlockingThreads(count: 1), listener("hang", mark, limits: HearingLimits(deadlineMs: 700))
        )
        let error = await #expect(throws: AudioError.self) {
            try await threads.run { try apart.hear(file, writing: out) }
        }
        #expect(error?.kind == .unreadable && error?.context["ending"] == "deadline")
        #expect(try await threads.run { 5 } == 5)
        // The spare may be there; what hung is not.
        #expect(Self.processes(with: mark).count <= 1)
    }

    @Test func `a child that takes all the memory or all the time it may is a refusal of its recording`() throws {
        let folder = try TemporaryFolder()
        let file = try tone(folder)
        let eater = listener("eat", limits: HearingLimits(memoryBytes: 128 << 20))
        let eaten = #expect(throws: AudioError.self) { try eater.hear(file, writing: nil) }
        #expect(eaten?.kind == .malformed)
        let spinner = listener("spin", limits: HearingLimits(processorSeconds: 1))
        let spun = #expect(throws: AudioError.self) { try spinner.hear(file, writing: nil) }
        #expect(spun?.kind == .malformed && spun?.context["ending"] == "signal \(SIGXCPU)")
    }

    @Test func `a child that leaves its socket and lives on is ended`() throws {
        let folder = try TemporaryFolder()
        let file = try tone(folder)
        let script = folder.file("leave").path
        try "#!/bin/sh\nread order\nexec sleep 1000 <&-\n".write(toFile: script, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        let apart = ApartListener(program: HearingProgram(path: script, arguments: []))
        let error = #expect(throws: AudioError.self) { try apart.hear(file, writing: nil) }
        #expect(error?.kind == .unreadable)
        let missing = ApartListener(program: HearingProgram(path: "/no/such/program", arguments: []))
        let none = #expect(throws: AudioError.self) { try missing.hear(file, writing: nil) }
        #expect(none?.kind == .unreadable)
    }

    @Test func `a reply that cannot be is not believed`() throws {
        let folder = try TemporaryFolder()
        let file = try tone(folder)
        for word in ["other", "nonsense"] {
            let error = #expect(throws: AudioError.self) {
                try listener(word).hear(file, writing: folder.file("out.wav"))
            }
            #expect(error?.kind == .malformed, "\(word)")
        }
        var hearing = try Listener().hear(file, writing: nil)
        func isBelieved(_ hearing: Hearing) throws -> Bool {
            let line = try JSONEncoder().encode(HearingReply.heard(hearing, waitedMs: 0))
            return HearingReply([UInt8](line), maxDurationMs: 3_600_000) != nil
        }
        #expect(try isBelieved(hearing))
        let sound = hearing
        hearing.recording.bytes = .max
        #expect(try !isBelieved(hearing))
        hearing = sound
        hearing.acoustics.speech = [TimeSpan(startMs: 0, endMs: 5_000)]
        #expect(try !isBelieved(hearing))
        hearing = sound
        hearing.acoustics.levelsDb = [-1e300]
        #expect(try !isBelieved(hearing))
        hearing = sound
        hearing.acoustics.curveStepMs = 0
        #expect(try !isBelieved(hearing))
        for text in ["[1e5]", "[1E+5]", "[1234567890123]", "[-1234567890123.5]", "[0.5e1]"] {
            #expect(!HearingReply.hasPlainNumbers(Array(text.utf8)), "\(text)")
        }
        for text in [
            "[1e-5,true,false]", "[123456789012,-123456789012.123456789]", "[\"1e300 \\\" 1234567890123456\"]",
        ] {
            #expect(HearingReply.hasPlainNumbers(Array(text.utf8)), "\(text)")
        }
    }

    @Test func `a confined process opens no file, no connection and no program`() async throws {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: Self.trial)
        process.arguments = ["leaks"]
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(String(decoding: output, as: UTF8.self) == "\n", "\(String(decoding: output, as: UTF8.self))")
        #expect(process.terminationStatus == 0)
    }
}
