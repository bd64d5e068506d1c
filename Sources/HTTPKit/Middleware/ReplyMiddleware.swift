import CZlib
package import Catalogue
package import Core
package import HTTPTypes
package import Hummingbird
import NIOCore
import Synchronization
import WebUI

/// Headers that keep a browser from guessing types, framing our pages or loading anything that is not ours.
package struct SecurityHeadersMiddleware: RouterMiddleware {
    /// Pages load style and script from this origin only, talk to it alone, and play the audio they recorded.
    package static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        + "media-src 'self' blob:; img-src 'self' data:; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

    private static let fields: [(HTTPField.Name?, String)] = [
        (.init("X-Content-Type-Options"), "nosniff"),
        (.init("Referrer-Policy"), "no-referrer"),
        (.init("Content-Security-Policy"), policy),
        (.init("X-Frame-Options"), "DENY"),
        (.init("Cross-Origin-Opener-Policy"), "same-origin"),
        (.init("Cross-Origin-Resource-Policy"), "same-origin"),
        (.init("Permissions-Policy"), "microphone=(self), camera=(self), geolocation=()"),
    ]

    private let fields: HTTPFields

    /// The middleware.
    ///
    /// - Parameter isSecure: whether the service is reached by https, which browsers are told to remember for a year.
    package init(isSecure: Bool) {
        fields = Self.headers(isSecure: isSecure)
    }

    /// The headers.
    static func headers(isSecure: Bool) -> HTTPFields {
        var headers: HTTPFields = [:]
        for case (let name?, let value) in fields { headers[name] = value }
        if isSecure { headers[.strictTransportSecurity] = "max-age=31536000" }
        return headers
    }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for field in fields where response.headers[field.name] == nil { response.headers.append(field) }
        return response
    }
}

/// Finds out in which language a page is wanted: chosen in the browser, else what the account says, else what the browser accepts, else English.
/// `?lang=de` at any page chooses; a cookie remembers it for a year.
package struct LanguageMiddleware: RouterMiddleware {
    /// The cookie that remembers the choice. It names a language and nothing else.
    private static let cookie = "debrief-language"
    private static let seconds = 365 * 86_400

    private let isSecure: Bool

    /// The middleware.
    ///
    /// - Parameter isSecure: whether the service is reached by https.
    package init(isSecure: Bool) { self.isSecure = isSecure }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let isForPeople = ProblemMiddleware.isForPeople(request)
        if isForPeople, let language = request.uri.queryParameters["lang"].flatMap({ Language(rawValue: String($0)) }) {
            return choice(of: language, request)
        }
        let language =
            Self.chosen(request.headers) ?? Language(accepting: request.headers[.acceptLanguage]) ?? .english
        let here = isForPeople ? Self.address(request) : "/"
        var response = try await Language.$current.withValue(language) {
            try await PageFrame.$here.withValue(here) { try await next(request, context) }
        }
        let type = response.headers[.contentType] ?? ""
        if type.hasPrefix("text/html") || type == "application/pdf" {
            response.vary("Accept-Language, Cookie")
        }
        return response
    }

    /// The language that was chosen in this browser; nil when none was.
    static func chosen(_ headers: HTTPFields) -> Language? {
        CookieRule(isSecure: false).value(cookie, in: headers).flatMap(Language.init)
    }

    /// The value of `Set-Cookie` by which the browser forgets its choice, so that the account's counts.
    package static let forgetting = "\(cookie)=; Path=/; Max-Age=0; SameSite=Lax"

    private func choice(of language: Language, _ request: Request) -> Response {
        var cookie = "\(Self.cookie)=\(language.code); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(Self.seconds)"
        if isSecure { cookie += "; Secure" }
        return Response(
            status: .seeOther,
            headers: [.location: Self.address(request), .setCookie: cookie, .cacheControl: "no-store"]
        )
    }

    /// The path and the query of a request without its choice of a language. Never the address of another host.
    private static func address(_ request: Request) -> String {
        let path = request.uri.path
        guard path.hasPrefix("/"), !path.hasPrefix("//"), !path.utf8.contains(UInt8(ascii: "\\")) else { return "/" }
        let query = (request.uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("lang=") }
        return path + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}

extension Response {
    /// Adds names of request headers that the reply depends on to those there are, in one field.
    mutating func vary(_ names: String) {
        headers[.vary] = [headers[.vary], names].compactMap(\.self).joined(separator: ", ")
    }
}

/// What is to be said of a request's reply on its way out, whether it succeeds or is refused further on.
package final class ReplyNotes: Sendable {
    private let noted = Mutex<HTTPFields>([:])
    private let unsized = Atomic(false)
    private let account = Mutex<Language?>(nil)

    /// Adds headers.
    package func add(_ fields: HTTPFields) { noted.withLock { $0.append(contentsOf: fields) } }

    /// How long the body would be is not known before it is written.
    package func leaveOutLength() { unsized.store(true, ordering: .relaxed) }

    /// Whether the reply says nothing of a length.
    package var hasNoLength: Bool { unsized.load(ordering: .relaxed) }

    /// The language that the account of the request says; nil when none does. Pages of errors are made outside of its session.
    package var language: Language? {
        get { account.withLock { $0 } }
        set { account.withLock { $0 = newValue } }
    }

    /// All headers.
    package var fields: HTTPFields { noted.withLock { $0 } }
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
