import NIOHTTP1

/// One request of a connection and its reply, as far as HTTP/1's framing is concerned.
struct Exchange: Sendable {
    /// Whether the reply has no body whatever its headers say.
    let isHead: Bool
    /// Whether the client speaks HTTP/1.0, which knows no chunks and closes unless it asks to go on.
    let isOld: Bool
    /// Whether the connection goes on after the reply.
    private(set) var goesOn: Bool
    /// Whether the client waits to be asked for the body (RFC 9110 §10.1.1).
    private(set) var waits: Bool
    /// Whether all of the request is there.
    var isWhole = false
    /// Whether the end of the body must not be written: it is chunked by its headers, and has none.
    private(set) var hasNoEnd = false
    /// Whether the reply has begun.
    private(set) var hasReply = false
    /// What the client said the body would be; nil for one in chunks.
    private let declared: Int?
    private var received = 0

    /// How much of an unread body is taken so that the connection can go on, in bytes.
    private static let mostRest = 65_536

    /// The exchange a request begins.
    init(_ head: HTTPRequestHead) {
        isHead = head.method == .HEAD
        isOld = head.version.minor < 1
        goesOn = head.isKeepAlive
        declared =
            head.headers.contains(name: "Transfer-Encoding")
            ? nil : Int(head.headers.first(name: "Content-Length") ?? "0")
        waits = !isOld && head.headers["Expect"].contains { $0.lowercased() == "100-continue" }
    }

    /// Notes that the body is wanted now. Returns whether the client waits for `100 Continue`.
    mutating func askForBody() -> Bool {
        defer { waits = false }
        return waits && !isWhole && !hasReply
    }

    /// What came was no request: nothing after it can be understood.
    mutating func isBroken() { goesOn = false }

    /// Some of the body came.
    mutating func receives(_ bytes: Int) { received += bytes }

    /// Whether more of the body is still to come than is worth waiting for.
    private var hasLongRest: Bool { !isWhole && (declared.map { $0 - received > Self.mostRest } ?? true) }

    /// Makes the head of a reply one that this client can take.
    mutating func reply(_ head: inout HTTPResponseHead) {
        hasReply = true
        // The reply is out before the body is in: the rest would be read for nothing, and as slowly as the client likes.
        if hasLongRest { goesOn = false }
        // A client that was not asked for its body may send it or not: where the next request begins is unknown.
        if waits || head.headers["Connection"].contains(where: { $0.lowercased() == "close" }) { goesOn = false }
        let hasLength = head.headers.contains(name: "Content-Length") || !head.status.mayHaveResponseBody
        hasNoEnd = isHead && !hasLength
        if isOld {
            head.version = .http1_0
            if !hasLength { goesOn = false }
            if goesOn { head.headers.replaceOrAdd(name: "Connection", value: "keep-alive") }
        }
        if !goesOn { head.headers.replaceOrAdd(name: "Connection", value: "close") }
    }
}
