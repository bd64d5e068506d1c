import FakeUpstreams
import Foundation
import Outbound
import Providers
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct S3BucketTests {
    private func with<Value>(
        _ fake: FakeUpstream,
        secret: String = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        _ body: (S3Bucket, HTTPClient) async throws -> Value
    ) async throws -> Value {
        let client = try HTTPClient()
        defer { client.close() }
        var settings = S3Settings(
            endpoint: fake.baseURL,
            bucket: "answers",
            accessKey: "AKIAIOSFODNN7EXAMPLE",
            secretKey: Secret(secret),
            upstream: fake.mode == .slow ? hasty : patient
        )
        settings.pieceBytes = 100_000
        return try await body(S3Bucket(settings: settings, client: client, logger: quiet, pacing: noWait), client)
    }

    @Test(arguments: ["2026/11/a b+c&d=e.webm", "ü/🙂", "dots/../x//y", "plain"])
    func `an object comes back as it was put, whole, in part and in pieces`(key: String) async throws {
        let bytes = (0..<350_001).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let file = FileManager.default.temporaryDirectory.appending(path: "s3-\(UUID()).bin")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await FakeUpstreams.with { fakes in
            try await with(fakes.s3) { bucket, client in
                let etag = try await bucket.put(key, .file(file.path), type: "audio/webm")
                let object = try await bucket.head(key)
                #expect(object == S3Object(key: key, bytes: bytes.count, etag: etag, type: "audio/webm"))
                #expect(try await bucket.get(key) == bytes)
                #expect(try await bucket.get(key, range: 10..<20) == Array(bytes[10..<20]))
                #expect(try await bucket.get(key, range: 350_000..<400_000) == [bytes[350_000]])
                var pieces: [[UInt8]] = []
                try await bucket.read(key) { pieces.append($0) }
                #expect(pieces.map(\.count) == [100_000, 100_000, 100_000, 50_001])
                #expect(Array(pieces.joined()) == bytes)
                // Anybody may use the presigned address, without a header.
                let url = bucket.presignedURL(for: key, seconds: 60).revealed
                #expect(try await client.send(HTTPRequest(.get, url)).body == bytes)
                #expect(try await client.send(HTTPRequest(.get, url + "0")).status == 403)
                try await bucket.delete(key)
                try await bucket.delete(key)
                let gone = await Result { try await bucket.get(key) }
                let goneHead = await Result { try await bucket.head(key) }
                #expect(gone.code == "blob.missing" && goneHead.code == "blob.missing")
            }
        }
    }

    @Test func `a list comes in pages`() async throws {
        try await FakeUpstreams.with { fakes in
            try await with(fakes.s3) { bucket, _ in
                let keys = ["a/1", "a/2 <&>", "a/3", "b/1"]
                for key in keys { try await bucket.put(key, .text(key), type: "text/plain") }
                let first = try await bucket.list(prefix: "a/", limit: 2)
                #expect(first.objects.map(\.key) == ["a/1", "a/2 <&>"] && first.next != nil)
                let second = try await bucket.list(prefix: "a/", limit: 2, after: first.next)
                #expect(second.objects.map(\.key) == ["a/3"] && second.next == nil)
                #expect(second.objects.map(\.bytes) == [3])
                let nameless = await Result { try await bucket.delete("") }
                #expect(nameless.code == "blob.rejected")
            }
        }
    }

    @Test func `a wrong key is told apart within one call`() async throws {
        try await FakeUpstreams.with { fakes in
            try await with(fakes.s3, secret: "wrong") { bucket, _ in
                let result = await Result { try await bucket.get("x") }
                #expect(result.code == "blob.auth" && fakes.s3.calls == 1)
            }
        }
    }

    struct Failure: Sendable {
        var mode: FakeMode
        var code: String
        var calls: Int
    }

    @Test(arguments: [
        Failure(mode: .throttled, code: "blob.unavailable", calls: 3),
        Failure(mode: .failing, code: "blob.unavailable", calls: 3),
        Failure(mode: .html, code: "blob.unavailable", calls: 3),
        Failure(mode: .reset, code: "blob.unavailable", calls: 3),
        Failure(mode: .unauthorized, code: "blob.auth", calls: 1),
        Failure(mode: .missing, code: "blob.rejected", calls: 1),
        Failure(mode: .rejected, code: "blob.rejected", calls: 1),
        Failure(mode: .slow, code: "blob.timeout", calls: 3),
        Failure(mode: .malformed, code: "blob.malformed", calls: 2),
        Failure(mode: .empty, code: "blob.malformed", calls: 2),
    ])
    func `each failure has its code and its number of calls`(failure: Failure) async throws {
        try await FakeUpstreams.with(mode: failure.mode) { fakes in
            try await with(fakes.s3) { bucket, _ in
                let result = await Result { try await bucket.list() }
                #expect(result.code == failure.code)
                #expect(fakes.s3.calls == failure.calls)
            }
        }
    }
}
