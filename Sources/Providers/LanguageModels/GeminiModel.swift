package import Interview
package import Logging
package import Outbound

/// Gemini behind the ``LanguageModel`` port: structured output, one retry with a doubled cap for an answer that was cut off,
/// and further models when one is gone, overloaded or cut off again.
package struct GeminiModel: Sendable {
    private let settings: GeminiSettings
    private let models: [(name: String, upstream: Upstream)]
    private static let engine = "gemini"

    /// A service behind a client; each model has a breaker of its own, all share the bound on simultaneous calls.
    package init(settings: GeminiSettings, client: HTTPClient, logger: Logger, pacing: Upstream.Pacing = .init()) {
        self.settings = settings
        models = ([settings.model] + settings.fallbackModels).map { name in
            let upstream = Upstream(
                Self.engine,
                client: client,
                settings: settings.upstream,
                secrets: [settings.apiKey],
                logger: logger,
                pacing: pacing
            )
            return (name, upstream)
        }
    }

    /// The port.
    package var languageModel: LanguageModel {
        LanguageModel(engine: Self.engine, model: settings.model, reply: { try await reply($0) })
    }

    private func reply(_ request: LanguageModel.Request) async throws -> LanguageModel.Reply {
        var last = OutboundError(.rejected, "no model is configured.")
        for model in models {
            do throws(OutboundError) {
                return try await ask(model, request)
            } catch {
                last = error
                guard error.anotherModelMayAnswer else { break }
            }
        }
        throw ProvidersError.evaluate(last, engine: Self.engine)
    }

    private func ask(
        _ model: (name: String, upstream: Upstream),
        _ request: LanguageModel.Request
    ) async throws(OutboundError) -> LanguageModel.Reply {
        do throws(OutboundError) {
            return try await call(model, request, maxOutputTokens: request.maxOutputTokens)
        } catch {
            guard error.kind == .truncated else { throw error }
            let doubled = request.maxOutputTokens.multipliedReportingOverflow(by: 2)
            return try await call(model, request, maxOutputTokens: doubled.overflow ? .max : doubled.partialValue)
        }
    }

    private func call(
        _ model: (name: String, upstream: Upstream),
        _ request: LanguageModel.Request,
        maxOutputTokens: Int
    ) async throws(OutboundError) -> LanguageModel.Reply {
        try await model.upstream.call { () throws(OutboundError) in
            HTTPRequest(
                .post,
                "\(settings.baseURL)/\(settings.version)/models/\(model.name):generateContent",
                headers: [("x-goog-api-key", settings.apiKey.revealed), ("Content-Type", "application/json")],
                body: .text(GeminiRequest.json(request, maxOutputTokens: maxOutputTokens, thinking: settings.thinking))
            )
        } reading: { reply throws(OutboundError) in
            let answer = try GeminiReply(ServiceReply.json(reply, refusal: GoogleRefusal.error))
            return LanguageModel.Reply(text: answer.text, model: answer.model ?? model.name)
        }
    }
}
