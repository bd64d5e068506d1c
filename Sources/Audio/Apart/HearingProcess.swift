import CSeccomp
import Core
import FoundationEssentials
import Synchronization

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
