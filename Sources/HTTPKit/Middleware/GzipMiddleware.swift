package import Core
import HTTPTypes
package import Hummingbird
import NIOCore

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
