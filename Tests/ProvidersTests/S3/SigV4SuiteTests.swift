import Core
import Foundation
import Support
import Testing

@testable import Providers

/// The vendor's own test suite of Signature Version 4, signed in the header and in the query. It is written for services that
/// normalise paths, which S3 does not: those cases are the only ones ours must not agree with.
@Suite(.timeLimit(.minutes(1)), .enabled(if: Contracts.areHere))
struct SigV4SuiteTests {
    private struct Suite: Decodable {
        var cases: [String: Case]
    }

    private struct Case: Decodable {
        struct Context: Decodable {
            struct Credentials: Decodable {
                var access_key_id: String
                var secret_access_key: String
                var token: String?
            }
            var credentials: Credentials
            var expiration_in_seconds: Int
            var region: String
            var service: String
            var sign_body: Bool
            var timestamp: String
            var omit_session_token: Bool?
        }
        var context: Context
        var request: String
        var header_canonical_request: String
        var header_string_to_sign: String
        var header_signature: String
        var query_canonical_request: String
        var query_string_to_sign: String
        var query_signature: String
    }

    private static let suite = try? JSONDecoder().decode(Suite.self, from: Contracts.data("aws/sigv4-test-suite.json"))
    /// Those whose path changes when it is normalised.
    private static let normalizing: Set<String> = [
        "get-relative-normalized", "get-relative-relative-normalized", "get-slash-dot-slash-normalized",
        "get-slash-normalized", "get-slash-pointless-dot-normalized", "get-slashes-normalized",
    ]

    private func signer(_ context: Case.Context) -> SigV4 {
        SigV4(
            accessKey: context.credentials.access_key_id,
            secretKey: context.credentials.secret_access_key,
            region: context.region,
            service: context.service,
            timestamp: context.timestamp.filter { $0 != "-" && $0 != ":" }
        )
    }

    /// The request as it is written in the case, not yet signed, and its body.
    private func request(_ text: String) throws -> (request: SigV4.Request, body: String) {
        let halves = text.components(separatedBy: "\n\n")
        var lines: [String] = []
        for line in halves[0].split(separator: "\n").map(String.init) {
            // A line that begins with a blank goes on the field before it.
            if line.hasPrefix(" ") { lines[lines.count - 1] += line } else { lines.append(line) }
        }
        let words = lines[0].split(separator: " ").map(String.init)
        let target = words[1..<(words.count - 1)].joined(separator: " ")
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let fields = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (name: String(line[..<colon]), value: String(line[colon...].dropFirst()))
        }
        let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let ends = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                String($0).removingPercentEncoding ?? ""
            }
            return (ends[0], ends.count > 1 ? ends[1] : "")
        }
        let host = try #require(fields.first { $0.name == "Host" }).value
        let request = SigV4.Request(
            method: words[0],
            host: host,
            path: parts[0].percentEncoded(keepsSlashes: true),
            query: query,
            headers: fields.filter { $0.name != "Host" }
        )
        return (request, halves.count > 1 ? halves[1] : "")
    }

    @Test func `every case has our canonical form, string and signature, but those that change the path`() throws {
        let cases = try #require(Self.suite).cases
        #expect(cases.count == 38)
        for (name, item) in cases {
            let context = item.context
            let signer = signer(context)
            let (plain, body) = try request(item.request)
            let hash = SigV4.hash(Array(body.utf8))
            let token = context.omit_session_token == true ? nil : context.credentials.token

            var inHeader = plain
            inHeader.headers.append(("X-Amz-Date", signer.timestamp))
            if context.sign_body { inHeader.headers.append(("x-amz-content-sha256", hash)) }
            if let token { inHeader.headers.append(("X-Amz-Security-Token", token)) }
            let canonical = SigV4.canonical(inHeader, payloadHash: hash)
            if Self.normalizing.contains(name) {
                #expect(canonical != item.header_canonical_request, "\(name)")
                continue
            }
            #expect(canonical == item.header_canonical_request, "\(name)")
            #expect(signer.stringToSign(canonical) == item.header_string_to_sign, "\(name)")
            #expect(signer.signature(for: inHeader, payloadHash: hash) == item.header_signature, "\(name)")

            var inQuery = plain
            let names = (plain.headers.map { $0.name.lowercased() } + ["host"])
            let scope = "\(signer.timestamp.prefix(8))/\(context.region)/\(context.service)/aws4_request"
            inQuery.query += [
                ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
                ("X-Amz-Credential", "\(context.credentials.access_key_id)/\(scope)"),
                ("X-Amz-Date", signer.timestamp), ("X-Amz-Expires", "\(context.expiration_in_seconds)"),
                ("X-Amz-SignedHeaders", Set(names).sorted().joined(separator: ";")),
            ]
            if let token { inQuery.query.append(("X-Amz-Security-Token", token)) }
            #expect(SigV4.canonical(inQuery, payloadHash: hash) == item.query_canonical_request, "\(name)")
            #expect(
                signer.stringToSign(SigV4.canonical(inQuery, payloadHash: hash)) == item.query_string_to_sign,
                "\(name)"
            )
            #expect(signer.signature(for: inQuery, payloadHash: hash) == item.query_signature, "\(name)")
        }
    }
}
