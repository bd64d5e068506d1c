import HTTPTypes
import Hummingbird
import NIOCore

/// Writes a body compressed while it is made.
struct GzipWriter: ResponseBodyWriter {
    /// zlib failed in the middle of a reply, which ends there.
    struct Failed: Error {}

    private var inner: any ResponseBodyWriter
    private let stream = GzipStream()

    /// A writer in front of another one.
    init(_ inner: any ResponseBodyWriter) { self.inner = inner }

    @concurrent mutating func write(_ buffer: ByteBuffer) async throws {
        guard let bytes = stream.push(Array(buffer.readableBytesView), isLast: false) else { throw Failed() }
        if !bytes.isEmpty { try await inner.write(ByteBuffer(bytes: bytes)) }
    }

    @concurrent consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        guard let bytes = stream.push([], isLast: true) else { throw Failed() }
        try await inner.write(ByteBuffer(bytes: bytes))
        try await inner.finish(trailingHeaders)
    }
}
