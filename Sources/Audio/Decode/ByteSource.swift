import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file read through one window of 64 KiB, or bytes in memory: what every parser of this room reads from.
struct ByteSource: ~Copyable {
    /// Bytes in all.
    let size: Int
    /// The next byte to read, `0...size`.
    private(set) var position = 0

    private let descriptor: Int32
    private var window: [UInt8]
    private var windowStart = 0
    private var windowCount: Int

    private static let windowSize = 65_536

    /// Opens a regular file.
    init(file: URL) throws(AudioError) {
        let descriptor = unsafe open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw AudioError(.unreadable, "The recording cannot be opened.", context: ["errno": "\(errno)"])
        }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw AudioError(.unreadable, "The recording is not a regular file.")
        }
        self.descriptor = descriptor
        size = Int(facts.st_size)
        window = [UInt8](repeating: 0, count: min(Self.windowSize, max(1, size)))
        windowCount = 0
    }

    /// Reads from memory.
    init(bytes: [UInt8]) {
        descriptor = -1
        size = bytes.count
        window = bytes
        windowCount = bytes.count
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Bytes from ``position`` to the end.
    var remaining: Int { size - position }

    /// Moves to a position, held within the file.
    mutating func seek(to target: Int) {
        position = min(max(0, target), size)
    }

    /// Moves forward, held within the file.
    mutating func skip(_ count: Int) {
        position = count >= remaining ? size : position + max(0, count)
    }

    /// The next byte, or nil at the end.
    mutating func next() throws(AudioError) -> UInt8? {
        if position < windowStart || position >= windowStart + windowCount {
            try refill()
            if windowCount == 0 { return nil }
        }
        let byte = window[position - windowStart]
        position += 1
        return byte
    }

    /// The next `count` bytes as a big-endian number, 1–8 bytes; nil when the file ends before.
    mutating func bigEndian(_ count: Int) throws(AudioError) -> UInt64? {
        var value: UInt64 = 0
        for _ in 0..<count {
            guard let byte = try next() else { return nil }
            value = value << 8 | UInt64(byte)
        }
        return value
    }

    /// The next `count` bytes as a little-endian number, 1–8 bytes; nil when the file ends before.
    mutating func littleEndian(_ count: Int) throws(AudioError) -> UInt64? {
        try bigEndian(count).map { $0.byteSwapped >> UInt64(64 - 8 * count) }
    }

    /// Copies up to `count` bytes over the start of `bytes`, growing it when needed, and says how many there were.
    mutating func read(_ count: Int, into bytes: inout [UInt8]) throws(AudioError) -> Int {
        let wanted = min(max(0, count), remaining)
        if bytes.count < wanted {
            bytes.append(contentsOf: repeatElement(0, count: wanted - bytes.count))
        }
        return try unsafe bytes.withUnsafeMutableBufferPointer { (buffer) throws(AudioError) -> Int in
            try unsafe read(
                into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[..<wanted]))
            )
        }
    }

    /// Fills `target` as far as the file goes and says how far that was.
    mutating func read(into target: UnsafeMutableRawBufferPointer) throws(AudioError) -> Int {
        let wanted = min(target.count, remaining)
        var done = 0
        let buffered = windowStart + windowCount - position
        if position >= windowStart, buffered > 0 {
            done = min(buffered, wanted)
            let from = position - windowStart
            unsafe window.withUnsafeBytes { source in
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[from..<from + done]))
            }
        }
        while done < wanted, descriptor >= 0 {
            let count = unsafe pread(
                descriptor,
                target.baseAddress.map { unsafe $0 + done },
                wanted - done,
                off_t(position + done)
            )
            if count < 0 {
                if errno == EINTR { continue }
                throw AudioError(.unreadable, "The recording cannot be read.", context: ["errno": "\(errno)"])
            }
            if count == 0 { break }
            done += count
        }
        position += done
        return done
    }

    /// Loads the window at ``position``; it is empty at the end of the file.
    private mutating func refill() throws(AudioError) {
        guard descriptor >= 0 else {
            // In memory the window is everything; outside of it there is nothing.
            windowStart = 0
            windowCount = position < window.count ? window.count : 0
            return
        }
        let fd = descriptor
        let start = position
        while true {
            let count = unsafe window.withUnsafeMutableBytes {
                unsafe pread(fd, $0.baseAddress, $0.count, off_t(start))
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw AudioError(.unreadable, "The recording cannot be read.", context: ["errno": "\(errno)"])
            }
            windowStart = start
            windowCount = count
            return
        }
    }
}
