/// What a store says about an object.
package struct S3Object: Sendable, Hashable {
    /// Its name in the bucket.
    package var key: String
    /// Its length in bytes.
    package var bytes: Int
    /// Its version's mark, quotes included. An MD5 only of some objects: compare it, never compute it.
    package var etag: String
    /// Its media type; a list does not have it.
    package var type: String?

    /// An object.
    package init(key: String, bytes: Int, etag: String, type: String? = nil) {
        self.key = key
        self.bytes = bytes
        self.etag = etag
        self.type = type
    }
}
