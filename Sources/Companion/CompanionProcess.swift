import FoundationEssentials
import Subprocess
import SystemPackage

#if canImport(Glibc)
    import Glibc
#endif

/// One process of the companion's program and the talk with it.
///
/// The process limits itself (see `confine.py`); the kernel kills it when this process dies, and it ends when its input closes.
struct CompanionProcess: Sendable {
    /// How a talk ended.
    enum Ending: Sendable {
        /// As the talk wanted.
        case finished
        /// The process died, broke the protocol or was killed at a deadline.
        case broken
        /// There is no program to run, or it speaks another protocol.
        case missing(reason: String)
    }

    /// The interpreter.
    let interpreter: String
    /// The program's folder.
    let program: String
    /// The time in which a process has to say hello, in milliseconds.
    let helloMs: Int

    /// Starts a process, waits for its hello and has `body` talk with it. The process is gone when this returns: it ends by itself when
    /// `body` returns true, and is killed otherwise.
    func run(_ order: CompanionOrder, _ body: @Sendable (CompanionTalk, CompanionReply.Hello) async -> Bool) async
        -> Ending
    {
        CompanionSignals.ignoreBrokenPipes
        guard FileManager.default.isExecutableFile(atPath: interpreter) else {
            return .missing(reason: "no interpreter")
        }
        do {
            let result = try await Subprocess.run(
                configuration,
                input: .inputWriter,
                output: .sequence,
                error: .discarded
            ) { child in
                let talk = CompanionTalk(
                    writer: child.standardInputWriter,
                    output: child.standardOutput,
                    processID: child.processIdentifier.value,
                    kill: { try? child.send(signal: .kill) }
                )
                let ending = await greet(talk, order, body)
                if case .finished = ending { try? await child.standardInputWriter.finish() } else { talk.kill() }
                return ending
            }
            return result.closureResult
        } catch {
            return Task.isCancelled ? .broken : .missing(reason: String(describing: error))
        }
    }

    private func greet(
        _ talk: CompanionTalk,
        _ order: CompanionOrder,
        _ body: @Sendable (CompanionTalk, CompanionReply.Hello) async -> Bool
    ) async -> Ending {
        guard await talk.send(order), case .frame(let reply, _) = await talk.reply(withinMs: helloMs) else {
            return .broken
        }
        if let fault = reply.fault, fault.code == "protocol" { return .missing(reason: fault.message) }
        guard let hello = reply.hello, hello.protocol == CompanionOrder.currentProtocol else { return .broken }
        return await body(talk, hello) ? .finished : .broken
    }

    private var configuration: Configuration {
        Configuration(
            executable: .path(FilePath(interpreter)),
            arguments: Arguments(["-I", "-B", program]),
            environment: .custom(environment)
        )
    }

    /// A process needs no secret of its parent, and its libraries are set to wait without turning in circles: on a machine with other
    /// work, threads that spin while they wait cost ten times what they save.
    private var environment: [Environment.Key: String] {
        var result: [Environment.Key: String] = [
            "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OMP_WAIT_POLICY": "PASSIVE", "OPENBLAS_NUM_THREADS": "1",
            "MALLOC_ARENA_MAX": "2", "HF_HUB_OFFLINE": "1", "PYTHONHASHSEED": "0",
        ]
        let own = ProcessInfo.processInfo.environment
        for name in ["LD_LIBRARY_PATH", "TMPDIR"] {
            if let key = Environment.Key(rawValue: name), let value = own[name] { result[key] = value }
        }
        return result
    }
}

/// The parent's side of the talk with one process. A reply that does not come in time kills the process.
actor CompanionTalk {
    /// What was read.
    enum Reading: Sendable {
        /// A frame and its payload.
        case frame(CompanionReply, [UInt8])
        /// The process is gone or out of step.
        case end
        /// The deadline passed; the process was killed.
        case late
    }

    private let writer: StandardInputWriter
    private let pieces: SubprocessOutputSequence.Iterator
    private var frames = CompanionFrameReader()
    /// The process.
    nonisolated let processID: CInt
    /// Kills the process.
    nonisolated let kill: @Sendable () -> Void

    /// A talk that has not begun.
    init(
        writer: StandardInputWriter,
        output: SubprocessOutputSequence,
        processID: CInt,
        kill: @escaping @Sendable () -> Void
    ) {
        self.writer = writer
        self.processID = processID
        pieces = output.makeAsyncIterator()
        self.kill = kill
    }

    /// Sends a frame; false when the process is gone or the frame is too long.
    func send(_ header: some Encodable & Sendable, payload: [UInt8] = []) async -> Bool {
        guard let frame = try? CompanionFrame.framed(header, payload: payload) else { return false }
        return (try? await writer.write(frame)) != nil
    }

    /// The next frame, waited for until `withinMs` from now.
    func reply(withinMs: Int) async -> Reading {
        let deadline = ContinuousClock.now + .milliseconds(withinMs)
        let kill = kill
        let watchdog = Task.detached {
            try await Task.sleep(until: deadline, clock: .continuous)
            kill()
        }
        defer { watchdog.cancel() }
        do {
            while true {
                if let (reply, payload) = try frames.next() { return .frame(reply, payload) }
                var pieces = pieces
                guard let piece = try await pieces.next(isolation: self) else { break }
                frames.add(piece.bytes)
            }
        } catch { kill() }
        return ContinuousClock.now >= deadline ? .late : .end
    }
}

/// What this process does about signals.
enum CompanionSignals {
    /// Writing to a process that just died raises SIGPIPE, whose default ends the whole service; ignored, the write fails instead.
    static let ignoreBrokenPipes: Void = {
        _ = signal(SIGPIPE, SIG_IGN)
    }()
}
