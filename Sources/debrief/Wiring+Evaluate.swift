import Coaching
import FoundationEssentials
import Interview
import Outbound
import Providers

extension Wiring {
    /// The judge of each submission: the configured model, or the rules.
    func judge(library: RubricLibrary, rubric: Rubric?) throws -> @Sendable (Submission) throws -> Judge {
        let model = try languageModel()
        let samples = settings.number("evaluate.samples")
        return { submission in
            let rubric = try rubric ?? library.rubric(named: submission.rubric, for: submission.question)
            guard let model else { return RulesJudge(rubric: rubric).judge }
            return ModelJudge(model: model, rubric: rubric, samples: samples).judge
        }
    }

    /// Who judges when the model fails for good; nil for nobody.
    func fallbackJudge(library: RubricLibrary, rubric: Rubric?) -> (@Sendable (Submission) throws -> Judge)? {
        guard settings.text("evaluate.fallback") == "rules", settings.text("evaluate.engine") != "rules" else {
            return nil
        }
        return { submission in
            RulesJudge(rubric: try rubric ?? library.rubric(named: submission.rubric, for: submission.question)).judge
        }
    }

    private func languageModel() throws -> LanguageModel? {
        switch settings.text("evaluate.engine") {
        case "gemini": try gemini().languageModel
        case "chat": try chat().languageModel
        default: nil
        }
    }

    /// The configured Gemini model.
    ///
    /// - Parameter call: how it is called; nil as the settings say.
    func gemini(call: UpstreamSettings? = nil) throws -> GeminiModel {
        let service = GeminiSettings(
            baseURL: settings.text("evaluate.gemini.url"),
            apiKey: Secret(try needed("evaluate.gemini.key", for: "evaluate.engine gemini")),
            model: settings.text("evaluate.gemini.model"),
            fallbackModels: words("evaluate.gemini.fallbackModels"),
            thinking: GeminiSettings.Thinking(rawValue: settings.text("evaluate.gemini.thinking").uppercased()),
            upstream: call ?? upstream("evaluate.gemini.timeoutMs", throttled: "upstream.geminiThrottledWaitMs")
        )
        return GeminiModel(settings: service, client: client, logger: logger)
    }

    /// The configured chat model.
    ///
    /// - Parameter call: how it is called; nil as the settings say.
    func chat(call: UpstreamSettings? = nil) throws -> ChatModel {
        let service = ChatModelSettings(
            baseURL: settings.text("evaluate.chat.url"),
            apiKey: settings.optionalText("evaluate.chat.key").map(Secret.init),
            model: try needed("evaluate.chat.model", for: "evaluate.engine chat"),
            fallbackModels: words("evaluate.chat.fallbackModels"),
            capField: settings.text("evaluate.chat.capField"),
            upstream: call ?? upstream("evaluate.chat.timeoutMs")
        )
        return ChatModel(settings: service, client: client, logger: logger)
    }
}
