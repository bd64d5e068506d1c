import Synchronization

/// An asynchronous HTTP client: libcurl's multi interface on one thread of its own. It knows no retries and no providers;
/// ``Upstream`` adds those.
///
/// - No redirects, no protocols but http and https, no proxy on the way to loopback, no `Expect: 100-continue`.
/// - Every call has a connect and a total deadline and a cap on the reply's size.
/// - Cancelling the calling task closes the call's connection.
package final class HTTPClient: Sendable {
    private let loop: CurlLoop
    private let settings: ClientSettings
    private let nextID = Atomic<UInt64>(1)

    /// Starts the thread; it ends with ``close()`` or with the client.
    package init(settings: ClientSettings = ClientSettings()) throws(OutboundError) {
        self.settings = settings
        loop = try CurlLoop(settings: settings)
        try loop.start()
    }

    deinit { loop.close() }

    /// Sends a request and waits for the whole reply.
    ///
    /// - Throws: ``OutboundError`` of kind `timeout`, `transient`, `rejected` (an address or a header that cannot be sent,
    ///   a certificate that is not trusted), `malformed` (a reply over its cap) or `cancelled`. A reply of any status is not
    ///   an error.
    package func send(_ request: HTTPRequest) async throws(OutboundError) -> HTTPReply {
        let target = try RequestTarget(request, settings: settings)
        let id = nextID.wrappingAdd(1, ordering: .relaxed).oldValue
        let deadline = ContinuousClock.now.advanced(by: request.timeout)
        let loop = loop
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.submit(
                    CurlCall(id: id, request: request, target: target, deadline: deadline) {
                        continuation.resume(returning: $0)
                    }
                )
                // A cancellation that came before the submission found nothing to cancel.
                if Task.isCancelled { loop.cancel(id) }
            }
        } onCancel: {
            loop.cancel(id)
        }
        return try result.get()
    }

    /// Ends the thread; calls under way fail as `cancelled`, and so do later ones.
    package func close() { loop.close() }

    /// How many calls are under way and how many wait for a place, for metrics and tests.
    package var load: (active: Int, waiting: Int) { loop.load }
}
