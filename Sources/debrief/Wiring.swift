import Audio
import Coaching
import FoundationEssentials
import Interview
import Logging
import Outbound
import Pipeline
import Providers
import Recognizer
import Report
import Speech

/// Builds the engines that the settings name.
struct Wiring {
    private let settings: Settings
    private let logger: Logger
    private let client: HTTPClient
    private let config: URL

    /// Wiring for one process. Throws when a setting names something that is not there.
    init(settings: Settings, logger: Logger) throws {
        self.settings = settings
        self.logger = logger
        client = try HTTPClient(settings: ClientSettings(userAgent: "debrief/\(Version.text)"))
        config = try ConfigFolder.find(settings.optionalText("config.folder"))
    }

    /// Limits of the decoder.
    var audio: AudioSettings { AudioSettings(maxDurationMs: settings.number("audio.maxDurationMs")) }

    /// Everything the pipeline runs on. `rubric` overrides the library for all answers.
    func engines(rubric: Rubric? = nil) throws -> Engines {
        let library = try RubricLibrary.load(folder: config.appending(path: "rubrics"))
        let lists = try WordLists.load(folder: config.appending(path: "fillers"))
        return Engines(
            listener: Listener(settings: audio),
            transcriber: try transcriber(),
            analyzer: DeliveryAnalyzer(lists: lists),
            lists: lists,
            judge: try judge(library: library, rubric: rubric),
            emotion: emotion(),
            renderer: ReportRenderer(fontFolders: [config.appending(path: "fonts")]),
            version: Version.text
        )
    }

    private func transcriber() throws -> Transcriber {
        switch settings.text("transcribe.engine") {
        case "openai":
            let service = OpenAITranscriberSettings(
                baseURL: settings.text("transcribe.openai.url"),
                apiKey: settings.optionalText("transcribe.openai.key").map(Secret.init),
                model: settings.text("transcribe.openai.model"),
                keepsFillers: settings.flag("transcribe.openai.keepsFillers"),
                upstream: upstream("transcribe.openai.timeoutMs")
            )
            return OpenAITranscriber(settings: service, client: client, logger: logger).transcriber
        default:
            let engine = RecognizerSettings(
                modelFolder: settings.text("transcribe.offline.model"),
                concurrency: settings.number("transcribe.offline.concurrency")
            )
            return PocketSphinxTranscriber(settings: engine).transcriber
        }
    }

    private func judge(library: RubricLibrary, rubric: Rubric?) throws -> @Sendable (Submission) throws -> Judge {
        let model = try languageModel()
        let samples = settings.number("evaluate.samples")
        return { submission in
            let rubric = try rubric ?? library.rubric(named: submission.rubric, for: submission.question)
            guard let model else { return RulesJudge(rubric: rubric).judge }
            return ModelJudge(model: model, rubric: rubric, samples: samples).judge
        }
    }

    private func languageModel() throws -> LanguageModel? {
        guard settings.text("evaluate.engine") == "gemini" else { return nil }
        guard let key = settings.optionalText("evaluate.gemini.key") else {
            throw SettingsError("evaluate.gemini.key is needed when evaluate.engine is gemini.")
        }
        let service = GeminiSettings(
            baseURL: settings.text("evaluate.gemini.url"),
            apiKey: Secret(key),
            model: settings.text("evaluate.gemini.model"),
            fallbackModels: settings.text("evaluate.gemini.fallbackModels").split(separator: ",")
                .map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty },
            upstream: upstream("evaluate.gemini.timeoutMs")
        )
        return GeminiModel(settings: service, client: client, logger: logger).languageModel
    }

    private func emotion() -> EmotionReader? {
        guard let url = settings.optionalText("emotion.url") else { return nil }
        var service = EmotionEndpointSettings(url: url, mode: settings.text("emotion.mode") == "path" ? .path : .upload)
        service.upstream.timeout = .milliseconds(settings.number("emotion.timeoutMs"))
        service.upstream.deadline = service.upstream.timeout
        return EmotionEndpoint(settings: service, client: client, logger: logger).reader
    }

    private func upstream(_ timeout: String) -> UpstreamSettings {
        let limit = Duration.milliseconds(settings.number(timeout))
        return UpstreamSettings(timeout: limit, deadline: limit * 2)
    }
}
