import Outbound

/// One page of a bucket's list, in the order of the names' UTF-8 bytes.
package struct S3Page: Sendable, Hashable {
    /// The objects.
    package var objects: [S3Object]
    /// What to pass on for the next page; nil on the last.
    package var next: String?

    /// Reads `ListObjectsV2`'s answer.
    ///
    /// - Throws: `malformed` when it is none.
    init(_ body: [UInt8]) throws(OutboundError) {
        let text = String(decoding: body, as: UTF8.self)
        guard let root = XMLText.content(of: "ListBucketResult", in: text), text.hasSuffix(">") || text.hasSuffix("\n")
        else {
            throw OutboundError(.malformed, "its list is not one.", status: 200)
        }
        var objects: [S3Object] = []
        for entry in XMLText.contents(of: "Contents", in: root) {
            guard let key = XMLText.text(of: "Key", in: entry), let size = XMLText.text(of: "Size", in: entry),
                let bytes = Int(size), bytes >= 0
            else { throw OutboundError(.malformed, "its list has an entry without name or size.", status: 200) }
            objects.append(S3Object(key: key, bytes: bytes, etag: XMLText.text(of: "ETag", in: entry) ?? ""))
        }
        self.objects = objects
        let isCut = XMLText.text(of: "IsTruncated", in: root) == "true"
        next = isCut ? XMLText.text(of: "NextContinuationToken", in: root) : nil
        guard !isCut || next != nil else {
            throw OutboundError(.malformed, "its list goes on but does not say where.", status: 200)
        }
    }
}
