import FoundationEssentials
import Model

/// Parts of a 16 kHz mono 16-bit WAV with the pipeline's own 44-byte header.
struct WAVSlice: Sendable {
    private let data: Data
    private static let header = 44
    private static let bytesPerMs = 32

    /// Maps a file; nil when it cannot be read or is too short to be one.
    init?(_ url: URL) {
        guard let data = try? Data(contentsOf: url, options: .mappedIfSafe), data.count >= Self.header else {
            return nil
        }
        self.data = data
    }

    /// A stretch as a WAV of its own; what lies beyond the end is left out.
    func bytes(_ span: TimeSpan) -> Data {
        let samples = data.count - Self.header
        let from = min(max(0, span.startMs).multipliedReportingOverflow(by: Self.bytesPerMs).partialValue, samples)
        let length = min(
            max(0, span.durationMs).multipliedReportingOverflow(by: Self.bytesPerMs).partialValue,
            samples - from
        )
        var wav = data.prefix(Self.header)
        let start = wav.startIndex
        Self.put(UInt32(clamping: length + 36), into: &wav, at: start + 4)
        Self.put(UInt32(clamping: length), into: &wav, at: start + 40)
        let first = data.startIndex + Self.header + from
        wav.append(data[first..<first + length])
        return wav
    }

    private static func put(_ value: UInt32, into data: inout Data, at index: Int) {
        for byte in 0..<4 { data[index + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
    }
}
