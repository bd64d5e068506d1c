import Answers
import Coaching
import FoundationEssentials
import Model
import Outbound
import Providers
import Recognizer

extension Wiring {
    /// The engines named by `transcribe.engine`, in order, each once.
    func transcribeEngines() throws(SettingsError) -> [SpeechEngine] {
        var engines: [SpeechEngine] = []
        let named = words("transcribe.engine").flatMap { word in
            word == SpeechEngine.automatic ? localEngines.map(\.rawValue) : [word]
        }
        for word in named {
            guard let engine = SpeechEngine(rawValue: word) else {
                let known = ([SpeechEngine.automatic] + SpeechEngine.allCases.map(\.rawValue)).joined(separator: ", ")
                throw SettingsError("transcribe.engine wants a list of \(known), not \"\(word)\".")
            }
            if !engines.contains(engine) { engines.append(engine) }
        }
        guard !engines.isEmpty else { throw SettingsError("transcribe.engine names no engine.") }
        return engines
    }

    /// Speech to text: the named engines, each taking over when the one before it fails, each for recordings of any length.
    func transcriber() throws -> Transcriber {
        let engines = try transcribeEngines().map { engine in
            let one = try decodedOnly(transcriber(engine))
            // whisper.cpp's server hears one recording at a time.
            return SplitTranscriber(one, parallel: engine == .whispercpp ? 1 : 4).transcriber
        }
        return TranscriberChain(engines[0], then: Array(engines.dropFirst())).transcriber
    }

    /// An engine that gets the decoded recording whatever it accepts, where the settings want that.
    private func decodedOnly(_ engine: Transcriber) -> Transcriber {
        guard !settings.flag("transcribe.sendOriginal") else { return engine }
        var capabilities = engine.capabilities
        capabilities.accepts = []
        return Transcriber(engine: engine.engine, model: engine.model, capabilities: capabilities) { request in
            var request = request
            request.original = nil
            return try await engine.transcribe(request)
        }
    }

    /// One engine, with whatever limits it has.
    ///
    /// - Parameter call: how it is called; nil as the settings say.
    func transcriber(_ engine: SpeechEngine, call: UpstreamSettings? = nil) throws -> Transcriber {
        let group = "transcribe.\(engine.rawValue)"
        let usual = call ?? upstream("\(group).timeoutMs", concurrency: engine == .whispercpp ? 1 : 4)
        switch engine {
        case .whisper: return try whisper()
        case .offline:
            let recognizer = RecognizerSettings(
                modelFolder: settings.text("\(group).model"),
                concurrency: settings.number("\(group).concurrency")
            )
            return PocketSphinxTranscriber(settings: recognizer).transcriber
        case .openai:
            let service = OpenAITranscriberSettings(
                baseURL: settings.text("\(group).url"),
                apiKey: settings.optionalText("\(group).key").map(Secret.init),
                model: settings.text("\(group).model"),
                wordTimes: settings.flag("\(group).wordTimes"),
                keepsFillers: settings.flag("\(group).keepsFillers"),
                upstream: usual
            )
            return OpenAITranscriber(settings: service, client: client, logger: logger).transcriber
        case .whispercpp:
            let service = OpenAITranscriberSettings(
                engine: "whispercpp",
                baseURL: settings.text("\(group).url"),
                dialect: .whisperCpp,
                keepsFillers: settings.flag("\(group).keepsFillers"),
                upstream: usual
            )
            return OpenAITranscriber(settings: service, client: client, logger: logger).transcriber
        case .deepgram:
            let service = DeepgramSettings(
                baseURL: settings.text("\(group).url"),
                apiKey: Secret(try needed("\(group).key", for: "deepgram")),
                model: settings.text("\(group).model"),
                upstream: usual
            )
            return DeepgramTranscriber(settings: service, client: client, logger: logger).transcriber
        case .assemblyai:
            let service = AssemblyAISettings(
                baseURL: settings.text("\(group).url"),
                apiKey: Secret(try needed("\(group).key", for: "assemblyai")),
                models: words("\(group).models"),
                upstream: usual
            )
            return AssemblyAITranscriber(settings: service, client: client, logger: logger).transcriber
        case .google:
            return GoogleSpeechTranscriber(settings: try google(usual), client: client, logger: logger).transcriber
        case .gemini:
            let service = GeminiTranscriberSettings(
                baseURL: settings.text("\(group).url"),
                apiKey: Secret(try needed("\(group).key", for: "gemini transcription")),
                model: settings.text("\(group).model"),
                upstream: call ?? upstream("\(group).timeoutMs", throttled: "upstream.geminiThrottledWaitMs")
            )
            return GeminiTranscriber(settings: service, client: client, logger: logger).transcriber
        }
    }

    private func google(_ upstream: UpstreamSettings) throws -> GoogleSpeechSettings {
        let group = "transcribe.google"
        var project = settings.optionalText("\(group).project")
        let access: GoogleAccess
        if let key = settings.optionalText("\(group).key") {
            access = .apiKey(Secret(key))
        } else if let path = settings.optionalText("\(group).credentials") {
            guard let data = FileManager.default.contents(atPath: path), let account = try? ServiceAccount(json: data)
            else {
                throw SettingsError("\(group).credentials: \(path) is not a readable service account key file.")
            }
            project = project ?? account.project
            access = settings.flag("\(group).tokenGrant") ? .tokenGrant(account) : .selfSigned(account)
        } else {
            throw SettingsError("\(group).key or \(group).credentials is needed for google.")
        }
        let location = settings.text("\(group).location")
        let form: GoogleSpeechSettings.Form
        if settings.text("\(group).version") == "v2" {
            guard let project else { throw SettingsError("\(group).project is needed for version v2.") }
            form = .v2(project: project, location: location)
        } else {
            form = .v1
        }
        return GoogleSpeechSettings(
            baseURL: settings.optionalText("\(group).url"),
            access: access,
            form: form,
            model: settings.optionalText("\(group).model"),
            upstream: upstream
        )
    }
}

/// The engines that hear words, by the names the settings use.
enum SpeechEngine: String, CaseIterable {
    case whisper, offline, openai, whispercpp, deepgram, assemblyai, google, gemini

    /// The word that stands for the engines of this machine: Whisper where the companion is installed, then PocketSphinx.
    static let automatic = "auto"

    /// Whether it runs on this machine and needs no service.
    var isLocal: Bool { self == .whisper || self == .offline }
}

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
            upstream: call
                ?? upstream(
                    "evaluate.gemini.timeoutMs",
                    throttled: "upstream.geminiThrottledWaitMs",
                    concurrency: settings.number("evaluate.gemini.concurrency")
                )
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
            upstream: call
                ?? upstream("evaluate.chat.timeoutMs", concurrency: settings.number("evaluate.chat.concurrency"))
        )
        return ChatModel(settings: service, client: client, logger: logger)
    }
}
