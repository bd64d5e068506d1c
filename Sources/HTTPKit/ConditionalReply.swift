import FoundationEssentials
import HTTPTypes
package import Hummingbird
import NIOCore

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
