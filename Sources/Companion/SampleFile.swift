import FoundationEssentials
import Model
import SystemPackage

/// A recording as the decode stage writes it (16 kHz mono 16-bit little-endian behind a 44-byte header), finished or still growing.
final class SampleFile: Sendable {
    /// Bytes before the samples.
    static let headerBytes = 44
    /// Bytes of one millisecond.
    static let bytesPerMs = 32

    private let descriptor: FileDescriptor

    /// Opens a recording. Throws ``CompanionError`` when it is not there or of another form.
    init(_ url: URL) throws(CompanionError) {
        do {
            descriptor = try FileDescriptor.open(FilePath(url.path), .readOnly, options: .closeOnExec)
        } catch {
            throw CompanionError(
                .transcribe,
                .failed,
                "The decoded recording cannot be read.",
                context: ["error": "\(error)"]
            )
        }
        let header = Self.read(descriptor, at: 0, count: Self.headerBytes)
        guard Self.isExpected(header) else {
            throw CompanionError(.transcribe, .failed, "The decoded recording is not 16 kHz mono 16-bit audio.")
        }
    }

    deinit { try? descriptor.close() }

    /// Length of the audio that is there now, in milliseconds.
    var durationMs: Int {
        let end = (try? descriptor.seek(offset: 0, from: .end)) ?? 0
        return max(0, (Int(end) - Self.headerBytes) / Self.bytesPerMs)
    }

    /// The bytes of a stretch; fewer when the file ends before it.
    func bytes(_ span: TimeSpan) -> [UInt8] {
        let start = max(0, span.startMs)
        return Self.read(
            descriptor,
            at: Self.headerBytes + start * Self.bytesPerMs,
            count: max(0, span.endMs - start) * Self.bytesPerMs
        )
    }

    /// The middle of the quietest 100 ms of a stretch, in milliseconds of the recording.
    func quietest(_ span: TimeSpan) -> Int { pause(in: span).atMs }

    /// Whether no 100 ms of a stretch are louder than −60 dBFS.
    func isSilent(_ span: TimeSpan) -> Bool {
        let energies = energies(span)
        let limit = 1_600.0 * 32.768 * 32.768
        let width = 5
        guard energies.count >= width else { return energies.reduce(0, +) <= limit }
        return (0...(energies.count - width)).allSatisfy { energies[$0..<($0 + width)].reduce(0, +) <= limit }
    }

    /// The energy of each 20 ms of a stretch.
    private func energies(_ span: TimeSpan) -> [Double] {
        let bytes = bytes(span)
        let perStep = 20 * Self.bytesPerMs
        return stride(from: 0, to: bytes.count - perStep + 1, by: perStep).map { step in
            stride(from: step, to: step + perStep, by: 2).reduce(0.0) { sum, at in
                let sample = Double(Int16(bitPattern: UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8))
                return sum + sample * sample
            }
        }
    }

    /// The middle of the quietest 100 ms of a stretch, and how many times as much energy the stretch has on average.
    func pause(in span: TimeSpan) -> (atMs: Int, depth: Double) {
        let energies = energies(span)
        let width = 5
        guard energies.count >= width else { return (span.endMs, 0) }
        let sums = (0...(energies.count - width)).map { energies[$0..<($0 + width)].reduce(0, +) / Double(width) }
        let best = sums.indices.min { sums[$0] < sums[$1] } ?? 0
        let mean = energies.reduce(0, +) / Double(energies.count)
        return (span.startMs + best * 20 + width * 10, (mean + 1) / (sums[best] + 1))
    }

    private static func read(_ descriptor: FileDescriptor, at offset: Int, count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        let got = unsafe try? [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let piece = unsafe try descriptor.read(
                    fromAbsoluteOffset: Int64(offset + filled),
                    into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                )
                guard piece > 0 else { break }
                filled += piece
            }
        }
        return got ?? []
    }

    private static func isExpected(_ header: [UInt8]) -> Bool {
        guard header.count == headerBytes else { return false }
        func little(_ at: Int, _ count: Int) -> Int { (0..<count).reduce(0) { $0 | Int(header[at + $1]) << (8 * $1) } }
        return header.starts(with: Array("RIFF".utf8)) && header[8..<16].elementsEqual(Array("WAVEfmt ".utf8))
            && little(20, 2) == 1 && little(22, 2) == 1 && little(24, 4) == 16_000 && little(34, 2) == 16
    }
}
