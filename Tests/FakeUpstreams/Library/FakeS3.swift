import Crypto
import Foundation
import Synchronization

/// An S3-compatible store with one bucket, `answers`, in memory. It checks every signature and every payload's hash.
enum FakeS3 {
    /// The account.
    package static let accessKey = "AKIAIOSFODNN7EXAMPLE"
    /// Its key.
    package static let secretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    /// The bucket.
    package static let bucket = "answers"

    static func service(_ mode: FakeMode) -> FakeUpstream {
        let store = Store()
        return FakeUpstream("s3", mode: mode) { request, mode in
            var reply =
                refusal(mode)
                ?? FakeSignature.fault(in: request, secret: secretKey).map { code in
                    error(403, code, "The request was refused.")
                }
            if reply == nil {
                reply = mode == .empty ? FakeReply(200, "", type: "application/xml") : store.answer(request)
            }
            // Answers to HEAD have no body, refusals included.
            if request.method == "HEAD", let status = reply?.status, status >= 300 { reply?.body = [] }
            return reply ?? error(500, "InternalError", "No answer.")
        }
    }

    private static func refusal(_ mode: FakeMode) -> FakeReply? {
        switch mode {
        case .throttled, .overloaded: error(503, "SlowDown", "Please reduce your request rate.")
        case .quota: error(503, "SlowDown", "Please reduce your request rate.")
        case .failing: error(500, "InternalError", "We encountered an internal error. Please try again.")
        case .rejected, .blocked: error(301, "PermanentRedirect", "The bucket must be addressed elsewhere.")
        case .unauthorized: error(403, "InvalidAccessKeyId", "The key you provided does not exist: \(accessKey)")
        case .missing: error(404, "NoSuchBucket", "The specified bucket does not exist")
        case .ok, .slow, .malformed, .empty, .truncated, .reset, .unknown, .huge, .html, .recovering: nil
        }
    }

    fileprivate static func error(_ status: Int, _ code: String, _ message: String) -> FakeReply {
        FakeReply(
            status,
            #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n<Error><Code>\(code)</Code><Message>\(message)</Message>"
                + "<RequestId>4442587FB7D0A2F9</RequestId></Error>",
            type: "application/xml"
        )
    }

    private final class Store: Sendable {
        private struct Object {
            var bytes: [UInt8]
            var type: String
            var etag: String {
                "\"" + Insecure.MD5.hash(data: bytes).map { String(format: "%02x", $0) }.joined() + "\""
            }
        }

        private let objects = Mutex<[String: Object]>([:])

        func answer(_ request: FakeRequest) -> FakeReply {
            let path = request.path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: true)
            guard path.first.map(String.init) == bucket else {
                return error(404, "NoSuchBucket", "The specified bucket does not exist")
            }
            guard path.count == 2, let key = path[1].removingPercentEncoding else {
                if request.method == "PUT" || request.method == "HEAD" { return FakeReply(200, "") }
                return list(request)
            }
            switch request.method {
            case "PUT":
                let type = request.headers["content-type"] ?? "binary/octet-stream"
                let object = Object(bytes: request.body, type: type)
                objects.withLock { $0[key] = object }
                return FakeReply(200, "", headers: ["etag": object.etag])
            case "DELETE":
                objects.withLock { $0[key] = nil }
                return FakeReply(204, "")
            default:
                guard let object = objects.withLock({ $0[key] }) else {
                    return error(404, "NoSuchKey", "The specified key does not exist.")
                }
                return read(object, request)
            }
        }

        private func read(_ object: Object, _ request: FakeRequest) -> FakeReply {
            var reply = FakeReply(200, "", headers: ["etag": object.etag, "accept-ranges": "bytes"], type: object.type)
            if let wanted = request.headers["if-match"], wanted != object.etag {
                return error(412, "PreconditionFailed", "At least one of the preconditions did not hold")
            }
            if request.method == "HEAD" {
                reply.headers["content-length"] = "\(object.bytes.count)"
                return reply
            }
            reply.body = object.bytes
            guard let range = request.headers["range"] else { return reply }
            let ends = range.drop { $0 != "=" }.dropFirst().split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let first = Int(ends[0]), first < object.bytes.count else {
                return error(416, "InvalidRange", "The requested range is not satisfiable")
            }
            let last = min(Int(ends[1]) ?? .max, object.bytes.count - 1)
            reply.status = 206
            reply.headers["content-range"] = "bytes \(first)-\(last)/\(object.bytes.count)"
            reply.body = Array(object.bytes[first...max(first, last)])
            return reply
        }

        private func list(_ request: FakeRequest) -> FakeReply {
            let query = FakeSignature.pairs(request.query)
            let prefix = query["prefix"] ?? ""
            let limit = query["max-keys"].flatMap { Int($0) } ?? 1_000
            let after = query["continuation-token"] ?? query["start-after"] ?? ""
            let found = objects.withLock { objects in
                objects.filter { $0.key.hasPrefix(prefix) && (after.isEmpty || $0.key > after) }
                    .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            }
            let page = found.prefix(limit)
            let entries = page.map { key, object in
                "<Contents><Key>\(escaped(key))</Key><LastModified>2026-11-20T10:00:00.000Z</LastModified>"
                    + "<ETag>\(escaped(object.etag))</ETag><Size>\(object.bytes.count)</Size>"
                    + "<StorageClass>STANDARD</StorageClass></Contents>"
            }
            let next = found.count > page.count ? page.last.map(\.key) : nil
            return FakeReply(
                200,
                #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
                    + #"<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>answers</Name>"#
                    + "<Prefix>\(escaped(prefix))</Prefix><KeyCount>\(page.count)</KeyCount><MaxKeys>\(limit)</MaxKeys>"
                    + "<IsTruncated>\(next != nil)</IsTruncated>"
                    + (next.map { "<NextContinuationToken>\(escaped($0))</NextContinuationToken>" } ?? "")
                    + entries.joined() + "</ListBucketResult>",
                type: "application/xml"
            )
        }

        private func escaped(_ text: String) -> String {
            text.map { ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;"][$0] ?? String($0) }.joined()
        }
    }
}
