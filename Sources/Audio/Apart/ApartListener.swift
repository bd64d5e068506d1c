import CSeccomp
import Core
package import FoundationEssentials
package import Model
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The decode stage in a child process for each recording: what breaks a decoder breaks the child, and costs that recording alone.
///
/// The child gets the recording and the file to write as open files, and can open no other, nor a connection, nor start a program
/// (``Confinement``). It has bounds of memory, processor time and bytes written, and is killed at a deadline. One child waits for the next
/// recording, so that its start is not waited for. What it says is checked before it is believed.
package final class ApartListener: Hearer {
    /// How often a recording is given to a child: one that dies is replaced once, as it may have been another process's doing.
    private static let mostAttempts = 2

    private struct State {
        var spare: HearingProcess?
        var isStarting = false
    }

    /// What is to be done with a recording.
    private struct Assignment {
        var file: URL
        var arrival: Arrival?
        var wav: URL?
        var isMeasured: Bool
    }

    private let settings: AudioSettings
    private let limits: HearingLimits
    private let program: HearingProgram
    private let state = Mutex(State())
    /// One thread that stays: the kernel ends a child with the thread that made it.
    private let starting = BlockingThreads(count: 1)

    /// A listener whose children have these limits.
    package init(
        settings: AudioSettings = AudioSettings(),
        limits: HearingLimits = HearingLimits(),
        program: HearingProgram = HearingProgram()
    ) {
        self.settings = settings
        self.limits = limits
        self.program = program
    }

    /// Starts the child that waits for the next recording, in the background, unless there is one.
    package func prepare() {
        let isMissing = state.withLock { state in
            guard state.spare == nil, !state.isStarting else { return false }
            state.isStarting = true
            return true
        }
        guard isMissing else { return }
        let (starting, program) = (starting, program)
        Task { [weak self] in
            let made = try? await starting.run { try HearingProcess(program) }
            self?.state.withLock { state in
                state.spare = made
                state.isStarting = false
            }
        }
    }

    package func hear(_ file: URL, arrival: Arrival?, writing wav: URL?) throws(AudioError) -> Hearing {
        let reply = try reply(to: Assignment(file: file, arrival: arrival, wav: wav, isMeasured: true))
        guard case .heard(let hearing, let waitedMs) = reply else { throw Self.failure(.nonsense, isGrowing: false) }
        arrival?.note(waitedMs: waitedMs)
        return hearing
    }

    package func decode(_ file: URL, writing wav: URL) throws(AudioError) {
        _ = try reply(to: Assignment(file: file, wav: wav, isMeasured: false))
    }

    /// What a child says of a recording; the file it wrote is in its place then.
    private func reply(to task: Assignment) throws(AudioError) -> HearingReply {
        var attempt = 1
        while true {
            do throws(HearingDeath) {
                return try talk(task, usingSpare: attempt == 1)
            } catch {
                if let wav = task.wav { WaveWriter.abandon(wav) }
                switch error {
                case .refused(let refusal): throw refusal
                case .died(let ending):
                    // What is told of a growing recording is told once.
                    guard task.arrival == nil, attempt < Self.mostAttempts, !ending.isOutOfTime else {
                        throw Self.failure(ending, isGrowing: task.arrival != nil)
                    }
                }
            }
            attempt += 1
        }
    }

    /// Has one child work on a recording.
    private func talk(_ task: Assignment, usingSpare: Bool) throws(HearingDeath) -> HearingReply {
        let files = try OpenFiles(task.file, task.wav)
        let child = try take(usingSpare: usingSpare)
        child.giveWay()
        let order = HearingOrder(
            settings: settings,
            limits: limits,
            isGrowing: task.arrival != nil,
            isMeasured: task.isMeasured
        )
        var talk = HearingTalk(child, task.arrival, deadlineMs: limits.deadlineMs)
        let reply = try talk.run(order, files.all, maxDurationMs: settings.maxDurationMs)
        switch reply {
        case .refused(let code, let message, let context):
            throw .refused(AudioError(AudioErrorCode(rawValue: code) ?? .malformed, message, context: context))
        case .heard(let hearing, _):
            guard task.isMeasured else { throw .died(.nonsense) }
            try files.complete(task.wav, durationMs: hearing.recording.durationMs)
        case .decoded(let durationMs):
            guard !task.isMeasured else { throw .died(.nonsense) }
            try files.complete(task.wav, durationMs: durationMs)
        }
        return reply
    }

    private func take(usingSpare: Bool) throws(HearingDeath) -> HearingProcess {
        let spare = usingSpare ? state.withLock { $0.spare.take() } : nil
        defer { prepare() }
        if let spare, spare.isWaiting { return spare }
        do throws(AudioError) { return try HearingProcess(program) } catch { throw .refused(error) }
    }

    private static func failure(_ ending: HearingEnding, isGrowing: Bool) -> AudioError {
        let context = ["ending": "\(ending)"]
        // A recording that is still being made is decoded again when it is whole.
        guard ending.isOfRecording, !isGrowing else {
            return AudioError(
                .unreadable,
                "The process that decoded the recording ended before it was done.",
                context: context
            )
        }
        return AudioError(
            .malformed,
            "The recording breaks the decoder, or takes more memory or time than a recording may.",
            context: context
        )
    }
}

/// The files that a child gets: the recording, and the draft of what it writes.
private struct OpenFiles: ~Copyable {
    let all: [Int32]

    init(_ file: URL, _ wav: URL?) throws(HearingDeath) {
        do throws(AudioError) {
            guard let wav else {
                all = [try ByteSource.open(file)]
                return
            }
            let draft = try WaveWriter.begin(wav)
            do throws(AudioError) {
                all = [try ByteSource.open(file), draft]
            } catch {
                close(draft)
                throw error
            }
        } catch {
            throw .refused(error)
        }
    }

    deinit {
        for descriptor in all { close(descriptor) }
    }

    /// Gives what the child wrote its name, behind a header of ours. A child that says another length than it wrote is not believed.
    borrowing func complete(_ wav: URL?, durationMs: Int) throws(HearingDeath) {
        guard let wav, let draft = all.last else { return }
        let size = Int(lseek(draft, 0, SEEK_END))
        guard size >= 44, abs((size - 44) / 32 - durationMs) <= 1 else { throw .died(.nonsense) }
        do throws(AudioError) { try WaveWriter.complete(wav, draft, bytes: size) } catch { throw .refused(error) }
    }
}

/// Why a child did not hear a recording.
enum HearingDeath: Error {
    /// The recording cannot be used, or the fault is ours.
    case refused(AudioError)
    /// The child ended, or was ended, before it replied.
    case died(HearingEnding)
}

/// How a child ended.
enum HearingEnding: Hashable, CustomStringConvertible {
    /// By itself, with a status.
    case exit(Int32)
    /// By a signal.
    case signal(Int32)
    /// Killed at the deadline.
    case late
    /// Killed for a reply that is none.
    case nonsense

    var description: String {
        switch self {
        case .exit(let status): "status \(status)"
        case .signal(let number): "signal \(number)"
        case .late: "deadline"
        case .nonsense: "no reply"
        }
    }

    /// Whether it took all the time there is; another try would as well.
    var isOutOfTime: Bool { self == .late || self == .signal(SIGXCPU) }

    /// Whether what the child did ended it, rather than another process or the deadline.
    var isOfRecording: Bool {
        switch self {
        case .exit, .late: false
        case .nonsense: true
        case .signal(let number): number != SIGKILL && number != SIGTERM
        }
    }
}

#if canImport(Glibc)
    import Glibc
#endif

/// One child process that decodes one recording, seen from its parent. It is killed when the value goes away.
final class HearingProcess: Sendable {
    /// The process.
    let id: pid_t
    /// How it ended; its number is another's from then on.
    private let ending = Mutex<HearingEnding?>(nil)
    /// The socket that is its standard input.
    let link: Int32

    /// Starts a child. It has an end of a socket as its standard input, and nothing else of this process: no other file, none of its
    /// environment but what the loader reads.
    ///
    /// - Throws: `decode.unreadable` when the system gives none.
    init(_ program: HearingProgram) throws(AudioError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0
        else { throw Self.failure(errno) }
        defer { close(ends[1]) }
        let words = [program.path] + program.arguments
        let variables = program.environment.map { "\($0.key)=\($0.value)" }
        var process = pid_t()
        let status = unsafe Self.withPointers(words) { words in
            unsafe Self.withPointers(variables) { variables in
                unsafe Self.spawn(program.path, words, variables, input: ends[1], &process)
            }
        }
        guard status == 0 else {
            close(ends[0])
            throw Self.failure(status)
        }
        (id, link) = (process, ends[0])
    }

    deinit {
        close(link)
        _ = ended(withinMs: 0)
    }

    /// Whether it still waits for an order.
    var isWaiting: Bool {
        var state = pollfd(fd: link, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&state, 1, 0) == 0
    }

    /// How it ended. One that has not ended by itself in time is killed, whatever it does.
    @discardableResult
    func ended(withinMs limitMs: Int) -> HearingEnding {
        ending.withLock { ending in
            if let ending { return ending }
            var (status, waited): (Int32, Int) = (0, 0)
            while unsafe waitpid(id, &status, WNOHANG) == 0 {
                if waited >= limitMs {
                    kill(id, SIGKILL)
                    while unsafe waitpid(id, &status, 0) < 0 && errno == EINTR {}
                    break
                }
                waited += 5
                poll(nil, 0, 5)
            }
            let found = status & 0x7F == 0 ? HearingEnding.exit(status >> 8 & 0xFF) : .signal(status & 0x7F)
            ending = found
            return found
        }
    }

    /// Takes over how much the calling thread gives way to others.
    func giveWay() {
        ending.withLock { ending in
            guard ending == nil else { return }
            let kind = __priority_which_t(PRIO_PROCESS.rawValue)
            setpriority(kind, id_t(id), getpriority(kind, 0))
        }
    }

    private static func spawn(
        _ path: String,
        _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
        _ variables: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
        input: Int32,
        _ process: inout pid_t
    ) -> Int32 {
        guard let words = unsafe words, let variables = unsafe variables else { return EINVAL }
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        unsafe debrief_spawn_close_from(&actions, 3)
        var (none, all) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        return unsafe posix_spawn(&process, path, &actions, &attributes, words, variables)
    }

    /// Calls `body` with the texts as C has lists of them.
    private static func withPointers<Value>(
        _ texts: [String],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Value
    ) -> Value {
        var pointers = unsafe texts.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe pointers.withUnsafeMutableBufferPointer { list in
            unsafe body(list.baseAddress)
        }
    }

    private static func failure(_ status: Int32) -> AudioError {
        AudioError(
            .unreadable,
            "The recording cannot be decoded now: no process can be started.",
            context: ["errno": "\(status)"]
        )
    }
}

/// The program that a child runs.
package struct HearingProgram: Sendable, Hashable {
    /// Its path.
    package var path: String
    /// What follows its name.
    package var arguments: [String]

    /// A program; by default the running one and its hidden subcommand.
    package init(path: String = "/proc/self/exe", arguments: [String] = ["hear"]) {
        self.path = path
        self.arguments = arguments
    }

    /// A child needs no secret of its parent: it gets what the loader and the tools' runtimes read, and nothing else.
    var environment: [String: String] {
        var found = ["SWIFT_BACKTRACE": "enable=no", "MALLOC_ARENA_MAX": "1"]
        let own = ProcessInfo.processInfo.environment
        for name in ["PATH", "LD_LIBRARY_PATH", "LANG", "ASAN_OPTIONS", "TSAN_OPTIONS", "LLVM_PROFILE_FILE"] {
            if let value = own[name] { found[name] = value }
        }
        return found
    }
}
