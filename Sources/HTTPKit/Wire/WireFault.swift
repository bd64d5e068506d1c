import NIOCore
import NIOHTTP1

/// What went wrong below the routes, as a client is told.
enum WireFault {
    /// The longest address, header, and all headers together, in bytes: the server's own default.
    static let maxAddress = 80 * 1024

    /// What a head is refused for although it parses; nil when it may pass. Of two names it is unknown which one was meant
    /// (RFC 9112 §3.2).
    static func of(_ head: HTTPRequestHead) -> WebError? {
        let hosts = head.headers["Host"].count
        if hosts > 1 { return WebError(.malformed, "The request names its Host twice.") }
        if hosts == 0, head.version.minor > 0 { return WebError(.malformed, "The request names no Host.") }
        return nil
    }

    /// What an error of the parser means.
    ///
    /// - Parameter isInAddress: whether the first line of the request had not ended yet.
    static func of(_ error: HTTPParserError, isInAddress: Bool) -> WebError {
        switch error {
        case .headerOverflow where isInAddress:
            WebError(.addressTooLong, "The address of the request is longer than 80 KB.")
        case .headerOverflow:
            WebError(.headersTooLarge, "The headers of the request are larger than 80 KB, or more than 1,000.")
        case .invalidMethod:
            WebError(.malformed, "The request starts with no method of HTTP; is this another protocol?")
        case .invalidVersion: WebError(.malformed, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
        case .invalidContentLength, .unexpectedContentLength:
            WebError(.malformed, "The Content-Length is no length, or there are two.")
        case .invalidChunkSize: WebError(.malformed, "The size of a chunk of the body is no number.")
        case .invalidEOFState, .closedConnection: interrupted
        case .unknown:
            WebError(.malformed, "The body has a framing HTTP/1.1 does not know; send its length, or chunks.")
        default: WebError(.malformed, "What came is not HTTP/1.1: \(error).")
        }
    }

    /// What an error while a body arrives means; the error itself when it is not the connection's.
    static func ofBody(_ error: any Error) -> any Error {
        switch error {
        case let error as HTTPParserError: of(error, isInAddress: false)
        case is IOError, is ChannelError: interrupted
        default: error
        }
    }

    /// The connection ended before the body did.
    static let interrupted = WebError(.interrupted, "The connection ended before the body did.")
}
