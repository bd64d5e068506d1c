import Foundation
import Outbound
import Testing

@testable import Providers

/// Where the recordings of real traffic are.
private enum Recordings {
    static let folder: URL? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["DEBRIEF_SHARED"].map { URL(filePath: $0) }
        let places = [named, root.appending(path: "../shared"), root.appending(path: "../../shared")].compactMap(\.self)
        return places.map { $0.appending(path: "contracts/specs/gemini-recordings") }
            .first { FileManager.default.fileExists(atPath: $0.path) }
    }()
}

/// Real traffic, when the folder of contracts is there.
@Suite(.timeLimit(.minutes(1)), .enabled(if: Recordings.folder != nil))
struct GeminiRecordingTests {
    private func load(_ name: String) throws -> JSONValue {
        let folder = try #require(Recordings.folder)
        return try #require(JSONValue.parse(Array(Data(contentsOf: folder.appending(path: name)))))
    }

    /// Every recorded answer of a model: whole ones, and the pieces of streams.
    private func answers() throws -> [JSONValue] {
        let cassettes = try load("llm-gemini-cassettes.json")["interactions"]?.items ?? []
        let streams = cassettes.filter { $0["uri"]?.text?.contains("streamGenerateContent") == true }
            .flatMap { $0["response"]?.items ?? [] }
        let recorded =
            try load("js-genai-recordings.json")["recordings"]?.items.flatMap { $0["interactions"]?.items ?? [] } ?? []
        return streams
            + recorded.filter { $0["request"]?["url"]?.text?.contains("enerateContent") == true }
            .flatMap { $0["response"]?["bodySegments"]?.items ?? [] }
    }

    @Test func `every recorded answer is read, and what has a text gives it`() throws {
        let answers = try answers()
        #expect(answers.count > 20)
        var texts = 0
        for answer in answers {
            let parts = answer["candidates"]?[0]?["content"]?["parts"]?.items ?? []
            let spoken = parts.filter { $0["thought"]?.bool != true }.compactMap { $0["text"]?.text }.joined()
            do throws(OutboundError) {
                let reply = try GeminiReply(answer)
                #expect(reply.text == spoken && !spoken.isEmpty)
                #expect(reply.model?.hasPrefix("gemini-") == true)
                #expect((GeminiReply.tokens(answer) ?? 0) > 0)
                texts += 1
            } catch {
                // A function call, a piece of thought, or thinking that ate the cap.
                #expect(spoken.isEmpty || error.kind == .truncated)
                #expect(error.kind == .malformed || error.kind == .truncated)
            }
        }
        #expect(texts > 10)
    }

    @Test func `the recorded quota error asks for its forty seconds`() throws {
        let recording = try load("gemini-429-real.json")
        let error = GoogleRefusal.error(HTTPReply(status: 429), recording["body"])
        #expect(error.kind == .throttled)
        #expect(error.retryAfter == .seconds(40))
    }
}
