import CZlib
package import Core
import Database
package import FoundationEssentials
package import HTTPTypes
package import Hummingbird
import NIOCore
import Synchronization

/// Replies that a client may keep and ask for again: with an entity tag, and 304 when the client has these bytes already.
package enum ConditionalReply {
    /// JSON.
    package static func json(_ value: some Encodable, to request: Request, headers: HTTPFields = [:]) throws -> Response
    {
        try bytes(Array(JSONReply.encoder.encode(value)), type: "application/json", to: request, headers: headers)
    }

    /// Anything.
    package static func bytes(
        _ bytes: [UInt8],
        type: String,
        to request: Request,
        headers: HTTPFields = [:]
    ) throws -> Response {
        let tag = EntityTag(of: bytes)
        var headers = headers
        headers[.eTag] = tag.text
        headers[.cacheControl] = "private, no-cache"
        if tag.isAmong(request.headers[.ifNoneMatch]) { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = type
        headers[.contentLength] = String(bytes.count)
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

/// A strong entity tag (RFC 9110 §8.8.3): the same tag means the same bytes.
package struct EntityTag: Sendable, Hashable {
    /// As headers write it, quotes included.
    package let text: String

    /// The tag of these bytes.
    package init(of bytes: [UInt8]) { self.init(hash: Fingerprint.of(bytes: bytes)) }

    /// The tag of bytes with this hash.
    package init(hash: String) { text = "\"\(hash.prefix(32))\"" }

    /// Whether a list of tags such as `"a", W/"b"` or `*` has this one, weak or not: If-None-Match.
    package func isAmong(_ header: String?) -> Bool {
        guard let header else { return false }
        return Self.tags(header).contains { $0 == "*" || Self.strong($0) == text }
    }

    /// Whether a condition holds for a change: If-Match. A tag that a cache on the way made weak still names the version the
    /// client saw, and no bytes are put together here.
    package func fulfils(_ header: String) -> Bool { isAmong(header) }

    /// Whether a part may be sent that the client adds to the bytes it has: If-Range. Only a strong tag says that.
    package func allowsPart(_ header: String?) -> Bool { header == nil || header?.filter { $0 != " " } == text }

    private static func strong(_ tag: Substring) -> Substring { tag.hasPrefix("W/") ? tag.dropFirst(2) : tag }

    /// Tags may hold commas, so a list is cut only between quotes.
    private static func tags(_ header: String) -> [Substring] {
        var tags: [Substring] = []
        var (isQuoted, start) = (false, header.startIndex)
        for place in header.indices {
            if header[place] == "\"" { isQuoted.toggle() }
            if header[place] == ",", !isQuoted {
                tags.append(header[start..<place])
                start = header.index(after: place)
            }
        }
        tags.append(header[start...])
        return tags.map { tag in
            let front = tag.drop { $0 == " " || $0 == "\t" }
            return front.prefix(
                (front.lastIndex { $0 != " " && $0 != "\t" }).map { front.distance(from: front.startIndex, to: $0) + 1 }
                    ?? 0
            )
        }
    }
}

/// Dates as HTTP writes them (RFC 9110 §5.6.7), always in GMT and in English.
package enum HTTPDate {
    /// E.g. `Sun, 06 Nov 1994 08:49:37 GMT`.
    package static func text(_ date: Date) -> String {
        let date = CivilDate(date)
        return "\(date.shortWeekday), \(CivilDate.pad(date.day)) \(date.shortMonth) \(date.year) \(date.clock) GMT"
    }
}

/// How JSON leaves the service: camelCase keys in a stable order, times as RFC 3339 in UTC, slashes left alone, never cached.
package enum JSONReply {
    /// The encoder for everything that leaves the service or the command line.
    package static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return encoder
    }

    /// The headers of a stream of server-sent events: never kept, and passed on by proxies as it comes.
    package static var eventHeaders: HTTPFields {
        [.contentType: "text/event-stream", .cacheControl: "no-store", .named("X-Accel-Buffering"): "no"]
    }

    /// A response that carries a value.
    package static func response(
        _ value: some Encodable,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:],
        type: String = "application/json"
    ) throws -> Response {
        let body = try encoder.encode(value)
        var headers = headers
        headers[.contentType] = type
        headers[.contentLength] = String(body.count)
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}

extension Response {
    /// Adds names of request headers that the reply depends on to those there are, in one field.
    mutating func vary(_ names: String) {
        headers[.vary] = [headers[.vary], names].compactMap(\.self).joined(separator: ", ")
    }
}

/// Sends text and JSON compressed to clients that take gzip. A compressed form has an entity tag of its own, as it must
/// (RFC 9110 §8.8.3.3); when a client gives it back, it is the original's again.
package struct GzipMiddleware: RouterMiddleware {
    /// What a packet or two carry anyway is left alone.
    private static let smallest = 1_000
    /// More than this, and what is made while it is sent, is compressed on its way instead of in memory.
    private static let mostInMemory = 8_000_000
    private static let suffix = "-gzip\""

    private let threads: BlockingThreads

    /// The middleware; compressing runs on `threads`.
    package init(threads: BlockingThreads) { self.threads = threads }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let isTaken = Gzip.isTaken(by: request.headers[.acceptEncoding])
        var response = try await next(Self.original(request), context)
        if response.status == .notModified, isTaken, let tag = response.headers[.eTag],
            request.headers[.ifNoneMatch]?.contains(Self.suffix) == true
        {
            response.headers[.eTag] = Self.suffixed(tag)
        }
        guard Gzip.pays(for: response.headers[.contentType]), response.headers[.contentEncoding] == nil,
            response.headers[.contentRange] == nil
        else { return response }
        response.vary("Accept-Encoding")
        let length = response.body.contentLength ?? .max
        guard isTaken, length >= Self.smallest else { return response }
        guard request.method != .head else {
            context.notes.leaveOutLength()
            return response
        }
        guard length <= Self.mostInMemory else { return Self.streamed(response) }
        let bytes = try await CollectedBody.of(response.body)
        guard let smaller = try? await threads.run({ Gzip.compressed(bytes) }), smaller.count < bytes.count else {
            response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            return response
        }
        response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: smaller))
        response.headers[.contentLength] = String(smaller.count)
        response.headers[.contentEncoding] = "gzip"
        if let tag = response.headers[.eTag] { response.headers[.eTag] = Self.suffixed(tag) }
        return response
    }

    private static func streamed(_ original: Response) -> Response {
        var response = original
        let body = original.body
        response.body = ResponseBody { writer in try await body.write(GzipWriter(writer)) }
        response.headers[.contentLength] = nil
        response.headers[.contentEncoding] = "gzip"
        if let tag = response.headers[.eTag] { response.headers[.eTag] = suffixed(tag) }
        return response
    }

    private static func suffixed(_ tag: String) -> String {
        tag.hasSuffix("\"") && !tag.hasSuffix(suffix) ? tag.dropLast() + suffix : tag
    }

    /// The request with the tags of compressed forms made those of the originals.
    private static func original(_ request: Request) -> Request {
        let names: [HTTPField.Name] = [.ifMatch, .ifNoneMatch]
        guard names.contains(where: { request.headers[$0]?.contains(suffix) == true }) else { return request }
        var head = request.head
        for name in names {
            if let tags = head.headerFields[name] { head.headerFields[name] = tags.replacing(suffix, with: "\"") }
        }
        return Request(head: head, body: request.body)
    }
}

/// Bytes made smaller as gzip (RFC 1952) piece by piece: what was taken in comes out as soon as there is enough of it. One
/// task at a time uses it, that of a reply's body.
@safe package final class GzipStream {
    private static let room = 32 * 1024
    private var stream = unsafe z_stream()
    private var isOver: Bool

    /// A stream at its beginning.
    package init() { isOver = unsafe debrief_gzip_start(&stream, Gzip.level) != Z_OK }

    deinit { unsafe deflateEnd(&stream) }

    /// Takes the next bytes, and the end when there are no more; gives what is ready, which may be nothing. Nil when zlib
    /// fails, as it does without memory.
    package func push(_ bytes: [UInt8], isLast: Bool) -> [UInt8]? {
        guard !isOver, let count = UInt32(exactly: bytes.count) else { return nil }
        var (input, output) = (bytes, [UInt8]())
        var piece = [UInt8](repeating: 0, count: Self.room)
        let status = unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe stream.next_in = input.baseAddress
            unsafe stream.avail_in = count
            while true {
                let status = unsafe piece.withUnsafeMutableBufferPointer { piece in
                    unsafe stream.next_out = piece.baseAddress
                    unsafe stream.avail_out = UInt32(Self.room)
                    return unsafe deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                }
                let left = unsafe Int(stream.avail_out)
                output += piece.prefix(Self.room - left)
                if status != Z_OK || left > 0 { return status }
            }
        }
        isOver = isLast
        // Nothing to do is no failure.
        guard isLast ? status == Z_STREAM_END : status == Z_OK || status == Z_BUF_ERROR else { return nil }
        return output
    }
}

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
