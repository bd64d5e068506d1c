import Foundation
import Outbound
import Support
import Testing

@testable import Providers

/// Real traffic, when the folder of contracts is there.
@Suite(.timeLimit(.minutes(1)), .enabled(if: Contracts.areHere))
struct GeminiRecordingTests {
    private func load(_ name: String) throws -> JSONValue {
        try #require(JSONValue.parse(Array(Contracts.data("gemini-recordings/" + name))))
    }

    /// Every recorded exchange: the call, and the bodies of its answer, several for a stream.
    private func exchanges() throws -> [(call: String, bodies: [JSONValue])] {
        let cassettes = try load("llm-gemini-cassettes.json")["interactions"]?.items ?? []
        let recorded =
            try load("js-genai-recordings.json")["recordings"]?.items.flatMap { $0["interactions"]?.items ?? [] } ?? []
        return cassettes.map { item in
            let answer = item["response"] ?? .null
            return (item["uri"]?.text ?? "", answer.items.isEmpty ? [answer] : answer.items)
        }
            + recorded.map { item in
                (item["request"]?["url"]?.text ?? "", item["response"]?["bodySegments"]?.items ?? [])
            }
    }

    @Test func `every recorded body is read by the decoder of its call`() throws {
        let exchanges = try exchanges()
        var read: [String: Int] = [:]
        // One stream was recorded for its head alone.
        #expect(exchanges.count { $0.bodies.isEmpty } == 1)
        for (call, bodies) in exchanges {
            let path = call.prefix { $0 != "?" }
            for body in bodies {
                if path.hasSuffix("enerateContent") {
                    read["answers", default: 0] += try isRead(body) ? 1 : 0
                } else if path.hasSuffix(":batchEmbedContents") {
                    read["vectors", default: 0] += try vectors(body)
                } else if path.hasSuffix(":countTokens") {
                    #expect((body["totalTokens"]?.number ?? 0) > 0)
                    read["counts", default: 0] += 1
                } else if path.hasSuffix("/models") {
                    let list = GeminiModelList(body)
                    #expect(list.names.contains("gemini-2.5-flash") && list.names.allSatisfy { !$0.contains("/") })
                    #expect(!list.names.contains { $0.contains("embedding") })
                    read["lists", default: 0] += 1
                } else {
                    Issue.record("nobody reads \(path)")
                }
            }
        }
        #expect(exchanges.count == 29)
        #expect((read["answers"] ?? 0) > 10 && (read["vectors"] ?? 0) == 6, "\(read)")
        #expect(read["counts"] == 1 && read["lists"] == 1)
    }

    /// Whether an answer of a model has a text; what has none must say so in its own class.
    private func isRead(_ answer: JSONValue) throws -> Bool {
        let parts = answer["candidates"]?[0]?["content"]?["parts"]?.items ?? []
        let spoken = parts.filter { $0["thought"]?.bool != true }.compactMap { $0["text"]?.text }.joined()
        do throws(OutboundError) {
            let reply = try GeminiReply(answer)
            #expect(reply.text == spoken && !spoken.isEmpty)
            #expect(reply.model?.hasPrefix("gemini-") == true)
            #expect((GeminiReply.tokens(answer) ?? 0) > 0)
            return true
        } catch {
            // A function call, a piece of thought, or thinking that ate the cap.
            #expect(spoken.isEmpty || error.kind == .truncated)
            #expect(error.kind == .malformed || error.kind == .truncated)
            return false
        }
    }

    /// The vectors of a body. The recording keeps the first numbers of each and the count of all; zeros stand for the rest.
    private func vectors(_ body: JSONValue) throws -> Int {
        let items = body["embeddings"]?.items ?? []
        var size = 0
        let lists = items.map { item -> String in
            let values = item["values"]?.items ?? []
            size =
                values.compactMap(\.text).compactMap { $0.split { !$0.isNumber }.first.flatMap { Int($0) } }.first ?? 0
            let kept = values.filter { $0.text == nil }.compactMap(\.number)
            return "{\"values\":\((kept + Array(repeating: 0, count: size - kept.count)))}"
        }
        let whole = Array(#"{"embeddings":[\#(lists.joined(separator: ","))]}"#.utf8)
        let vectors = try EmbeddingReply(dialect: .gemini, dimensions: size).vectors(in: whole, count: items.count)
        for vector in vectors { #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-3) }
        return vectors.count
    }

    @Test func `the recorded quota error asks for its forty seconds`() throws {
        let recording = try load("gemini-429-real.json")
        let error = GoogleRefusal.error(HTTPReply(status: 429), recording["body"])
        #expect(error.kind == .throttled)
        #expect(error.retryAfter == .seconds(40))
    }
}
