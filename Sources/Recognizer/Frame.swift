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
