import HTTPTypes
import Hummingbird
import NIOCore

/// A request's body that ends with an error when its client is too slow. The connection ends with the reply then: the rest of
/// the body would come as slowly.
struct PacedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    struct Iterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        var pace: UploadPace

        @concurrent mutating func next() async throws -> ByteBuffer? {
            let start = ContinuousClock.now
            guard let chunk = try await base.next() else { return nil }
            pace.arrived(chunk.readableBytes, afterMs: Int((ContinuousClock.now - start) / .milliseconds(1)))
            guard pace.isTooSlow else { return chunk }
            throw WebError(
                .tooSlow,
                "The body comes slower than \(pace.leastPerSecond) bytes a second. Send it resumably, by /v1/uploads.",
                headers: [.connection: "close"]
            )
        }
    }

    private let body: RequestBody
    private let pace: UploadPace

    init(_ body: RequestBody, _ pace: UploadPace) {
        self.body = body
        self.pace = pace
    }

    func makeAsyncIterator() -> Iterator { Iterator(base: body.makeAsyncIterator(), pace: pace) }
}
