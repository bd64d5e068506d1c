import FoundationEssentials
import Subprocess
import SystemPackage

#if canImport(Glibc)
    import Glibc
#endif

/// One child process: started for one recording, fed one utterance at a time, gone when the recording is done. Loading the
/// model costs half a second, a few per cent of an answer's recognition, and buys that no child ever holds two people's voices.
struct ChildProcess: Sendable {
    /// How a child ended.
    enum Outcome: Sendable {
        /// No work is left.
        case finished
        /// It ended too early: how, whether it had loaded its model, and the utterance it had.
        case died(status: String, wasReady: Bool, over: Int?)
        /// It says that it cannot work.
        case unusable(reason: String)
        /// There is no program to run.
        case missing(reason: String)
    }

    /// The longest line a child may write: 32 s of speech have at most a few hundred tokens of about 70 bytes.
    static let maxReplyBytes = 256 * 1024

    /// The program; it understands the subcommand `recognize`.
    let executable: String
    /// What the child is told first.
    let order: ChildOrder

    /// Takes utterances from `work` until none is left or the child dies. Throws `CancellationError` when cancelled, after the
    /// child was killed.
    func hear(_ work: Workload, of recording: PCMFile) async throws -> Outcome {
        SignalPolicy.ignoreBrokenPipes
        do {
            let result = try await Subprocess.run(
                configuration,
                input: .inputWriter,
                output: .sequence,
                error: .discarded
            ) { child in
                let lines = child.standardOutput.strings(bufferingPolicy: .maxLineLength(Self.maxReplyBytes))
                var conversation = Conversation(writer: child.standardInputWriter, lines: lines.makeAsyncIterator())
                let ending = await conversation.run(order: order, work: work, of: recording)
                // A child that broke the protocol may not read any more: do not wait for it.
                if case .brokenOff = ending { try? child.send(signal: .kill) }
                return ending
            }
            try Task.checkCancellation()
            switch result.closureResult {
            case .answered: return .finished
            case .unusable(let reason): return .unusable(reason: reason)
            case .brokenOff(let wasReady, let number):
                return .died(status: String(describing: result.terminationStatus), wasReady: wasReady, over: number)
            }
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            return .missing(reason: String(describing: error))
        }
    }

    private var configuration: Configuration {
        Configuration(
            executable: .path(FilePath(executable)),
            arguments: Arguments(executablePathOverride: "debrief", remainingValues: ["recognize"]),
            environment: .custom(environment)
        )
    }

    /// A child needs no secret of its parent: it gets what the loader and the tools' runtimes read, and nothing else.
    private var environment: [Environment.Key: String] {
        let passed = ["PATH", "LD_LIBRARY_PATH", "TMPDIR", "LANG", "ASAN_OPTIONS", "TSAN_OPTIONS", "LLVM_PROFILE_FILE"]
        var result: [Environment.Key: String] = ["SWIFT_BACKTRACE": "enable=no"]
        let own = ProcessInfo.processInfo.environment
        for name in passed {
            if let key = Environment.Key(rawValue: name), let value = own[name] { result[key] = value }
        }
        return result
    }
}
