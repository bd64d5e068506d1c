import Foundation
import Model
import Testing

@testable import Companion

/// The real companion in this checkout and the shared recordings; tests that need them are skipped where they are not there.
enum Installed {
    /// The checkout.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// Settings of the companion that `scripts/companion` installed, or the one named by DEBRIEF_TEST_COMPANION.
    static let settings: CompanionSettings = {
        let named = ProcessInfo.processInfo.environment["DEBRIEF_TEST_COMPANION"]
        let candidates = [
            root.resolvingSymlinksInPath().appending(path: ".build-companion"), URL(filePath: ".build-companion"),
        ]
        var settings = CompanionSettings(
            folder: candidates.first { CompanionSettings(folder: $0).isInstalled } ?? candidates[0]
        )
        if let named { settings = CompanionSettings(folder: URL(filePath: named)) }
        // Other work on the machine must not look like a hang.
        settings.deadlineBaseMs = 300_000
        settings.threads = 1
        return settings
    }()
    /// Whether it is there.
    static let isThere = settings.isInstalled
    /// Whether the long forms run: 1,000 answers, 100 kills of the real program.
    static let isLong = ProcessInfo.processInfo.environment["DEBRIEF_TEST_LONG"] != nil

    /// The folder of shared recordings.
    static let audio: URL? = {
        var folder = root.resolvingSymlinksInPath()
        for _ in 0..<4 {
            folder = folder.deletingLastPathComponent()
            let shared = folder.appending(path: "shared/audio")
            if FileManager.default.fileExists(atPath: shared.appending(path: "MANIFEST.tsv").path) { return shared }
        }
        return nil
    }()
    /// Eleven seconds of a well-known speech.
    static var speech: URL? { audio?.appending(path: "read/jfk.wav") }

    /// Runs a test on a companion and ends it.
    static func with(_ settings: CompanionSettings = settings, _ body: (Companion) async throws -> Void) async throws {
        let companion = Companion(settings: settings)
        do { try await body(companion) } catch {
            await companion.stop()
            throw error
        }
        await companion.stop()
    }

    /// A request to hear the whole of a WAV file of the decode stage's form.
    static func request(_ wav: URL, language: String = "en-US") throws -> Transcriber.Request {
        let durationMs = try SampleFile(wav).durationMs
        let speech = [TimeSpan(startMs: 0, endMs: durationMs)]
        return Transcriber.Request(wav: wav, speech: speech, durationMs: durationMs, language: language)
    }

    /// A new folder that the body may fill.
    static func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "companion-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    /// Runs a program to its end and returns what it printed; throws when it fails.
    @discardableResult
    static func run(_ program: String, _ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program) failed")
        return String(decoding: output, as: UTF8.self)
    }
}
