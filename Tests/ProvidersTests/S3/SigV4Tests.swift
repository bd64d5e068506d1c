import Foundation
import Outbound
import Support
import Testing

@testable import Providers

@Suite(.timeLimit(.minutes(1)))
struct SigV4Tests {
    private static let example = SigV4(
        accessKey: "AKIAIOSFODNN7EXAMPLE",
        secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region: "us-east-1",
        timestamp: "20130524T000000Z"
    )

    /// The pieces of an address as it is sent.
    private func request(_ item: [String: Any]) throws -> SigV4.Request {
        let url = try #require(item["url"] as? String)
        let rest = try #require(url.components(separatedBy: "://").last)
        let host = String(rest.prefix { $0 != "/" })
        let tail = rest.dropFirst(host.count)
        let query = tail.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        let pairs = query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                String($0).removingPercentEncoding ?? ""
            }
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
        return SigV4.Request(
            method: try #require(item["method"] as? String),
            host: host,
            path: String(tail.prefix { $0 != "?" }),
            query: pairs,
            headers: (item["headers"] as? [String: String] ?? [:]).filter { $0.key != "x-amz-date" }
                .map { ($0.key, $0.value) }
        )
    }

    @Test(.enabled(if: Contracts.areHere))
    func `every published S3 example has our canonical form, string and signature`() throws {
        let all =
            try JSONSerialization.jsonObject(with: Contracts.data("aws/s3-sigv4-vectors.json")) as? [String: Any]
        let cases = all?["cases"] as? [[String: Any]] ?? []
        #expect(cases.count == 7)
        for item in cases {
            let name = item["name"] as? String ?? ""
            let hash = item["x_amz_content_sha256"] as? String
            let signature = try #require(item["signature"] as? String)
            if let hash {
                let request = try request(item)
                let sent = Self.example.headers(for: request, payloadHash: hash)
                let authorization = sent.last { $0.name == "Authorization" }?.value
                #expect(authorization == item["authorization"] as? String, "\(name)")
                var complete = request
                complete.headers = sent.filter { $0.name != "Authorization" }
                let canonical = SigV4.canonical(complete, payloadHash: hash)
                #expect(canonical == item["canonical_request"] as? String, "\(name)")
                #expect(Self.example.stringToSign(canonical) == item["string_to_sign"] as? String, "\(name)")
            } else {
                var presigned = try request(item)
                presigned.query = []
                let query = Self.example.presignedQuery(for: presigned, seconds: 86_400)
                #expect(query.hasSuffix("X-Amz-Signature=" + signature), "\(name)")
            }
        }
    }

    /// The example of the S3 documentation, so that something is checked when the folder of contracts is absent.
    @Test func `the documented GET of a range has the documented signature`() {
        let request = SigV4.Request(
            method: "GET",
            host: "examplebucket.s3.amazonaws.com",
            path: "/test.txt",
            headers: [("Range", "bytes=0-9")]
        )
        let sent = Self.example.headers(for: request, payloadHash: SigV4.emptyHash)
        let wanted = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        #expect(sent.contains { $0.name == "Authorization" && $0.value.hasSuffix("Signature=\(wanted)") })
    }

    @Test func `hashes, times and addresses`() {
        #expect(SigV4.hash([]) == SigV4.emptyHash)
        #expect(SigV4.timestamp(unixTime: 1_369_353_600) == "20130524T000000Z")
        var settings = S3Settings(
            endpoint: "https://Store.example:443",
            bucket: "b",
            accessKey: "a",
            secretKey: .init("s")
        )
        #expect(S3Address(settings, key: "x/a b+ü..").url(query: "") == "https://store.example/b/x/a%20b%2B%C3%BC..")
        settings.pathStyle = false
        settings.endpoint = "http://store.example:9000/"
        #expect(S3Address(settings, key: "x").url(query: "q=1") == "http://b.store.example:9000/x?q=1")
        #expect(S3Address(settings, key: "").path == "/")
    }

    @Test func `a list's names come back as they are`() throws {
        let xml = """
            <?xml version="1.0"?><ListBucketResult><KeyCount>1</KeyCount><IsTruncated>true</IsTruncated>\
            <Contents><Key>a&amp;b&lt;&#228;&#x1F642;&unknown;</Key><ETag>&quot;x&quot;</ETag><Size>7</Size></Contents>\
            <NextContinuationToken>t+/=</NextContinuationToken></ListBucketResult>
            """
        let page = try S3Page(Array(xml.utf8))
        #expect(page.objects == [S3Object(key: "a&b<ä🙂&unknown;", bytes: 7, etag: "\"x\"")])
        #expect(page.next == "t+/=")
        for broken in [String(xml.prefix(xml.count / 2)), "", xml.replacing("<Size>7</Size>", with: ""), "<Error/>"] {
            #expect(throws: (any Error).self) { try S3Page(Array(broken.utf8)) }
        }
    }
}
