import Foundation
import Outbound
import Testing

@testable import Providers

@Suite(.timeLimit(.minutes(1)))
struct EmbeddingReplyTests {
    private static let folder: URL? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["DEBRIEF_SHARED"].map { URL(filePath: $0) }
        return [named, root.appending(path: "../shared"), root.appending(path: "../../shared")].compactMap(\.self)
            .map { $0.appending(path: "contracts/specs/gemini-recordings") }
            .first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    @Test(.enabled(if: folder != nil))
    func `every recorded batch of vectors is read`() throws {
        let file = try #require(Self.folder).appending(path: "llm-gemini-cassettes.json")
        let all = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let batches = (all?["interactions"] as? [[String: Any]] ?? []).filter {
            ($0["uri"] as? String)?.contains("batchEmbedContents") == true
        }
        #expect(batches.count == 5)
        for batch in batches {
            let response = try #require(batch["response"] as? [String: Any])
            var recorded = response
            // The recording keeps the first numbers of each vector and says how many were left out.
            let items = (response["embeddings"] as? [[String: Any]] ?? []).map { item -> [Float] in
                (item["values"] as? [Any] ?? []).compactMap { ($0 as? NSNumber)?.floatValue }
            }
            let size = try #require(items.map(\.count).min())
            recorded["embeddings"] = items.map { ["values": $0.prefix(size).map { Double($0) }] }
            let body = Array(try JSONSerialization.data(withJSONObject: recorded))
            let vectors = try EmbeddingReply(dialect: .gemini, dimensions: size).vectors(in: body, count: items.count)
            for (vector, raw) in zip(vectors, items) {
                #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4)
                #expect((vector[0] < 0) == (raw[0] < 0))
            }
        }
    }

    @Test(arguments: [
        "[[1,2],[3]]", "[[0,0]]", "[[1e39,1]]", "[[NaN,1]]", "[[\"1\",2]]", "[[1,2],[3,4]]", "{}", "[", "[[null,1]]",
    ])
    func `what is no vector of two numbers is malformed`(body: String) {
        #expect(throws: OutboundError(.malformed, "")) {
            try EmbeddingReply(dialect: .tei, dimensions: 2).vectors(in: Array(body.utf8), count: 1)
        }
    }

    @Test(arguments: [
        #"{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}"#,
        #"{"data":[{"index":1,"embedding":[1]},{"index":2,"embedding":[1]}]}"#,
        #"{"data":[{"index":0,"embedding":[1]}]}"#,
    ])
    func `every text needs exactly one vector`(body: String) {
        #expect(throws: OutboundError(.malformed, "")) {
            try EmbeddingReply(dialect: .openAI, dimensions: 1).vectors(in: Array(body.utf8), count: 2)
        }
    }

    @Test func `a vector is normalised as written down by hand`() {
        #expect(EmbeddingReply.normalized([3, 4]) == [0.6, 0.8])
        #expect(EmbeddingReply.normalized([0, 0]) == nil)
        #expect(EmbeddingReply.normalized([1e-30, 0]) == [1, 0])
        #expect(EmbeddingReply.normalized([.infinity, 0]) == nil)
    }
}
