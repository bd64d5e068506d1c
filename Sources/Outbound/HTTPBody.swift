/// What to send: pieces from memory and from files, one after the other. Files are read while sending, so that a body's size
/// costs no memory.
package struct HTTPBody: Sendable, Hashable {
    /// One piece.
    package enum Piece: Sendable, Hashable {
        /// Bytes in memory.
        case bytes([UInt8])
        /// A stretch of a file.
        case file(path: String, offset: Int, length: Int)

        /// Its length in bytes.
        var length: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .file(_, _, let length): max(0, length)
            }
        }
    }

    /// The pieces, in order.
    package var pieces: [Piece]

    /// A body of pieces.
    package init(_ pieces: [Piece]) { self.pieces = pieces }

    /// Nothing.
    package static let empty = HTTPBody([])

    /// Text as UTF-8.
    package static func text(_ text: String) -> HTTPBody { HTTPBody([.bytes(Array(text.utf8))]) }

    /// A whole file, as long as it is now.
    package static func file(_ path: String) throws(OutboundError) -> HTTPBody {
        HTTPBody([.file(path: path, offset: 0, length: try FileSource.size(of: path))])
    }

    /// Its length in bytes.
    package var length: Int {
        pieces.reduce(0) { sum, piece in
            let (total, overflow) = sum.addingReportingOverflow(piece.length)
            return overflow ? .max : total
        }
    }
}
