import Core
import Database
package import FoundationEssentials
package import HTTPTypes
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
