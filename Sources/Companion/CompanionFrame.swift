import FoundationEssentials

/// The framing of the pipes: the lengths of a JSON text and of a payload, four bytes each, little-endian, then both.
enum CompanionFrame {
    /// Bytes before the JSON text.
    static let lengthBytes = 8
    /// The longest JSON text: 64 texts of 20,000 characters to embed.
    static let maxHeaderBytes = 4 << 20
    /// The longest payload.
    static let maxPayloadBytes = 8 << 20

    /// A frame; nil when it is too long to send.
    static func framed(_ header: some Encodable, payload: [UInt8] = []) throws -> [UInt8]? {
        let text = try JSONEncoder().encode(header)
        guard text.count <= maxHeaderBytes, payload.count <= maxPayloadBytes else { return nil }
        return little(text.count) + little(payload.count) + Array(text) + payload
    }

    private static func little(_ count: Int) -> [UInt8] {
        [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: count >> $0) }
    }
}

/// Finds the frames in a stream that comes in pieces of any length.
struct CompanionFrameReader {
    /// Why a stream cannot be read on.
    enum Failure: Error, Hashable {
        /// A length is out of bounds, or a header is no reply.
        case outOfStep
    }

    private var buffer: [UInt8] = []
    private var position = 0

    /// Adds what came.
    mutating func add(_ piece: RawSpan) {
        if position > 1 << 16 {
            buffer.removeFirst(position)
            position = 0
        }
        unsafe piece.withUnsafeBytes { unsafe buffer.append(contentsOf: $0) }
    }

    /// The next whole frame; nil when more has to come.
    mutating func next() throws(Failure) -> (reply: CompanionReply, payload: [UInt8])? {
        guard buffer.count - position >= CompanionFrame.lengthBytes else { return nil }
        let header = length(at: position)
        let payload = length(at: position + 4)
        guard header <= CompanionFrame.maxHeaderBytes, payload <= CompanionFrame.maxPayloadBytes else {
            throw .outOfStep
        }
        let start = position + CompanionFrame.lengthBytes
        guard buffer.count - start >= header + payload else { return nil }
        guard let reply = try? JSONDecoder().decode(CompanionReply.self, from: Data(buffer[start..<(start + header)]))
        else {
            throw .outOfStep
        }
        let end = start + header + payload
        let bytes = Array(buffer[(start + header)..<end])
        position = end
        if position == buffer.count {
            buffer.removeAll(keepingCapacity: buffer.count <= 1 << 16)
            position = 0
        }
        return (reply, bytes)
    }

    private func length(at start: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(buffer[start + $1]) << (8 * $1) }
    }
}
