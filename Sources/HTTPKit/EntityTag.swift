import Database

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
