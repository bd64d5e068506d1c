import Core
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

/// A page of the models a Gemini service offers (`ListModels`).
struct GeminiModelList: Hashable {
    /// The models that answer prompts, by the names that requests use.
    let names: [String]
    /// What asks for the next page; nil on the last.
    let next: String?

    /// Reads an answer; an answer without models is a page without models.
    init(_ json: JSONValue) {
        names = (json["models"]?.items ?? []).compactMap { item in
            let methods = item["supportedGenerationMethods"]?.items.compactMap(\.text) ?? []
            guard methods.contains("generateContent"), let name = item["name"]?.text else { return nil }
            return name.hasPrefix("models/") ? String(name.dropFirst(7)) : name
        }
        next = json["nextPageToken"]?.text.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// What `generateContent` answered, by its first candidate.
struct GeminiReply: Hashable {
    /// The text of all parts that are no thoughts.
    let text: String
    /// The model that answered.
    let model: String?

    private static let blocking: Set<String> = [
        "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "MODEL_ARMOR", "IMAGE_SAFETY",
    ]

    /// Reads a success.
    ///
    /// - Throws: `blocked`, `truncated`, or `malformed` when there is nothing to read.
    init(_ json: JSONValue) throws(OutboundError) {
        model = json["modelVersion"]?.text
        if let reason = json["promptFeedback"]?["blockReason"]?.text, json["candidates"]?[0] == nil {
            throw OutboundError(.blocked, "it blocked the prompt (\(Self.word(reason))).", status: 200)
        }
        let candidate = json["candidates"]?[0]
        let parts = candidate?["content"]?["parts"]?.items ?? []
        text = parts.filter { $0["thought"]?.bool != true }.compactMap { $0["text"]?.text }.joined()
        let reason = candidate?["finishReason"]?.text ?? ""
        if Self.blocking.contains(reason) {
            throw OutboundError(.blocked, "it blocked its answer (\(Self.word(reason))).", status: 200)
        }
        if reason == "MAX_TOKENS" || reason == "CONTINUATION" {
            var error = OutboundError(.truncated, "its answer reached the output cap.", status: 200)
            error.anotherModelMayAnswer = true
            throw error
        }
        // Half an answer is none: these ask for the same once more.
        guard !text.isEmpty, reason != "OTHER", reason != "MALFORMED_RESPONSE" else {
            throw OutboundError(
                .malformed,
                "its answer is empty or broken off\(reason.isEmpty ? "" : " (\(Self.word(reason)))").",
                status: 200
            )
        }
    }

    /// What the service says of a model on its way out: `LEGACY`, `DEPRECATED` or `RETIRED`; nil for one in its prime.
    static func stage(_ json: JSONValue) -> String? {
        json["modelStatus"]?["modelStage"]?.text.flatMap {
            ["LEGACY", "DEPRECATED", "RETIRED"].contains($0) ? $0 : nil
        }
    }

    /// Tokens billed, thinking included, also for an answer that cannot be used.
    static func tokens(_ json: JSONValue) -> Int? {
        json["usageMetadata"]?["totalTokenCount"]?.number.flatMap { Int(exactly: $0) }
    }

    /// An enum's value, fit to print whatever was sent.
    private static func word(_ text: String) -> String { String(text.filter { $0.isLetter || $0 == "_" }.prefix(40)) }
}

/// The body of a `generateContent` call.
enum GeminiRequest {
    /// Interview answers about security or conflict trip the stricter thresholds.
    private static let categories = ["HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT"]

    /// Writes it by hand so that the schema keeps the order of its properties: the model answers in that order.
    static func json(_ request: LanguageModel.Request, thinking: GeminiSettings.Thinking?)
        -> String
    {
        let safety = categories.map { #"{"category":"HARM_CATEGORY_\#($0)","threshold":"BLOCK_ONLY_HIGH"}"# }
        let level = thinking.map { #","thinkingConfig":{"thinkingLevel":"\#($0.rawValue)"}"# } ?? ""
        return """
            {"systemInstruction":{"parts":[{"text":\(request.system.jsonLiteral)}]},\
            "contents":[{"role":"user","parts":[{"text":\(request.prompt.jsonLiteral)}]}],\
            "safetySettings":[\(safety.joined(separator: ","))],\
            "generationConfig":{"responseMimeType":"application/json","responseJsonSchema":\(request.schema),\
            "maxOutputTokens":\(request.maxOutputTokens)\(level)}}
            """
    }
}

/// Google's Gemini API.
package struct GeminiSettings: Sendable, Hashable, Codable {
    /// How much a model thinks before it answers; thinking counts against the output cap.
    package enum Thinking: String, Sendable, Codable, CaseIterable {
        case minimal = "MINIMAL"
        case low = "LOW"
        case medium = "MEDIUM"
        case high = "HIGH"
        case xhigh = "XHIGH"
    }

    /// Up to and without the version.
    package var baseURL: String
    /// The API's version; `v1beta` is a superset of `v1`.
    package var version: String
    /// Sent as `x-goog-api-key`.
    package var apiKey: Secret
    /// The model to ask first. An alias such as `gemini-flash-latest` moves, and scores with it.
    package var model: String
    /// Models to ask, in order, when one is retired, overloaded or cut off.
    package var fallbackModels: [String]
    /// How much it thinks; nil leaves the model's own default, as 2.5 models need.
    package var thinking: Thinking?
    /// Deadlines, retries and bounds; per model.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are Google's service and the models that were current when this was written.
    package init(
        baseURL: String = "https://generativelanguage.googleapis.com",
        version: String = "v1beta",
        apiKey: Secret,
        model: String = "gemini-3.8-flash",
        fallbackModels: [String] = ["gemini-3.5-flash-lite"],
        thinking: Thinking? = .low,
        upstream: UpstreamSettings = UpstreamSettings(
            timeout: .seconds(120),
            deadline: .seconds(300),
            // Its quotas are counted by the minute.
            retry: RetrySchedule(throttledWait: .seconds(60))
        )
    ) {
        self.baseURL = baseURL
        self.version = version
        self.apiKey = apiKey
        self.model = model
        self.fallbackModels = fallbackModels
        self.thinking = thinking
        self.upstream = upstream
    }
}
