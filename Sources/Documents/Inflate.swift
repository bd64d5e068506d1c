import CZlib
import Core

/// DEFLATE (RFC 1951) by zlib, with a bound on what comes out.
enum Inflate {
    /// Bytes that are unpacked at a time.
    private static let step = 64 << 10

    /// What a stream of blocks stands for.
    ///
    /// - Parameter limit: the most bytes that may come out.
    /// - Throws: `document.broken`; `document.hostile` beyond the limit.
    static func bytes(of packed: ArraySlice<UInt8>, limit: Int) throws(DocumentError) -> [UInt8] {
        guard let count = UInt32(exactly: packed.count) else { throw tooMuch }
        var stream = unsafe z_stream()
        // Negative bits of the window: no header and no checksum around the blocks.
        let size = Int32(unsafe MemoryLayout<z_stream>.size)
        guard unsafe inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, size) == Z_OK else { throw broken }
        defer { unsafe inflateEnd(&stream) }
        var (input, room, out) = (Array(packed), [UInt8](repeating: 0, count: step), [UInt8]())
        let status: Int32? = unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe stream.next_in = input.baseAddress
            unsafe stream.avail_in = count
            while true {
                let (status, written) = unsafe room.withUnsafeMutableBufferPointer { room in
                    unsafe stream.next_out = room.baseAddress
                    unsafe stream.avail_out = UInt32(room.count)
                    let status = unsafe inflate(&stream, Z_NO_FLUSH)
                    return (status, room.count - Int(unsafe stream.avail_out))
                }
                guard out.count + written <= limit else { return nil }
                out += room[..<written]
                // Z_BUF_ERROR: the input ends in the middle of a block.
                guard status == Z_OK, written > 0 || (unsafe stream.avail_in) > 0 else { return status }
            }
        }
        guard let status else { throw tooMuch }
        guard status == Z_STREAM_END else { throw broken }
        return out
    }

    private static let broken = DocumentError(.broken, "The document's compressed data is broken.")
    private static let tooMuch = DocumentError(
        .hostile,
        "The document unpacks to far more than an honest one; save it again as PDF and send that."
    )
}
