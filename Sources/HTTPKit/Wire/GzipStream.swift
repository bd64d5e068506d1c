import CZlib

/// Bytes made smaller as gzip (RFC 1952) piece by piece: what was taken in comes out as soon as there is enough of it. One
/// task at a time uses it, that of a reply's body.
@safe package final class GzipStream {
    private static let room = 32 * 1024
    private var stream = unsafe z_stream()
    private var isOver: Bool

    /// A stream at its beginning.
    package init() { isOver = unsafe debrief_gzip_start(&stream, Gzip.level) != Z_OK }

    deinit { unsafe deflateEnd(&stream) }

    /// Takes the next bytes, and the end when there are no more; gives what is ready, which may be nothing. Nil when zlib
    /// fails, as it does without memory.
    package func push(_ bytes: [UInt8], isLast: Bool) -> [UInt8]? {
        guard !isOver, let count = UInt32(exactly: bytes.count) else { return nil }
        var (input, output) = (bytes, [UInt8]())
        var piece = [UInt8](repeating: 0, count: Self.room)
        let status = unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe stream.next_in = input.baseAddress
            unsafe stream.avail_in = count
            while true {
                let status = unsafe piece.withUnsafeMutableBufferPointer { piece in
                    unsafe stream.next_out = piece.baseAddress
                    unsafe stream.avail_out = UInt32(Self.room)
                    return unsafe deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                }
                let left = unsafe Int(stream.avail_out)
                output += piece.prefix(Self.room - left)
                if status != Z_OK || left > 0 { return status }
            }
        }
        isOver = isLast
        // Nothing to do is no failure.
        guard isLast ? status == Z_STREAM_END : status == Z_OK || status == Z_BUF_ERROR else { return nil }
        return output
    }
}
