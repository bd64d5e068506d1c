import CSeccomp

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
