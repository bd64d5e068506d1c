import Tracing

/// One HTTP call to make.
package struct HTTPRequest: Sendable {
    /// The verbs the providers need.
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
        case head = "HEAD"
        case patch = "PATCH"
        case options = "OPTIONS"
    }

    /// The verb.
    package var method: Method
    /// An absolute address; http and https only.
    package var url: String
    /// Header fields in order; a field with a line break or NUL in it refuses the call.
    package var headers: [(name: String, value: String)]
    /// What to send.
    package var body: HTTPBody
    /// Time for one attempt, waiting for a free place included.
    package var timeout: Duration
    /// Time for name resolution, TCP and TLS.
    package var connectTimeout: Duration
    /// How long nothing may move in either direction before the call is given up, in whole seconds, at least one; nil for any time.
    package var silence: Duration?
    /// Largest body accepted in reply, in bytes after decompression.
    package var maxReplyBytes: Int
    /// Whether only addresses of the public internet are connected to, judged by the address itself at that moment; no proxy
    /// is used then.
    package var publicOnly = false
    /// Whether the body of the reply is thrown away; past ``maxReplyBytes`` it is not read on, and the call has succeeded.
    package var discardsReply = false
    /// Calls of one lane share a bound on how many are under way; nil puts a call into its host's lane.
    package var lane: Lane?

    /// A bound on simultaneous calls.
    package struct Lane: Sendable, Hashable {
        /// Who shares it.
        package var name: String
        /// How many calls may be under way; at least 1.
        package var limit: Int

        /// A lane.
        package init(name: String, limit: Int) {
            self.name = name
            self.limit = max(1, limit)
        }
    }

    /// A call.
    package init(
        _ method: Method,
        _ url: String,
        headers: [(name: String, value: String)] = [],
        body: HTTPBody = .empty,
        timeout: Duration = .seconds(60),
        connectTimeout: Duration = .seconds(5),
        maxReplyBytes: Int = 16 << 20,
        lane: Lane? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.maxReplyBytes = maxReplyBytes
        self.lane = lane
    }
}

/// What to send: pieces from memory and from files, one after the other. Files are read while sending, so that a body's size
/// costs no memory.
package struct HTTPBody: Sendable, Hashable {
    /// One piece.
    package enum Piece: Sendable, Hashable {
        /// Bytes in memory.
        case bytes([UInt8])
        /// A stretch of a file.
        case file(path: String, offset: Int, length: Int)

        /// Its length in bytes.
        var length: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .file(_, _, let length): max(0, length)
            }
        }
    }

    /// The pieces, in order.
    package var pieces: [Piece]

    /// A body of pieces.
    package init(_ pieces: [Piece]) { self.pieces = pieces }

    /// Nothing.
    package static let empty = HTTPBody([])

    /// Text as UTF-8.
    package static func text(_ text: String) -> HTTPBody { HTTPBody([.bytes(Array(text.utf8))]) }

    /// A whole file, as long as it is now.
    package static func file(_ path: String) throws(OutboundError) -> HTTPBody {
        HTTPBody([.file(path: path, offset: 0, length: try FileSource.size(of: path))])
    }

    /// Its length in bytes.
    package var length: Int {
        pieces.reduce(0) { sum, piece in
            let (total, overflow) = sum.addingReportingOverflow(piece.length)
            return overflow ? .max : total
        }
    }
}

extension HTTPBody {
    /// Reads the body from front to end in chunks, e.g. to hash it before it is sent; blocks on the disk.
    ///
    /// - Parameters:
    ///   - size: bytes in a chunk, the last excepted.
    ///   - use: sees each chunk; the bytes are gone afterwards.
    /// - Throws: `rejected` when a file is shorter than it was or cannot be read.
    package func forEachChunk(of size: Int = 256 << 10, _ use: (UnsafeRawBufferPointer) -> Void) throws(OutboundError) {
        let reader = BodyReader(self)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, size), alignment: 16)
        defer { unsafe buffer.deallocate() }
        while true {
            guard let count = unsafe reader.read(into: buffer) else {
                throw OutboundError(.rejected, "The file to send changed or cannot be read.")
            }
            guard count > 0 else { return }
            unsafe use(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An open file to read stretches from; closed with its owner.
final class FileSource {
    private let descriptor: Int32

    /// Opens a file for reading.
    init(path: String) throws(OutboundError) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable }
    }

    deinit { close(descriptor) }

    /// Reads up to a buffer's length from an offset; 0 at the end, nil when the disk refuses.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int? {
        while true {
            let count = unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(clamping: offset))
            if count >= 0 { return count }
            if errno != EINTR { return nil }
        }
    }

    /// The size of a file in bytes.
    static func size(of path: String) throws(OutboundError) -> Int {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else { throw unreadable }
        return Int(clamping: facts.st_size)
    }

    private static var unreadable: OutboundError {
        OutboundError(.rejected, "The file to send cannot be read.")
    }
}

/// A `multipart/form-data` body (RFC 7578), files streamed.
package struct MultipartForm: Sendable {
    private let boundary: String
    private var pieces: [HTTPBody.Piece] = []

    /// An empty form; the boundary is random, so that no field can contain it but by a 1 in 2^128 chance.
    package init() {
        boundary =
            "debrief-" + String(UInt64.random(in: .min ... .max), radix: 36)
            + String(UInt64.random(in: .min ... .max), radix: 36)
    }

    /// The request's `Content-Type`.
    package var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    /// Adds a text field.
    package mutating func add(_ name: String, _ value: String) {
        head("name=\"\(Self.quoted(name))\"", type: nil)
        append(value + "\r\n")
    }

    /// Adds a file part made of any pieces; services derive the format from the name's extension.
    package mutating func add(_ name: String, fileName: String, type: String, _ content: HTTPBody) {
        head("name=\"\(Self.quoted(name))\"; filename=\"\(Self.quoted(fileName))\"", type: type)
        pieces += content.pieces
        append("\r\n")
    }

    /// The finished body.
    package var body: HTTPBody { HTTPBody(pieces + [.bytes(Array("--\(boundary)--\r\n".utf8))]) }

    private mutating func head(_ disposition: String, type: String?) {
        append("--\(boundary)\r\nContent-Disposition: form-data; \(disposition)\r\n")
        if let type { append("Content-Type: \(type)\r\n") }
        append("\r\n")
    }

    private mutating func append(_ text: String) {
        if case .bytes(var bytes)? = pieces.last {
            bytes += Array(text.utf8)
            pieces[pieces.count - 1] = .bytes(bytes)
        } else {
            pieces.append(.bytes(Array(text.utf8)))
        }
    }

    /// Escapes as the HTML standard does for form data.
    private static func quoted(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "%22"
            case "\r": out += "%0D"
            case "\n": out += "%0A"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}

/// A trace, for the service we call (W3C Trace Context).
enum TraceHeader {
    /// The `traceparent` that the process's instrument makes of a context; nothing without an instrument or a span.
    /// Only this field goes out: baggage may hold what other services must not see.
    static func of(_ context: ServiceContext) -> [(name: String, value: String)] {
        var fields = Fields()
        InstrumentationSystem.instrument.inject(context, into: &fields, using: Writer())
        return fields.traceparent.map { [("traceparent", $0)] } ?? []
    }

    private struct Fields {
        var traceparent: String?
    }

    private struct Writer: Injector {
        func inject(_ value: String, forKey key: String, into fields: inout Fields) {
            if key.lowercased() == "traceparent" { fields.traceparent = value }
        }
    }
}

/// A key or password: usable, never printed. Whatever turns it into text (interpolation, `dump`, an encoder) sees a mask.
package struct Secret: Sendable, Hashable, Codable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let value: String

    /// Wraps a secret.
    package init(_ value: String) { self.value = value }

    package init(from decoder: any Decoder) throws {
        value = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// The secret itself, for the one place that sends it.
    package var revealed: String { value }

    package var description: String { "[redacted]" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
