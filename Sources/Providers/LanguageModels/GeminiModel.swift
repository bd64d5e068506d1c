package import Logging
package import Model
package import Outbound

/// Gemini behind the ``LanguageModel`` port, with structured output and further models to fall back on.
package struct GeminiModel: Sendable {
    private let settings: GeminiSettings
    private let ladder: ModelLadder
    private static let engine = "gemini"

    /// A service behind a client; each model has a breaker of its own, all share the bound on simultaneous calls.
    package init(settings: GeminiSettings, client: HTTPClient, logger: Logger, pacing: Upstream.Pacing = .init()) {
        self.settings = settings
        ladder = ModelLadder(
            engine: Self.engine,
            rungs: ([settings.model] + settings.fallbackModels).map { model in
                .init(
                    model: model,
                    upstream: Upstream(
                        Self.engine,
                        client: client,
                        settings: settings.upstream,
                        secrets: [settings.apiKey],
                        logger: logger,
                        pacing: pacing
                    )
                )
            },
            ask: { rung, request throws(OutboundError) in try await Self.ask(rung, request, settings) }
        )
    }

    /// The port.
    package var languageModel: LanguageModel {
        LanguageModel(engine: Self.engine, model: settings.model, reply: { [ladder] in try await ladder.reply($0) })
    }

    /// Asks whether each configured model exists and takes our key, without asking it anything that costs.
    ///
    /// - Returns: the models in order, each with what is wrong with it.
    package func probe() async -> [(model: String, problem: ProvidersError?)] {
        await ladder.probe { [settings] model in
            HTTPRequest(
                .get,
                "\(settings.baseURL)/\(settings.version)/models/\(model)",
                headers: [("x-goog-api-key", settings.apiKey.revealed)]
            )
        } reading: { reply, _ throws(OutboundError) in
            _ = try ServiceReply.json(reply, refusal: GoogleRefusal.error)
        }
    }

    /// The models the service offers to our key, one page of them; empty when it does not say.
    package func offered() async -> [String] {
        guard let upstream = ladder.rungs.first?.upstream else { return [] }
        do throws(OutboundError) {
            return try await upstream.call { () throws(OutboundError) in
                HTTPRequest(
                    .get,
                    "\(settings.baseURL)/\(settings.version)/models?pageSize=1000",
                    headers: [("x-goog-api-key", settings.apiKey.revealed)]
                )
            } reading: { reply throws(OutboundError) in
                GeminiModelList(try ServiceReply.json(reply, refusal: GoogleRefusal.error)).names
            }
        } catch {
            return []
        }
    }

    private static func ask(
        _ rung: ModelLadder.Rung,
        _ request: LanguageModel.Request,
        _ settings: GeminiSettings
    ) async throws(OutboundError) -> LanguageModel.Reply {
        try await rung.upstream.call { () throws(OutboundError) in
            try ModelLadder.take()
            return HTTPRequest(
                .post,
                "\(settings.baseURL)/\(settings.version)/models/\(rung.model):generateContent",
                headers: [("x-goog-api-key", settings.apiKey.revealed), ("Content-Type", "application/json")],
                body: .text(GeminiRequest.json(request, thinking: settings.thinking))
            )
        } reading: { reply throws(OutboundError) in
            let json = try ServiceReply.json(reply, refusal: GoogleRefusal.error)
            rung.upstream.bill(Bill(tokens: GeminiReply.tokens(json)))
            if let stage = GeminiReply.stage(json) { rung.upstream.warn("model \(rung.model) is \(stage)") }
            let answer = try GeminiReply(json)
            return LanguageModel.Reply(text: answer.text, model: answer.model ?? rung.model)
        }
    }
}
