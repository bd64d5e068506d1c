import Foundation
import Outbound
import Providers
import Support
import Testing

/// Our signer against the contracts' own strict server, which answers 403 to every signature but its own.
@Suite(
    .serialized,
    .timeLimit(.minutes(2)),
    .enabled(if: Contracts.areHere && Program.find("python3") != nil)
)
struct S3ContractServerTests {
    @Test func `every kind of request has the signature the contract wants`() async throws {
        let tool = try #require(Contracts.folder).appending(path: "tools/s3_sigv4_strict_server.py")
        let server = try VendorServer("s3_contract_server.py", [tool.path], python: Program.find("python3"))
        let client = try HTTPClient()
        defer { client.close() }
        func bucket(_ secret: String) -> S3Bucket {
            S3Bucket(
                settings: S3Settings(
                    endpoint: "http://127.0.0.1:\(server.port)",
                    bucket: "answers",
                    accessKey: "AKIAIOSFODNN7EXAMPLE",
                    secretKey: Secret(secret),
                    sessionToken: Secret("a+token/with=signs"),
                    upstream: patient
                ),
                client: client,
                logger: quiet,
                pacing: noWait
            )
        }
        let good = bucket("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
        for key in ["2026/11/a b+c&d=e ü..//x.webm", "plain", "~-_.", "a%20b", "x;y:z@!$'()*,"] {
            _ = try? await good.put(key, .text("hello"), type: "audio/webm; codecs=opus")
            try await good.delete(key)
            for method in ["PUT", "DELETE"] {
                let line = try server.text()
                #expect(line.hasPrefix(method) && line.contains("sig=True payload_hash_header=True"), "\(line)")
            }
        }
        _ = try? await good.list(prefix: "a b/+~", limit: 7, after: "x+y=/")
        // It answers with no list, which is asked for once more.
        for _ in 1...2 { #expect(try server.text().contains("sig=True")) }

        let refused = await Result { try await bucket("another").delete("plain") }
        #expect(refused.code == "blob.auth")
        #expect(try server.text().contains("sig=False"))
    }
}
