#if canImport(Glibc)
    import Glibc
#endif

/// What a child process may use. Set by the child itself, before it reads any audio.
enum ChildLimits {
    /// Applies an order's limits to this process: memory, CPU time, no files, no core dump with a voice in it.
    static func apply(_ order: ChildOrder) {
        if order.memoryLimitBytes > 0 { limit(RLIMIT_AS, order.memoryLimitBytes) }
        if order.cpuLimitSeconds > 0 { limit(RLIMIT_CPU, order.cpuLimitSeconds) }
        limit(RLIMIT_CORE, 0)
        limit(RLIMIT_FSIZE, 0)
        // A write beyond the limit then fails instead of killing: coverage and sanitizer runtimes try one at exit.
        _ = signal(SIGXFSZ, SIG_IGN)
        _ = signal(SIGPIPE, SIG_IGN)
    }

    private static func limit(_ resource: __rlimit_resource, _ value: Int) {
        var limit = rlimit(rlim_cur: rlim_t(max(0, value)), rlim_max: rlim_t(max(0, value)))
        // A hard limit already lower than ours refuses the change and holds by itself.
        unsafe _ = setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
    }
}
