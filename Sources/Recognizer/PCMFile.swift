import Core
import FoundationEssentials
import Model

#if canImport(Glibc)
    import Glibc
#endif

/// The decoded recording (16 kHz mono 16-bit little-endian behind a 44-byte header), read in pieces.
final class PCMFile: Sendable {
    static let samplesPerMs = 16
    static let headerBytes = 44

    private let descriptor: CInt
    /// Length of the audio that is really there, in milliseconds.
    let durationMs: Int

    /// Opens a recording and checks that it is what the decode stage writes.
    init(_ url: URL) throws(RecognizerError) {
        let descriptor = unsafe url.path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw Self.unreadable("open", errno) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw Self.unreadable("stat", code)
        }
        let header = Self.read(descriptor, at: 0, count: Self.headerBytes)
        guard header.count == Self.headerBytes, Self.isExpected(header) else {
            close(descriptor)
            throw RecognizerError(
                .engineFailed,
                "The decoded recording is not 16 kHz mono 16-bit audio.",
                context: ["file": url.lastPathComponent]
            )
        }
        self.descriptor = descriptor
        durationMs = max(0, (Int(status.st_size) - Self.headerBytes) / (2 * Self.samplesPerMs))
    }

    deinit { close(descriptor) }

    /// The bytes of a stretch; fewer when the file ends before it.
    func bytes(_ span: TimeSpan) -> [UInt8] {
        let start = min(max(0, span.startMs), durationMs)
        let end = min(max(start, span.endMs), durationMs)
        let perMs = 2 * Self.samplesPerMs
        return Self.read(descriptor, at: Self.headerBytes + start * perMs, count: (end - start) * perMs)
    }

    /// The middle of the quietest 100 ms of a stretch, in milliseconds of the recording.
    func quietest(_ span: TimeSpan) -> Int {
        let stepMs = 20
        let bytes = bytes(span)
        let perStep = stepMs * Self.samplesPerMs * 2
        var energies: [Double] = []
        for step in stride(from: 0, to: bytes.count - perStep + 1, by: perStep) {
            var sum = 0.0
            for at in stride(from: step, to: step + perStep, by: 2) {
                let sample = Double(Int16(bitPattern: UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8))
                sum += sample * sample
            }
            energies.append(sum)
        }
        let width = 5
        guard energies.count >= width else { return span.endMs }
        let quietest = (0...(energies.count - width)).min { a, b in
            energies[a..<(a + width)].reduce(0, +) < energies[b..<(b + width)].reduce(0, +)
        }
        return span.startMs + (quietest ?? 0) * stepMs + width * stepMs / 2
    }

    private static func read(_ descriptor: CInt, at offset: Int, count: Int) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: max(0, count))
        var filled = 0
        while filled < buffer.count {
            let got = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe pread(
                    descriptor,
                    bytes.baseAddress?.advanced(by: filled),
                    bytes.count - filled,
                    off_t(offset + filled)
                )
            }
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else { break }
            filled += got
        }
        buffer.removeLast(buffer.count - filled)
        return buffer
    }

    private static func isExpected(_ header: [UInt8]) -> Bool {
        func little(_ at: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(header[at + $1]) << (8 * $1) }
        }
        return header.starts(with: Array("RIFF".utf8)) && header[8..<16].elementsEqual(Array("WAVEfmt ".utf8))
            && little(20, 2) == 1 && little(22, 2) == 1 && little(24, 4) == 16_000 && little(34, 2) == 16
    }

    private static func unreadable(_ call: String, _ code: CInt) -> RecognizerError {
        RecognizerError(
            .engineFailed,
            "The decoded recording cannot be read.",
            context: ["call": call, "errno": String(code)]
        )
    }
}
