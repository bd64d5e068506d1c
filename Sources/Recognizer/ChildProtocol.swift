/// What the parent tells a fresh child before any audio.
struct ChildOrder: Sendable, Hashable, Codable {
    /// Folder of the model.
    var modelFolder: String
    /// Address space it may take, in bytes; 0 for no limit.
    var memoryLimitBytes: Int
    /// CPU time after which the kernel ends it, in seconds: a child whose parent died cannot run on.
    var cpuLimitSeconds: Int
}

/// One line a child writes: JSON, in the order of the frames it read.
enum ChildReply: Sendable, Hashable, Codable {
    /// The model is loaded.
    case ready
    /// What was heard in the next utterance.
    case heard(words: [HeardToken])
    /// The engine cannot start; `reason` is for the log.
    case unusable(reason: String)
}

/// One entry of the engine's best path, silence and noise included, as the engine spells it.
struct HeardToken: Sendable, Hashable, Codable {
    /// The dictionary entry: `power`, `to(2)`, `<sil>`, `[SPEECH]`, `++NOISE++`.
    var text: String
    /// First frame of 10 ms, counted from the start of the utterance.
    var startFrame: Int
    /// Last frame, inclusive.
    var endFrame: Int
    /// Posterior probability, 0–1.
    var posterior: Double
}

/// The framing of the pipe to a child: a length of four bytes, little-endian, then that many bytes. The first frame is a
/// ``ChildOrder`` as JSON, every other one the samples of one utterance (16 kHz mono 16-bit little-endian).
enum Frame {
    /// Bytes before the payload.
    static let headerBytes = 4
    /// The longest payload: 32 s of samples. A longer length means that the stream is out of step.
    static let maxBytes = 32 * 16_000 * 2

    /// A payload with its length in front; nil when it is too long to send.
    static func framed(_ payload: [UInt8]) -> [UInt8]? {
        guard payload.count <= maxBytes else { return nil }
        let count = UInt32(payload.count)
        return [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: count >> $0) } + payload
    }

    /// The length that a header announces; nil when no frame can be that long.
    static func length(_ header: [UInt8]) -> Int? {
        guard header.count == headerBytes else { return nil }
        let count = header.reversed().reduce(0) { $0 << 8 | Int($1) }
        return count <= maxBytes ? count : nil
    }
}

#if canImport(Glibc)
    import Glibc
#endif

/// The child's end of the two pipes: frames in, lines out. Blocking; the child has nothing else to do.
struct ChildPipe {
    /// Where frames are read.
    let input: CInt
    /// Where lines are written.
    let output: CInt

    /// The next frame; nil at the end of the stream or when it is out of step.
    func nextFrame() -> [UInt8]? {
        guard let header = read(Frame.headerBytes), let count = Frame.length(header) else { return nil }
        return read(count)
    }

    /// Writes one line; false when the parent is gone.
    func writeLine(_ line: [UInt8]) -> Bool {
        let bytes = line + [0x0A]
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe write(output, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    private func read(_ count: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe Glibc.read(input, bytes.baseAddress?.advanced(by: filled), count - filled)
            }
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else { return nil }
            filled += got
        }
        return buffer
    }
}

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
