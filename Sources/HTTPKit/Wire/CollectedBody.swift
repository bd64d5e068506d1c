import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// A response body's bytes, collected instead of sent.
final class CollectedBody: Sendable {
    private struct Writer: ResponseBodyWriter {
        let collected: CollectedBody

        mutating func write(_ buffer: ByteBuffer) async throws {
            collected.bytes.withLock { $0 += buffer.readableBytesView }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    private let bytes = Mutex<[UInt8]>([])

    /// The bytes of a body.
    static func of(_ body: ResponseBody) async throws -> [UInt8] {
        let collected = CollectedBody()
        try await body.write(Writer(collected: collected))
        return collected.bytes.withLock { $0 }
    }
}
