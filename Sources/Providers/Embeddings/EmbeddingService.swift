package import Logging
package import Model
package import Outbound

/// Vectors from an embedding service, behind the ``Embedder`` port.
package struct EmbeddingService: Sendable {
    private let settings: EmbeddingSettings
    private let upstream: Upstream

    /// A service behind a client.
    package init(
        settings: EmbeddingSettings,
        client: HTTPClient,
        logger: Logger,
        pacing: Upstream.Pacing = .init()
    ) {
        self.settings = settings
        upstream = Upstream(
            "embedding-\(settings.dialect.rawValue)",
            client: client,
            settings: settings.upstream,
            secrets: [settings.apiKey].compactMap(\.self),
            logger: logger,
            pacing: pacing
        )
    }

    /// The port.
    package var embedder: Embedder {
        Embedder(
            space: .init(
                engine: settings.dialect.rawValue,
                model: settings.model,
                dimensions: settings.dimensions
            ),
            embed: { try await embed($0, for: $1) }
        )
    }

    private func embed(_ texts: [Embedder.Text], for purpose: Embedder.Purpose) async throws -> [[Float]] {
        var vectors: [[Float]] = []
        vectors.reserveCapacity(texts.count)
        var start = 0
        while start < texts.count {
            let piece = Array(texts[start..<min(start + settings.batch, texts.count)])
            vectors += try await embed(piece: piece, for: purpose)
            start += piece.count
        }
        return vectors
    }

    private func embed(piece: [Embedder.Text], for purpose: Embedder.Purpose) async throws -> [[Float]] {
        do throws(OutboundError) {
            return try await upstream.call { () throws(OutboundError) in
                EmbeddingRequest(settings: settings).http(piece, for: purpose)
            } reading: { reply throws(OutboundError) in
                guard reply.isSuccess else {
                    throw EmbeddingRefusal.error(reply, dialect: settings.dialect)
                }
                return try EmbeddingReply(dialect: settings.dialect, dimensions: settings.dimensions)
                    .vectors(in: reply.body, count: piece.count)
            }
        } catch {
            throw ProvidersError.embed(error, engine: settings.dialect.rawValue)
        }
    }
}
