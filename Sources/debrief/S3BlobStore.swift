import Blobs
import FoundationEssentials
import Outbound
import Providers

/// Recordings and reports in a bucket. What comes is written piece by piece, so that a recording's size costs no memory.
struct S3BlobStore: Sendable {
    private let bucket: S3Bucket

    /// The store in a bucket.
    init(_ bucket: S3Bucket) { self.bucket = bucket }

    /// The same for the service.
    var store: BlobStore {
        let bucket = bucket
        return BlobStore(
            put: { file, name in
                let type = name.hasSuffix(".pdf") ? "application/pdf" : "application/octet-stream"
                try await bucket.put(name, try HTTPBody.file(file.path), type: type)
            },
            fetch: { name, file in
                let target = try OutputTarget(path: file.path)
                try await bucket.read(name) { piece in try unsafe target.write(piece.span.bytes) }
                try target.close()
            },
            remove: { name in try await bucket.delete(name) },
            list: { prefix, after in
                let page = try await bucket.list(prefix: prefix, after: after)
                return BlobStore.Page(names: page.objects.map(\.key), next: page.next)
            }
        )
    }
}
