import Core
import FoundationEssentials
import Model

/// Names files that are none of ours, so that the refusal says what was sent.
enum Refusal {
    /// The refusal of a file that starts with these bytes.
    static func of(_ start: [UInt8]) -> AudioError {
        if isMiddleOfWebM(start) {
            return AudioError(
                .malformed,
                "This is a later piece of a WebM recording without its beginning. Send all pieces in one file, "
                    + "from the first on."
            )
        }
        return error(name(start) ?? "no audio format that is known here")
    }

    /// A refusal that names what the file is.
    static func error(_ name: String) -> AudioError {
        AudioError(.unsupportedContainer, "This is \(name). \(AudioError.advice)")
    }

    /// Whether a refusal says what the file is.
    static func isKnown(_ start: [UInt8]) -> Bool { isMiddleOfWebM(start) || name(start) != nil }

    /// What a file is that starts with these bytes; nil when that is not known.
    private static func name(_ start: [UInt8]) -> String? {
        let text: [(StaticString, Int, String)] = [
            ("RIFX", 0, "a big-endian WAV file"), ("riff", 0, "a Wave64 file"), ("FORM", 0, "an AIFF file"),
            ("caff", 0, "a Core Audio file"), (".snd", 0, "an AU file"), ("#!AMR", 0, "an AMR file"),
            ("%PDF", 0, "a PDF document"), ("GIF8", 0, "a GIF picture"), ("<!DO", 0, "a web page"),
            ("<htm", 0, "a web page"), ("OTTO", 0, "a font"), ("MThd", 0, "a MIDI file"), ("FLV", 0, "Flash video"),
            ("wvpk", 0, "a WavPack file"), ("MAC ", 0, "a Monkey's Audio file"), ("ADIF", 0, "an AAC file"),
        ]
        for (magic, place, name) in text where start.has(magic, at: place) { return name }
        let bytes: [([UInt8], String)] = [
            ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"), ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
            ([0x1F, 0x8B], "a gzip archive"), ([0x78, 0x9C], "compressed data (zlib)"),
            ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive or Office document"),
            ([0x30, 0x26, 0xB2, 0x75], "a Windows Media file"), ([0x00, 0x00, 0x01, 0xBA], "MPEG video"),
            ([0x7F, 0x45, 0x4C, 0x46], "a program"), ([0x4D, 0x5A], "a program"),
        ]
        for (magic, name) in bytes where start.starts(with: magic) { return name }
        if start.count > 1, start[0] == 0xFF, start[1] & 0xF6 == 0xF0 { return "an AAC file" }
        if start.count > 188, start[0] == 0x47, start[188] == 0x47 { return "MPEG transport-stream video" }
        if start.prefix(512).allSatisfy({ $0 == 9 || $0 == 10 || $0 == 13 || (32..<127).contains($0) }) {
            return "text"
        }
        return nil
    }

    /// Whether a WebM Cluster starts somewhere in the bytes: pieces of a browser's recording do not start at one.
    private static func isMiddleOfWebM(_ start: [UInt8]) -> Bool {
        let cluster: [UInt8] = [0x1F, 0x43, 0xB6, 0x75]
        for place in start.indices where start[place] == 0x1F && start[place...].starts(with: cluster) {
            let rest = start[(place + 4)...]
            guard let size = EBML.vint(rest) else { continue }
            if size.end < start.endIndex, start[size.end] == 0xE7 { return true }
        }
        return start.count > 4 && start[0] == 0xA3
            && EBML.vint(start[1...]).map { $0.value > 4 && $0.end < start.count && start[$0.end] & 0x80 != 0 } == true
    }
}

/// What a file may cost, the same for every container: a bound of damage, and a bound of work by the bytes that were read and the
/// sound they gave. A file that is all structure and no sound, or that is damaged everywhere, ends where it is spent.
///
/// A step is an element, a page, a packet or a false start, and 10 ms of decoded sound. The allowance is ``free`` steps, one more for
/// every ``bytesPerStep`` bytes (a screen recording has many blocks of video and none of sound while the microphone is off), and
/// ``stepsPerSecond`` for every second of sound that came out: packets of 2.5 ms take 500 of them, video at 60 frames as many again.
struct WorkBound: Sendable, Hashable {
    /// Damaged parts beyond this end the file: each costs a search.
    static let mostDamage = 2000
    /// Steps that cost nothing, about half a second of work.
    static let free = 50_000
    /// Bytes that allow one more step.
    static let bytesPerStep = 256
    /// Steps that a second of sound allows.
    static let stepsPerSecond = 2000

    /// Damaged parts so far.
    private(set) var damaged = 0
    /// Steps so far.
    private(set) var steps = 0
    private var bytes = 0
    private var heard = 0

    /// Counts steps.
    mutating func step(_ count: Int = 1) { steps += count }

    /// Counts a damaged part.
    mutating func damage(_ parts: Int = 1) {
        damaged += parts
        steps += parts
    }

    /// Counts bytes that were read, each once.
    mutating func pass(bytes count: Int) { bytes += max(0, count) }

    /// Tells how far the file was read, for a reader that moves about in it.
    mutating func reach(byte place: Int) { bytes = max(bytes, place) }

    /// Tells how many 16 kHz samples came out so far.
    mutating func hear(_ samples: Int) { heard = max(heard, samples) }

    /// Counts the decoding of so many 48 kHz samples.
    mutating func decode(_ samples: Int) { steps += 1 + samples / 480 }

    /// Whether the file is to end here.
    var isSpent: Bool {
        damaged > Self.mostDamage
            || steps > Self.free + bytes / Self.bytesPerStep + heard / Outlet.rate * Self.stepsPerSecond
    }
}

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file read through one window of 64 KiB, or bytes in memory: what every parser of this room reads from.
///
/// A file may still be arriving. A reader waits for what is not there yet, so a parser finds the same whether a file
/// came before or comes meanwhile; one that asks for no more than it needs (``reaches(_:)`` rather than ``size``) keeps pace.
struct ByteSource: ~Copyable {
    /// The next byte to read, `0...size`.
    private(set) var position = 0

    /// Where in the file its first byte lies, from which all places count.
    private let origin: Int
    /// Bytes that are there for certain.
    private var known: Int
    /// Tells what there is of a file that is still being written.
    let arrival: Arrival?
    private let descriptor: Int32
    private var window: [UInt8]
    private var windowStart = 0
    private var windowCount: Int

    private static let windowSize = 65_536

    /// Opens a regular file; `arrival` when more of it is to come.
    init(file: URL, arrival: Arrival? = nil) throws(AudioError) {
        self.init(descriptor: try Self.open(file), arrival: arrival)
    }

    /// Takes over an open file.
    init(descriptor: Int32, arrival: Arrival?) {
        self.descriptor = descriptor
        self.arrival = arrival
        origin = 0
        known = arrival == nil ? max(0, Int(lseek(descriptor, 0, SEEK_END))) : 0
        window = [UInt8](repeating: 0, count: arrival == nil ? min(Self.windowSize, max(1, known)) : Self.windowSize)
        windowCount = 0
    }

    /// Opens a regular file to read it.
    static func open(_ file: URL) throws(AudioError) -> Int32 {
        #if canImport(Glibc)
            let descriptor = unsafe Glibc.open(file.path, O_RDONLY | O_CLOEXEC)
        #else
            let descriptor = unsafe Darwin.open(file.path, O_RDONLY | O_CLOEXEC)
        #endif
        guard descriptor >= 0 else {
            throw AudioError(.unreadable, "The recording cannot be opened.", context: ["errno": "\(errno)"])
        }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw AudioError(.unreadable, "The recording is not a regular file.")
        }
        return descriptor
    }

    /// Reads from memory.
    init(bytes: [UInt8]) {
        descriptor = -1
        arrival = nil
        origin = 0
        known = bytes.count
        window = bytes
        windowCount = bytes.count
    }

    /// The same bytes from a place on, to be read beside this one.
    init(_ other: borrowing ByteSource, from place: Int) throws(AudioError) {
        let isMemory = other.descriptor < 0
        let descriptor = isMemory ? -1 : dup(other.descriptor)
        guard isMemory || descriptor >= 0 else {
            throw AudioError(.unreadable, "The recording cannot be opened.", context: ["errno": "\(errno)"])
        }
        self.descriptor = descriptor
        arrival = other.arrival
        origin = isMemory ? 0 : other.origin + place
        known = max(0, other.known - place)
        window =
            isMemory
            ? Array(other.window[min(place, other.window.count)...]) : [UInt8](repeating: 0, count: Self.windowSize)
        windowCount = isMemory ? window.count : 0
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Bytes in all; known only when the last of them is there.
    var size: Int {
        mutating get {
            _ = reaches(.max)
            return known
        }
    }

    /// Whether there are at least so many bytes.
    mutating func reaches(_ count: Int) -> Bool {
        if count <= known { return true }
        if let arrival {
            let (end, overflow) = count.addingReportingOverflow(origin)
            known = max(known, arrival.wait(for: overflow ? .max : end) - origin)
        }
        return count <= known
    }

    /// Whether so many bytes follow behind a place.
    mutating func reaches(_ count: Int, behind place: Int) -> Bool {
        let (end, overflow) = place.addingReportingOverflow(count)
        return reaches(overflow ? .max : end)
    }

    /// Moves to a position, held within the file.
    mutating func seek(to target: Int) {
        position = reaches(target) ? max(0, target) : known
    }

    /// Moves forward, held within the file.
    mutating func skip(_ count: Int) {
        let count = max(0, count)
        position = reaches(count, behind: position) ? position + count : known
    }

    /// The next byte, or nil at the end.
    mutating func next() throws(AudioError) -> UInt8? {
        if position < windowStart || position >= windowStart + windowCount {
            guard try refill() else { return nil }
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
        let wanted = reaches(max(0, count), behind: position) ? max(0, count) : known - position
        if bytes.count < wanted {
            bytes.append(contentsOf: repeatElement(0, count: wanted - bytes.count))
        }
        return try unsafe bytes.withUnsafeMutableBufferPointer { (buffer) throws(AudioError) -> Int in
            try unsafe read(
                into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[..<wanted]))
            )
        }
    }

    /// Fills `target` with what is there, waiting for the first byte only, and says how much that was; 0 at the end.
    mutating func readSome(into target: UnsafeMutableRawBufferPointer) throws(AudioError) -> Int {
        guard reaches(1, behind: position) else { return 0 }
        let there = unsafe UnsafeMutableRawBufferPointer(rebasing: target[..<min(target.count, known - position)])
        return try unsafe read(into: there)
    }

    /// Fills `target` as far as the file goes and says how far that was.
    mutating func read(into target: UnsafeMutableRawBufferPointer) throws(AudioError) -> Int {
        let wanted = reaches(target.count, behind: position) ? target.count : known - position
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
                off_t(origin + position + done)
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
    private mutating func refill() throws(AudioError) -> Bool {
        // In memory the window is everything, and stays; outside of it there is nothing.
        guard descriptor >= 0 else { return false }
        guard reaches(1, behind: position) else {
            windowStart = position
            windowCount = 0
            return false
        }
        let fd = descriptor
        let (start, origin) = (position, origin)
        // Bytes that are in the file and not yet said to be there may be taken back.
        let wanted = min(window.count, known - start)
        while true {
            let count = unsafe window.withUnsafeMutableBytes {
                unsafe pread(fd, $0.baseAddress, wanted, off_t(origin + start))
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw AudioError(.unreadable, "The recording cannot be read.", context: ["errno": "\(errno)"])
            }
            windowStart = start
            windowCount = count
            return count > 0
        }
    }
}
