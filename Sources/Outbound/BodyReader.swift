/// Hands out a body's bytes in order; one transfer owns it.
final class BodyReader {
    private let pieces: [HTTPBody.Piece]
    private var index = 0
    private var offset = 0
    private var source: FileSource?

    /// Starts at the first byte.
    init(_ body: HTTPBody) { pieces = body.pieces }

    /// Fills a buffer from the front; 0 at the end, nil when a file is shorter than it was or cannot be read.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        while index < pieces.count {
            let piece = pieces[index]
            let wanted = min(buffer.count, piece.length - offset)
            guard wanted > 0 else {
                index += 1
                offset = 0
                source = nil
                continue
            }
            let count: Int
            switch piece {
            case .bytes(let bytes):
                let from = offset
                unsafe bytes.withUnsafeBytes { all in
                    unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[from..<from + wanted]))
                }
                count = wanted
            case .file(let path, let start, _):
                guard let file = source ?? (try? FileSource(path: path)) else { return nil }
                source = file
                let target = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
                guard let read = unsafe file.read(into: target, at: start &+ offset), read > 0 else { return nil }
                count = read
            }
            offset += count
            return count
        }
        return 0
    }

    /// Goes back to the first byte, for a connection that died before the server took any.
    func rewind() {
        index = 0
        offset = 0
        source = nil
    }
}
