import Answers
import Coaching
import FoundationEssentials
import Model
import Outbound
import Providers

extension Wiring {
    /// The judge of each submission: the configured model, several of them, or the rules.
    func judge(library: RubricLibrary, rubric: Rubric?) throws -> @Sendable (Submission) throws -> Judge {
        let models = try languageModels()
        let isPanel = settings.text("evaluate.engine") == "panel"
        let samples = settings.number("evaluate.samples")
        let relevance = RelevanceReader(localEmbedder)
        return { submission in
            let rubric = try rubric ?? library.rubric(named: submission.rubric, for: submission.question)
            guard let model = models.first else { return RulesJudge(rubric: rubric, relevance: relevance).judge }
            guard isPanel else { return ModelJudge(model: model, rubric: rubric, samples: samples).judge }
            return PanelJudge(models: models, rubric: rubric, samples: samples).judge
        }
    }

    /// Who judges when the model fails for good; nil for none.
    func fallbackJudge(library: RubricLibrary, rubric: Rubric?) -> (@Sendable (Submission) throws -> Judge)? {
        guard settings.text("evaluate.fallback") == "rules", settings.text("evaluate.engine") != "rules" else {
            return nil
        }
        let relevance = RelevanceReader(localEmbedder)
        return { submission in
            let rubric = try rubric ?? library.rubric(named: submission.rubric, for: submission.question)
            return RulesJudge(rubric: rubric, relevance: relevance).judge
        }
    }

    /// What an answer gets without a judgement.
    func unjudged(library: RubricLibrary, rubric: Rubric?) -> Unjudged {
        Unjudged(configuration: UnjudgedAnswer.configuration) { submission, request, judge, reason in
            let rubric = rubric ?? (try? library.rubric(named: submission.rubric, for: submission.question))
            return UnjudgedAnswer(rubric: rubric).evaluation(
                of: request,
                engine: judge?.engine ?? "none",
                model: judge?.model,
                reason: reason
            )
        }
    }

    /// Tells an evaluation in prose: the configured model, the first of a panel, or the findings put into sentences.
    func narrator() throws -> Narrator { NarrativeWriter(model: try languageModels().first).narrator }

    /// The model that proposes other words for a résumé; nil for none.
    func writingModel() throws -> LanguageModel? { try languageModels().first }

    /// The models that judge: none for the rules, one, or those of the panel.
    func languageModels() throws -> [LanguageModel] {
        switch settings.text("evaluate.engine") {
        case "gemini": [try gemini().languageModel]
        case "chat": [try chat().languageModel]
        case "panel":
            try panel().map { member in
                member.engine == "gemini"
                    ? try gemini(model: member.model).languageModel : try chat(model: member.model).languageModel
            }
        default: []
        }
    }

    /// The members of the panel, each once.
    func panel() throws(SettingsError) -> [(engine: String, model: String)] {
        var members: [(engine: String, model: String)] = []
        for word in words("evaluate.panel") {
            let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, ["gemini", "chat"].contains(parts[0]) else {
                throw SettingsError("evaluate.panel wants gemini:MODEL or chat:MODEL with commas, not \"\(word)\".")
            }
            if !members.contains(where: { $0 == (parts[0], parts[1]) }) { members.append((parts[0], parts[1])) }
        }
        guard (2...PanelJudge.maxModels).contains(members.count) else {
            throw SettingsError(
                "evaluate.panel wants two to \(PanelJudge.maxModels) different models for evaluate.engine panel, not \(members.count)."
            )
        }
        return members
    }

    /// The configured Gemini model.
    ///
    /// - Parameters:
    ///   - model: a member of a panel, which no other model stands in for; nil as the settings say.
    ///   - call: how it is called; nil as the settings say.
    func gemini(model: String? = nil, call: UpstreamSettings? = nil) throws -> GeminiModel {
        let service = GeminiSettings(
            baseURL: settings.text("evaluate.gemini.url"),
            apiKey: Secret(try needed("evaluate.gemini.key", for: "evaluate.engine gemini")),
            model: model ?? settings.text("evaluate.gemini.model"),
            fallbackModels: model == nil ? words("evaluate.gemini.fallbackModels") : [],
            thinking: GeminiSettings.Thinking(rawValue: settings.text("evaluate.gemini.thinking").uppercased()),
            upstream: call ?? upstream("evaluate.gemini.timeoutMs", throttled: "upstream.geminiThrottledWaitMs")
        )
        return GeminiModel(settings: service, client: client, logger: logger)
    }

    /// The configured chat model.
    ///
    /// - Parameters:
    ///   - model: a member of a panel, which no other model stands in for; nil as the settings say.
    ///   - call: how it is called; nil as the settings say.
    func chat(model: String? = nil, call: UpstreamSettings? = nil) throws -> ChatModel {
        let service = ChatModelSettings(
            baseURL: settings.text("evaluate.chat.url"),
            apiKey: settings.optionalText("evaluate.chat.key").map(Secret.init),
            model: try model ?? needed("evaluate.chat.model", for: "evaluate.engine chat"),
            fallbackModels: model == nil ? words("evaluate.chat.fallbackModels") : [],
            capField: settings.text("evaluate.chat.capField"),
            upstream: call ?? upstream("evaluate.chat.timeoutMs")
        )
        return ChatModel(settings: service, client: client, logger: logger)
    }
}
