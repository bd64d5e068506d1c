import Core
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes 16 kHz mono 16-bit samples as a WAV file with the classic 44-byte header. The file takes its name only when it is
/// complete; one that is given up leaves nothing behind.
struct WaveWriter: ~Copyable {
    private let descriptor: Int32
    /// Where the file is to be; nil when another process sees to that.
    private let file: URL?
    private var pending: [Int16] = []
    private var samples = 0
    private var complete = false

    /// The most samples a 32-bit size can state.
    private static let maxSamples = (Int(UInt32.max) - 44) / 2
    private static let batch = 16_384

    /// Where a file is until it is complete.
    static func draft(of file: URL) -> URL { URL(filePath: file.path + ".part") }

    /// Opens the draft of a file, empty.
    static func begin(_ file: URL) throws(AudioError) -> Int32 {
        let descriptor = unsafe open(draft(of: file).path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("opened") }
        return descriptor
    }

    /// Gives a draft of so many bytes, which another process wrote, its header and its name.
    static func complete(_ file: URL, _ descriptor: Int32, bytes: Int) throws(AudioError) {
        let header = header(samples: (bytes - 44) / 2)
        let written = unsafe header.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard written == header.count else { throw failure("written") }
        guard unsafe rename(draft(of: file).path, file.path) == 0 else { throw failure("completed") }
    }

    /// Removes the draft of a file.
    static func abandon(_ file: URL) { unsafe unlink(draft(of: file).path) }

    /// Starts a file.
    init(_ file: URL) throws(AudioError) {
        try self.init(descriptor: Self.begin(file), file: file)
    }

    /// Takes over an open draft; its process gives it its name.
    init(descriptor: Int32, file: URL? = nil) throws(AudioError) {
        self.descriptor = descriptor
        self.file = file
        pending.reserveCapacity(Self.batch)
        do {
            try write(Self.header(samples: 0))
        } catch {
            close(descriptor)
            if let file { Self.abandon(file) }
            throw error
        }
    }

    deinit {
        if !complete {
            close(descriptor)
            if let file { Self.abandon(file) }
        }
    }

    /// Appends samples.
    mutating func append(_ more: Span<Int16>) throws(AudioError) {
        guard more.count <= Self.maxSamples - samples else {
            throw AudioError(.unwritable, "The decoded audio is too long for a WAV file.")
        }
        samples += more.count
        for i in more.indices { pending.append(more[i]) }
        if pending.count >= Self.batch { try flush() }
    }

    /// Completes the header and gives the file its name.
    consuming func finish() throws(AudioError) {
        try flush()
        let header = Self.header(samples: samples)
        let written = unsafe header.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard written == header.count else { throw Self.failure("written") }
        let closed = close(descriptor)
        complete = true
        guard let file else {
            guard closed == 0 else { throw Self.failure("completed") }
            return
        }
        guard closed == 0, unsafe rename(Self.draft(of: file).path, file.path) == 0 else {
            Self.abandon(file)
            throw Self.failure("completed")
        }
    }

    /// The 44 bytes before the samples: RIFF, `fmt ` with PCM, 1 channel, 16 kHz, 16 bits, `data`.
    static func header(samples: Int) -> [UInt8] {
        let bytes = UInt32(clamping: samples * 2)
        var header: [UInt8] = Array("RIFF".utf8)
        func little(_ value: UInt32, _ count: Int) {
            for i in 0..<count { header.append(UInt8(truncatingIfNeeded: value >> (8 * UInt32(i)))) }
        }
        little(bytes &+ 36, 4)
        header += Array("WAVEfmt ".utf8)
        little(16, 4)
        little(1, 2)
        little(1, 2)
        little(UInt32(Outlet.rate), 4)
        little(UInt32(Outlet.rate * 2), 4)
        little(2, 2)
        little(16, 2)
        header += Array("data".utf8)
        little(bytes, 4)
        return header
    }

    private mutating func flush() throws(AudioError) {
        #if _endian(big)
            for i in pending.indices { pending[i] = pending[i].littleEndian }
        #endif
        let descriptor = descriptor
        try unsafe pending.span.bytes.withUnsafeBytes { (raw) throws(AudioError) in
            try unsafe Self.write(raw, to: descriptor)
        }
        pending.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: [UInt8]) throws(AudioError) {
        let descriptor = descriptor
        try unsafe bytes.span.bytes.withUnsafeBytes { (raw) throws(AudioError) in
            try unsafe Self.write(raw, to: descriptor)
        }
    }

    private static func write(_ raw: UnsafeRawBufferPointer, to descriptor: Int32) throws(AudioError) {
        var done = 0
        while done < raw.count {
            #if canImport(Glibc)
                let count = unsafe Glibc.write(descriptor, raw.baseAddress.map { unsafe $0 + done }, raw.count - done)
            #else
                let count = unsafe Darwin.write(descriptor, raw.baseAddress.map { unsafe $0 + done }, raw.count - done)
            #endif
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("written")
            }
            done += count
        }
    }

    private static func failure(_ what: String) -> AudioError {
        AudioError(.unwritable, "The decoded audio cannot be \(what).", context: ["errno": "\(errno)"])
    }
}
