import CCurl
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

/// What a server answered; any status, a refusal included.
package struct HTTPReply: Sendable, Hashable {
    /// The HTTP status.
    package var status: Int
    /// Header fields by lower-case name; the last of a repeated field.
    package var headers: [String: String]
    /// The body, decompressed.
    package var body: [UInt8]
    /// Time from the first byte out to the last byte in.
    package var duration: Duration

    /// A reply.
    package init(status: Int, headers: [String: String] = [:], body: [UInt8] = [], duration: Duration = .zero) {
        self.status = status
        self.headers = headers
        self.body = body
        self.duration = duration
    }

    /// Whether the status is 2xx.
    package var isSuccess: Bool { (200..<300).contains(status) }

    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    package var text: String { String(decoding: body, as: UTF8.self) }
}

/// What a service says one call cost.
package struct Bill: Sendable, Hashable {
    /// Tokens, thinking included; nil when it does not say.
    package var tokens: Int?
    /// Seconds of audio; nil when it does not say.
    package var seconds: Double?

    /// A bill.
    package init(tokens: Int? = nil, seconds: Double? = nil) {
        self.tokens = tokens
        self.seconds = seconds
    }
}

/// Bounds of the HTTP client as a whole.
package struct ClientSettings: Sendable, Hashable, Codable {
    /// Calls under way to one host when the call names no lane.
    package var callsPerHost: Int
    /// Calls waiting for a place, over all lanes; further ones fail at once.
    package var maxWaiting: Int
    /// Idle connections kept for reuse.
    package var idleConnections: Int
    /// Sent as `User-Agent`.
    package var userAgent: String
    /// A file of CA certificates to trust instead of the system's.
    package var caFile: String?

    /// Settings with their defaults.
    package init(
        callsPerHost: Int = 8,
        maxWaiting: Int = 1_024,
        idleConnections: Int = 16,
        userAgent: String = "debrief",
        caFile: String? = nil
    ) {
        self.callsPerHost = max(1, callsPerHost)
        self.maxWaiting = max(0, maxWaiting)
        self.idleConnections = max(1, idleConnections)
        self.userAgent = userAgent
        self.caFile = caFile
    }
}

/// An IP address as a socket connects to it, and whether it belongs to the public internet (the special-purpose registries of
/// IANA: RFC 6890 and what was added since).
package struct NetworkAddress: Sendable, Hashable {
    /// Four bytes, or sixteen.
    private let bytes: [UInt8]

    /// An address from its bytes in network order; nil unless there are four or sixteen.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    private static let closed4: [(UInt32, Int)] = [
        (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16),
        (0xAC10_0000, 12), (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16),
        (0xC612_0000, 15), (0xC633_6400, 24), (0xCB00_7100, 24), (0xE000_0000, 3),
    ]

    /// Whether it is none of: this machine, private and link-local networks (where clouds keep their metadata), shared
    /// carrier space, multicast, documentation and reserved blocks.
    package var isPublic: Bool { bytes.count == 4 ? Self.isPublic4(bytes[...]) : isPublic6 }

    private static func isPublic4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let value = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return !closed4.contains { network, length in (value ^ network) >> UInt32(32 - length) == 0 }
    }

    private var isPublic6: Bool {
        let mapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        let translated = Array(bytes[..<12]) == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
        if mapped || translated { return Self.isPublic4(bytes[12...]) }
        // Only 2000::/3 is given out; of it 2001::/23 is for protocols, 2001:db8::/32 and 3fff::/20 are documentation, and
        // 2002::/16 hides an IPv4 address.
        guard bytes[0] & 0xE0 == 0x20 else { return false }
        let head = UInt32(bytes[0]) << 24 | UInt32(bytes[1]) << 16 | UInt32(bytes[2]) << 8 | UInt32(bytes[3])
        return head >> 9 != 0x2001_0000 >> 9 && head != 0x2001_0DB8 && head >> 16 != 0x2002
            && head >> 12 != 0x3FFF_0000 >> 12
    }
}

/// The C library this room is built on.
package enum OutboundLibrary {
    /// libcurl and what it is built with, each with its version.
    package static var version: String {
        guard let text = unsafe curl_version() else { return "libcurl" }
        return unsafe String(cString: text)
    }
}
