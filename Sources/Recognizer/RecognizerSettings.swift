package import Core
import FoundationEssentials

/// How the offline recognizer runs. Every value has a default that works with Debian's packages.
package struct RecognizerSettings: Sendable, Hashable, Codable {
    /// Folder of the model: it holds the acoustic model `en-us/`, `en-us.lm.bin` and `cmudict-en-us.dict`.
    package var modelFolder: String
    /// The program that knows the hidden subcommand `recognize`; nil for the running one.
    package var executable: String?
    /// How many children run at once, at least 1. Each takes one core and about 150 MB. A recording gets one, and more when
    /// no other waits.
    package var concurrency: Int
    /// How many recordings may wait for their turn; one more is refused.
    package var maxWaiting: Int
    /// The part of the deadline that does not depend on the recording, in milliseconds.
    package var deadlineBaseMs: Int
    /// Milliseconds of deadline added per millisecond of speech. The engine needs 0.2–0.4 on an idle core.
    package var deadlinePerSpeechMs: Int
    /// Address space a child may take, in bytes; 0 for no limit (a sanitizer's shadow memory needs that).
    package var memoryLimitBytes: Int
    /// The longest utterance handed to the engine in one piece, 5–30 s in milliseconds; its memory grows with it.
    package var maxUtteranceMs: Int

    /// Settings; what is not given has its default.
    package init(
        modelFolder: String = "/usr/share/pocketsphinx/model/en-us",
        executable: String? = nil,
        concurrency: Int = min(2, ProcessInfo.processInfo.activeProcessorCount),
        maxWaiting: Int = 256,
        deadlineBaseMs: Int = 60_000,
        deadlinePerSpeechMs: Int = 6,
        memoryLimitBytes: Int = 1 << 30
    ) {
        self.modelFolder = modelFolder
        self.executable = executable
        self.concurrency = concurrency
        self.maxWaiting = maxWaiting
        self.deadlineBaseMs = deadlineBaseMs
        self.deadlinePerSpeechMs = deadlinePerSpeechMs
        self.memoryLimitBytes = memoryLimitBytes
        maxUtteranceMs = 20_000
    }

    /// The longest one recording may take once it has its turn, in milliseconds.
    func deadlineMs(speechMs: Int) -> Int {
        let (scaled, overflow) = max(0, speechMs).multipliedReportingOverflow(by: max(0, deadlinePerSpeechMs))
        let bounded = overflow ? Self.longestDeadlineMs : min(scaled, Self.longestDeadlineMs)
        return max(1, min(deadlineBaseMs, Self.longestDeadlineMs)) + bounded
    }

    private static let longestDeadlineMs = 24 * 3_600_000
}

/// Why the offline recognizer gave no transcript.
package typealias RecognizerError = ModuleError<RecognizerErrorCode>

/// The codes of ``RecognizerError``; each is a row of ``ErrorTable``.
package enum RecognizerErrorCode: String, ErrorCode {
    /// The library's model, or the program to run it in, is not there.
    case engineMissing = "transcribe.engine_missing"
    /// The child process died or broke the protocol, also on a second try.
    case engineFailed = "transcribe.engine_failed"
    /// The child process did not finish within its deadline and was killed.
    case timeout = "transcribe.timeout"
    /// The engine cannot do what was asked.
    case rejected = "transcribe.rejected"
    /// Too many recordings wait for the engine.
    case unavailable = "transcribe.unavailable"
}

#if canImport(Glibc)
    import Glibc
#endif

/// The files of a model on disk.
struct ModelFolder: Sendable, Hashable {
    /// Where they are.
    let path: String

    /// Looks for every file the engine needs, because the engine itself only says that something is wrong.
    func check() throws(RecognizerError) {
        for name in ["en-us/mdef", "en-us.lm.bin", "cmudict-en-us.dict"] {
            guard unsafe "\(path)/\(name)".withCString({ unsafe access($0, R_OK) }) == 0 else {
                throw missing("no \(name)")
            }
        }
    }

    /// The error for a model that is not there or not whole.
    func missing(_ reason: String) -> RecognizerError {
        RecognizerError(
            .engineMissing,
            """
            The offline recognizer is not installed here. On Debian its model is the package pocketsphinx-en-us; a \
            speech-to-text service, or a transcript sent along, serves as well.
            """,
            context: ["reason": reason, "folder": path]
        )
    }
}

extension RecognizerSettings {
    /// Looks for every file the offline recognizer needs.
    ///
    /// - Throws: `transcribe.engine_missing`, with a sentence that says how to get them.
    package func checkModel() throws(RecognizerError) { try ModelFolder(path: modelFolder).check() }
}
