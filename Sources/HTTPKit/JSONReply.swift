package import FoundationEssentials
package import HTTPTypes
package import Hummingbird
import NIOCore

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
