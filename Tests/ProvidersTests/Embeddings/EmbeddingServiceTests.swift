import FakeUpstreams
import Model
import Outbound
import Providers
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct EmbeddingServiceTests {
    private static let texts = [
        Embedder.Text("I led the database migration", title: "Story \"one\""),
        Embedder.Text("We led a database migration"), Embedder.Text("cats sleep all day"),
    ]

    private func settings(
        _ dialect: EmbeddingSettings.Dialect,
        _ fake: FakeUpstream,
        model: String = "gemini-embedding-001"
    ) -> EmbeddingSettings {
        EmbeddingSettings(
            dialect: dialect,
            baseURL: fake.baseURL + (dialect == .openAI ? "/v1" : ""),
            apiKey: Secret("sk-marked-key"),
            model: model,
            dimensions: 768,
            asksForDimensions: dialect == .gemini,
            batch: 2,
            upstream: fake.mode == .slow ? hasty : patient
        )
    }

    private func embed(
        _ settings: EmbeddingSettings,
        _ texts: [Embedder.Text] = texts,
        for purpose: Embedder.Purpose = .document
    ) async throws -> [[Float]] {
        let client = try HTTPClient()
        defer { client.close() }
        let service = EmbeddingService(settings: settings, client: client, logger: quiet, pacing: noWait)
        return try await service.embedder.embed(texts, purpose)
    }

    private func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

    @Test(arguments: EmbeddingSettings.Dialect.allCases)
    func `vectors have length 1, keep their order across batches, and near texts are near`(
        dialect: EmbeddingSettings.Dialect
    ) async throws {
        try await FakeUpstreams.with { fakes in
            let vectors = try await embed(settings(dialect, fakes.embeddings))
            #expect(vectors.count == 3 && vectors.allSatisfy { $0.count == 768 })
            for vector in vectors { #expect(abs(dot(vector, vector) - 1) < 1e-4) }
            #expect(dot(vectors[0], vectors[1]) > dot(vectors[0], vectors[2]) + 0.3)
            #expect(fakes.embeddings.calls == 2)
            let alone = try await embed(settings(dialect, fakes.embeddings), [Self.texts[2]])
            #expect(dot(alone[0], vectors[2]) > 0.999 || dialect == .gemini && dot(alone[0], vectors[2]) > 0.99)
            #expect(try await embed(settings(dialect, fakes.embeddings), []).isEmpty)
            #expect(fakes.embeddings.calls == 3)
        }
    }

    @Test func `the first model takes its purpose as a field, later ones in the text`() async throws {
        try await FakeUpstreams.with { fakes in
            let first = settings(.gemini, fakes.embeddings)
            _ = try await embed(first, [Self.texts[0]])
            _ = try await embed(first, [Self.texts[0]], for: .query)
            let second = settings(.gemini, fakes.embeddings, model: "gemini-embedding-2")
            _ = try await embed(second, [Self.texts[0]])
            _ = try await embed(second, [Self.texts[0]], for: .query)
            let seen = fakes.embeddings.requests.map(\.text)
            #expect(
                seen[0]
                    == #"{"requests":[{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"I led the database migration"}]},"taskType":"RETRIEVAL_DOCUMENT","title":"Story \"one\"","outputDimensionality":768}]}"#
            )
            #expect(seen[1].contains(#""taskType":"RETRIEVAL_QUERY""#) && !seen[1].contains("title"))
            #expect(seen[2].contains(#""text":"title: Story \"one\" | text: I led the database migration""#))
            #expect(!seen[2].contains("taskType"))
            #expect(seen[3].contains(#""text":"task: search result | query: I led the database migration""#))
            #expect(fakes.embeddings.requests.allSatisfy { $0.headers["x-goog-api-key"] == "sk-marked-key" })
            #expect(fakes.embeddings.requests[0].path == "/v1beta/models/gemini-embedding-001:batchEmbedContents")
            #expect(fakes.embeddings.requests.allSatisfy { $0.query.isEmpty })
        }
    }

    @Test func `a service whose vectors have another length is refused, not mixed in`() async throws {
        try await FakeUpstreams.with { fakes in
            var other = settings(.tei, fakes.embeddings)
            other.dimensions = 384
            let result = await Result { try await embed(other) }
            #expect(result.code == "embed.malformed")
        }
    }

    struct Failure: Sendable {
        var dialect: EmbeddingSettings.Dialect
        var mode: FakeMode
        var code: String
        var calls: Int
    }

    @Test(arguments: [
        Failure(dialect: .gemini, mode: .throttled, code: "embed.throttled", calls: 3),
        Failure(dialect: .gemini, mode: .quota, code: "embed.quota", calls: 1),
        Failure(dialect: .gemini, mode: .unauthorized, code: "embed.auth", calls: 1),
        Failure(dialect: .gemini, mode: .missing, code: "embed.rejected", calls: 1),
        Failure(dialect: .gemini, mode: .empty, code: "embed.malformed", calls: 2),
        Failure(dialect: .openAI, mode: .throttled, code: "embed.throttled", calls: 3),
        Failure(dialect: .openAI, mode: .quota, code: "embed.quota", calls: 1),
        Failure(dialect: .openAI, mode: .unauthorized, code: "embed.auth", calls: 1),
        Failure(dialect: .openAI, mode: .failing, code: "embed.unavailable", calls: 3),
        Failure(dialect: .openAI, mode: .malformed, code: "embed.malformed", calls: 2),
        Failure(dialect: .openAI, mode: .empty, code: "embed.malformed", calls: 2),
        Failure(dialect: .openAI, mode: .slow, code: "embed.timeout", calls: 3),
        Failure(dialect: .openAI, mode: .reset, code: "embed.unavailable", calls: 3),
        Failure(dialect: .openAI, mode: .huge, code: "embed.malformed", calls: 2),
        Failure(dialect: .tei, mode: .throttled, code: "embed.throttled", calls: 3),
        Failure(dialect: .tei, mode: .failing, code: "embed.unavailable", calls: 3),
        Failure(dialect: .tei, mode: .rejected, code: "embed.rejected", calls: 1),
        Failure(dialect: .tei, mode: .missing, code: "embed.rejected", calls: 1),
        Failure(dialect: .tei, mode: .empty, code: "embed.malformed", calls: 2),
        Failure(dialect: .tei, mode: .html, code: "embed.unavailable", calls: 3),
    ])
    func `each failure has its code and its number of calls`(failure: Failure) async throws {
        try await FakeUpstreams.with(mode: failure.mode) { fakes in
            let settings = settings(failure.dialect, fakes.embeddings)
            let result = await Result { try await embed(settings, [Self.texts[0]]) }
            #expect(result.code == failure.code)
            #expect(fakes.embeddings.calls == failure.calls)
        }
    }
}
