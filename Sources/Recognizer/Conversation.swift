import Core
import FoundationEssentials
import Model
import Subprocess
import SystemPackage

/// The parent's side of the protocol with one child.
struct Conversation {
    /// How it ended.
    enum Ending: Sendable {
        /// No work is left.
        case answered
        /// The child says it cannot work.
        case unusable(reason: String)
        /// The child stopped answering, or answered nonsense: whether its model was loaded, and the utterance it had.
        case brokenOff(wasReady: Bool, over: Int?)
    }

    private let writer: StandardInputWriter
    private var lines: SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator

    /// A conversation that has not begun, over a child's standard input and the lines of its standard output.
    init(writer: StandardInputWriter, lines: SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator) {
        self.writer = writer
        self.lines = lines
    }

    /// Sends the order and then utterances as long as there are any: one frame out, one line in, so that never more than one
    /// is in memory.
    mutating func run(order: ChildOrder, work: Workload, of recording: PCMFile) async -> Ending {
        var wasReady = false
        var current: Int?
        do {
            try await send(Array(JSONEncoder().encode(order)))
            switch try await reply() {
            case .ready: wasReady = true
            case .unusable(let reason): return .unusable(reason: reason)
            default: return .brokenOff(wasReady: false, over: nil)
            }
            while let (number, span) = await work.next() {
                current = number
                try await send(recording.bytes(span))
                guard case .heard(let tokens) = try await reply() else {
                    return .brokenOff(wasReady: true, over: number)
                }
                await work.finish(number, tokens)
                current = nil
            }
            try await writer.finish()
            return .answered
        } catch {
            return .brokenOff(wasReady: wasReady, over: current)
        }
    }

    private func send(_ payload: [UInt8]) async throws {
        guard let frame = Frame.framed(payload) else {
            throw RecognizerError(.engineFailed, "An utterance is too long.")
        }
        _ = try await writer.write(frame)
    }

    private mutating func reply() async throws -> ChildReply? {
        guard let line = try await lines.next() else { return nil }
        return try JSONDecoder().decode(ChildReply.self, from: Data(line.utf8))
    }
}

/// The utterances of one recording, handed out to the next free child. The result depends neither on the child nor on the time.
actor Workload {
    /// How often an utterance may be tried: a child that dies over it is replaced once. Leaving its words out in silence would
    /// be worse than an error.
    static let maxAttempts = 2

    private let utterances: [TimeSpan]
    private var waiting: [Int]
    private var attempts: [Int]
    private var heard: [[HeardToken]?]

    /// The work of one plan.
    init(_ utterances: [TimeSpan]) {
        self.utterances = utterances
        waiting = Array(utterances.indices.reversed())
        attempts = utterances.map { _ in 0 }
        heard = utterances.map { _ in nil }
    }

    /// The next utterance to hear, and its number; nil when none is left to hand out.
    func next() -> (number: Int, span: TimeSpan)? {
        guard let number = waiting.popLast() else { return nil }
        attempts[number] += 1
        return (number, utterances[number])
    }

    /// What was heard in an utterance.
    func finish(_ number: Int, _ tokens: [HeardToken]) {
        heard[number] = tokens
    }

    /// An utterance whose child died. False when it was tried often enough.
    func returned(_ number: Int) -> Bool {
        guard attempts[number] < Self.maxAttempts else { return false }
        waiting.append(number)
        return true
    }

    /// Whether something is left to hand out.
    var isWaiting: Bool { !waiting.isEmpty }

    /// Everything that was heard, in the order of the recording; nil when something is missing.
    var result: [[HeardToken]]? {
        let complete = heard.compactMap { $0 }
        return complete.count == heard.count ? complete : nil
    }
}

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
