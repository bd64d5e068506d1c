#if canImport(Glibc)
    import Glibc
#endif

/// What this process does about signals.
enum SignalPolicy {
    /// Writing to a child that just died raises SIGPIPE, whose default ends the whole service; ignored, the write fails with
    /// EPIPE, which is handled. Evaluated once; network servers do the same for their sockets.
    static let ignoreBrokenPipes: Void = {
        _ = signal(SIGPIPE, SIG_IGN)
    }()
}
