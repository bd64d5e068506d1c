import CSeccomp
import Core
import Dispatch
import FoundationEssentials
import Model

#if canImport(Glibc)
    import Glibc
#endif

/// The child's side: the body of the hidden subcommand `debrief hear`, which decodes one recording.
///
/// Its standard input is a socket to the parent. An order comes by it with the recording and the file to write as open files; after that,
/// lines that tell how much of a growing recording there is. One line goes back. The process ends when the socket does.
package final class HearingChild: Sendable {
    private let order: HearingOrder
    private let recording: Int32
    private let wav: Int32?
    private let link: Int32
    private let arrival: Arrival?
    private let early: [UInt8]

    /// Waits for an order on standard input; nil when none comes. What libraries print goes nowhere from here on.
    package init?(link: Int32 = STDIN_FILENO) {
        Confinement.endWithParent()
        var (line, files): ([UInt8], [Int32]) = ([], [])
        while !line.contains(0x0A) {
            var (piece, found, count) = ([UInt8](repeating: 0, count: 4_096), [Int32](repeating: -1, count: 4), 0)
            let got = unsafe piece.withUnsafeMutableBytes { bytes in
                unsafe debrief_receive(link, bytes.baseAddress, bytes.count, &found, &count)
            }
            if got < 0 && errno == EINTR { continue }
            guard got > 0, line.count < 65_536 else { return nil }
            files += found.prefix(count)
            line += piece.prefix(got)
        }
        let end = line.firstIndex(of: 0x0A) ?? line.endIndex
        guard let order = try? JSONDecoder().decode(HearingOrder.self, from: Data(line[..<end])),
            (1...2).contains(files.count)
        else { return nil }
        (self.order, self.link, early) = (order, link, Array(line[min(end + 1, line.count)...]))
        (recording, wav) = (files[0], files.count > 1 ? files[1] : nil)
        // The parent knows when nothing comes any more.
        arrival = order.isGrowing ? Arrival(patienceMs: 86_400_000) : nil
    }

    /// Gives up what decoding does not need. False when the kernel does not take it.
    package func confine() -> Bool {
        let seconds = order.settings.maxDurationMs / 1_000 + 10
        Confinement.limit(order.limits, bytesWritten: wav == nil ? 0 : seconds * Outlet.rate * 2)
        let isRead = DispatchSemaphore(value: 0)
        let thread = Thread { [self] in
            let isConfined = Confinement().lock()
            isRead.signal()
            // Without the filter nothing is read, and the main thread gives up likewise.
            if isConfined { follow() }
        }
        guard thread.start() else { return false }
        isRead.wait()
        Confinement.limitProcesses()
        return Confinement().lock()
    }

    /// Decodes the recording.
    package func hear() -> HearingReply {
        do {
            let listener = Listener(settings: order.settings)
            let source = ByteSource(descriptor: recording, arrival: arrival)
            guard let wav else { return .heard(try listener.hear(source), waitedMs: arrival?.waitedMs ?? 0) }
            let writer = try WaveWriter(descriptor: wav)
            guard order.isMeasured else { return .decoded(durationMs: try listener.decode(source, into: writer)) }
            return .heard(try listener.hear(source, into: writer), waitedMs: arrival?.waitedMs ?? 0)
        } catch {
            return .refused(code: error.code, message: error.message, context: error.context)
        }
    }

    /// Sends the reply; false when the parent is gone.
    package func answer(_ reply: HearingReply) -> Bool {
        guard var line = try? Array(JSONEncoder().encode(reply)) else { return false }
        line.append(0x0A)
        var done = 0
        while done < line.count {
            let count = unsafe line.withUnsafeBytes { bytes in
                unsafe write(link, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    /// The whole of it. Returns the exit code: 0 done, 64 no order, 69 the kernel confines nothing, 74 the parent is gone.
    package static func run() -> Int32 {
        guard let child = HearingChild() else { return 64 }
        guard child.confine() else { return 69 }
        return child.answer(child.hear()) ? 0 : 74
    }

    /// Confines this process as for a recording, and tells what it still can do; nil when the kernel confines nothing.
    package static func leaks() -> [String]? {
        Confinement.limit(HearingLimits(), bytesWritten: 1 << 20)
        Confinement.limitProcesses()
        return Confinement().lock() ? Confinement.leaks() : nil
    }

    /// Reads lines until the parent is gone, and ends the process then, whatever it does.
    private func follow() {
        var line = early
        while true {
            while let end = line.firstIndex(of: 0x0A) {
                switch HearingNotice(Substring(decoding: line[..<end], as: UTF8.self)) {
                case .bytes(let count): arrival?.grow(to: count)
                case .end: arrival?.end()
                case nil: _exit(64)
                }
                line.removeFirst(end + 1)
            }
            var piece = [UInt8](repeating: 0, count: 512)
            let got = unsafe piece.withUnsafeMutableBytes { unsafe read(link, $0.baseAddress, $0.count) }
            if got < 0 && errno == EINTR { continue }
            guard got > 0, line.count < 512 else { _exit(74) }
            line += piece.prefix(got)
        }
    }
}

/// A thread that runs once.
private final class Thread: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    /// Starts it; false when the system gives none.
    func start() -> Bool {
        let context = unsafe Unmanaged.passRetained(self)
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Thread>.fromOpaque(context).takeRetainedValue().body()
                return nil
            },
            unsafe context.toOpaque()
        )
        guard status == 0 else {
            unsafe context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}

#if canImport(Glibc)
    import Glibc
#endif

/// Limits and a filter of system calls for a process that decodes an upload. They cannot be taken back.
///
/// The limits (setrlimit) always hold. The filter of system calls leaves what computing on open files needs: to read, write and close them,
/// memory that is not code, locks, clocks and the end of the process. There is no call left that opens a file or a connection, starts a
/// program or a process, or reaches another one.
@safe package struct Confinement: ~Copyable {
    /// Calls that stay, as the kernel names them.
    private static let allowed = [
        "read", "readv", "pread64", "write", "writev", "pwrite64", "lseek", "close", "dup",
        "munmap", "mremap", "brk", "madvise",
        "futex", "sched_yield", "rseq", "set_robust_list", "membarrier", "sched_getaffinity", "sysinfo",
        "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "getrandom",
        "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall", "getpid", "gettid",
        "exit", "exit_group",
    ]

    private let filter: UnsafeMutableRawPointer?

    /// Prepares the filter; nothing is given up yet.
    package init() {
        let made = unsafe debrief_filter(EPERM)
        var isWhole = unsafe made != nil
        for name in Self.allowed where isWhole { isWhole = unsafe debrief_filter_allow(made, name) == 0 }
        for name in ["mmap", "mprotect"] where isWhole {
            isWhole = unsafe debrief_filter_allow_without(made, name, 2, UInt(PROT_EXEC)) == 0
        }
        if !isWhole, let made = unsafe made { unsafe seccomp_release(made) }
        unsafe filter = isWhole ? made : nil
    }

    deinit {
        if let filter = unsafe filter { unsafe seccomp_release(filter) }
    }

    /// Takes all other system calls from the calling thread, and from those it makes. False when the kernel refuses.
    package borrowing func lock() -> Bool {
        guard debrief_no_new_privileges() == 0, let filter = unsafe filter else { return false }
        return unsafe seccomp_load(filter) == 0
    }

    /// The process ends when its parent does.
    package static func endWithParent() { _ = debrief_end_with_parent() }

    /// Bounds memory, processor time, open files and what is written. Call it before ``lock()``.
    package static func limit(_ limits: HearingLimits, bytesWritten: Int) {
        if limits.memoryBytes > 0 {
            limit(RLIMIT_DATA, limits.memoryBytes)
            // The program and its libraries are mapped, and count here.
            limit(RLIMIT_AS, limits.memoryBytes + (1 << 30))
        }
        if limits.processorSeconds > 0 { limit(RLIMIT_CPU, limits.processorSeconds, hard: limits.processorSeconds + 2) }
        limit(RLIMIT_CORE, 0)
        limit(RLIMIT_FSIZE, bytesWritten)
        limit(RLIMIT_NOFILE, 32)
        // A write beyond the limit then fails instead of killing.
        _ = signal(SIGXFSZ, SIG_IGN)
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// No more processes and threads.
    package static func limitProcesses() { limit(__RLIMIT_NPROC, 0) }

    private static func limit(_ resource: __rlimit_resource, _ value: Int, hard: Int? = nil) {
        var limit = rlimit(rlim_cur: rlim_t(max(0, value)), rlim_max: rlim_t(max(0, hard ?? value)))
        // A hard limit already lower than ours refuses the change and holds by itself.
        unsafe _ = setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
    }
}

extension Confinement {
    /// What a confined process still can do of what it should not: names of system calls. Call it after ``lock()``.
    package static func leaks() -> [String] {
        var leaks: [String] = []
        func check(_ name: String, _ works: Bool) { if works { leaks.append(name) } }
        check("socket", socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) >= 0)
        check("open for reading", unsafe open("/etc/passwd", O_RDONLY) >= 0)
        check("open for writing", unsafe open("/dev/null", O_WRONLY) >= 0)
        check("unlink", unsafe unlink("/nonexistent/file") == 0 || errno != EPERM)
        check("kill", kill(getpid(), 0) == 0)
        var none: [UnsafeMutablePointer<CChar>?] = unsafe [nil]
        check("execve", unsafe execve("/nonexistent/program", &none, &none) == 0 || errno != EPERM)
        let page = unsafe mmap(nil, 4_096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        check("memory that is code", unsafe page != MAP_FAILED)
        let child = fork()
        if child == 0 { _exit(0) }
        check("fork", child > 0)
        return leaks
    }
}
