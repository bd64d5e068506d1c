import Core
package import Logging
package import Model
package import Outbound

/// An OpenAI-compatible chat service behind the ``LanguageModel`` port, with structured output (`json_schema`, strict).
package struct ChatModel: Sendable {
    private let settings: ChatModelSettings
    private let ladder: ModelLadder

    /// A service behind a client.
    package init(settings: ChatModelSettings, client: HTTPClient, logger: Logger, pacing: Upstream.Pacing = .init()) {
        self.settings = settings
        ladder = ModelLadder(
            engine: settings.engine,
            rungs: ([settings.model] + settings.fallbackModels).map { model in
                .init(
                    model: model,
                    upstream: Upstream(
                        settings.engine,
                        client: client,
                        settings: settings.upstream,
                        secrets: [settings.apiKey].compactMap(\.self),
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
        LanguageModel(engine: settings.engine, model: settings.model, reply: { [ladder] in try await ladder.reply($0) })
    }

    /// Asks whether the service answers, takes our key and serves each configured model.
    ///
    /// - Returns: the models in order, each with what is wrong with it.
    package func probe() async -> [(model: String, problem: ProvidersError?)] {
        await ladder.probe { [settings] _ in
            HTTPRequest(.get, "\(settings.baseURL)/models", headers: Self.authorization(settings))
        } reading: { reply, model throws(OutboundError) in
            let json = try ServiceReply.json(reply, refusal: Self.refusal)
            let served = (json["data"]?.items ?? []).compactMap { $0["id"]?.text }
            // Routers take "model:provider" and list the model alone.
            let plain = String(model.prefix { $0 != ":" })
            guard served.isEmpty || served.contains(where: { $0 == model || $0 == plain }) else {
                throw OutboundError(.rejected, "it does not serve the model \(model).", status: 404)
            }
        }
    }

    private static func authorization(_ settings: ChatModelSettings) -> [(name: String, value: String)] {
        settings.apiKey.map { [("Authorization", "Bearer \($0.revealed)")] } ?? []
    }

    private static func ask(
        _ rung: ModelLadder.Rung,
        _ request: LanguageModel.Request,
        _ settings: ChatModelSettings
    ) async throws(OutboundError) -> LanguageModel.Reply {
        try await rung.upstream.call { () throws(OutboundError) in
            try ModelLadder.take()
            return HTTPRequest(
                .post,
                "\(settings.baseURL)/chat/completions",
                headers: [("Content-Type", "application/json")] + authorization(settings),
                body: .text(body(request, model: rung.model, cap: settings.capField))
            )
        } reading: { reply throws(OutboundError) in
            let json = try ServiceReply.json(reply, refusal: refusal)
            rung.upstream.bill(Bill(tokens: json["usage"]?["total_tokens"]?.number.flatMap { Int(exactly: $0) }))
            return try read(json, asked: rung.model)
        }
    }

    private static func body(_ request: LanguageModel.Request, model: String, cap: String) -> String {
        """
        {"model":\(model.jsonLiteral),"stream":false,\(cap.jsonLiteral):\(request.maxOutputTokens),"messages":[\
        {"role":"system","content":\(request.system.jsonLiteral)},\
        {"role":"user","content":\(request.prompt.jsonLiteral)}],\
        "response_format":{"type":"json_schema","json_schema":{"name":"evaluation","strict":true,"schema":\(request.schema)}}}
        """
    }

    private static func refusal(_ reply: HTTPReply, _ json: JSONValue?) -> OutboundError {
        var error = ServiceReply.plainRefusal(reply, json)
        error.anotherModelMayAnswer = [404, 429, 500, 503, 504].contains(reply.status)
        return error
    }

    private static func read(_ json: JSONValue, asked: String) throws(OutboundError) -> LanguageModel.Reply {
        let choice = json["choices"]?[0]
        let message = choice?["message"]
        let finish = choice?["finish_reason"]?.text
        if finish == "content_filter" || message?["refusal"]?.text?.isEmpty == false {
            throw OutboundError(.blocked, "it refuses to answer.", status: 200)
        }
        if finish == "length" {
            var error = OutboundError(.truncated, "its answer reached the output cap.", status: 200)
            error.anotherModelMayAnswer = true
            throw error
        }
        guard let text = message?["content"]?.text, !text.isEmpty else {
            throw OutboundError(.malformed, "its answer is empty.", status: 200)
        }
        return LanguageModel.Reply(text: text, model: json["model"]?.text ?? asked)
    }
}

/// An OpenAI-compatible chat service: OpenAI, Ollama, llama.cpp, the Hugging Face router.
package struct ChatModelSettings: Sendable, Hashable, Codable {
    /// The engine's name in results.
    package var engine: String
    /// Up to and without `/chat/completions`.
    package var baseURL: String
    /// Sent as a bearer token; nil for servers without keys.
    package var apiKey: Secret?
    /// The model to ask first.
    package var model: String
    /// Models to ask, in order, when one is gone, overloaded or cut off.
    package var fallbackModels: [String]
    /// What the service calls the output cap: `max_tokens`, or `max_completion_tokens` at OpenAI's reasoning models.
    package var capField: String
    /// Deadlines, retries and bounds; per model.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are a local Ollama.
    package init(
        engine: String = "chat",
        baseURL: String = "http://127.0.0.1:11434/v1",
        apiKey: Secret? = nil,
        model: String,
        fallbackModels: [String] = [],
        capField: String = "max_tokens",
        upstream: UpstreamSettings = UpstreamSettings(timeout: .seconds(120), deadline: .seconds(300))
    ) {
        self.engine = engine
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.model = model
        self.fallbackModels = fallbackModels
        self.capField = capField
        self.upstream = upstream
    }
}
