import Answers
import Audio
import Coaching
import Core
import FoundationEssentials
import Jobs
import Logging
import Model
import Outbound
import Providers
import Report
import Speech

/// Builds the engines that the settings name.
struct Wiring {
    let settings: Settings
    let logger: Logger
    let client: HTTPClient
    /// Where `fillers/` and `rubrics/` are.
    let config: URL
    /// Decodes recordings, and says what the sound alone tells of their delivery.
    let hearer: any Hearer
    /// Whether each recording is decoded in a process of its own.
    let hearsApart: Bool
    /// Measures deliveries.
    let analyzer: DeliveryAnalyzer
    private let lists: WordLists

    /// Wiring for one process. Throws when a setting names something that is not there.
    init(settings: Settings, logger: Logger) throws {
        self.settings = settings
        self.logger = logger
        client = try HTTPClient(settings: ClientSettings(userAgent: "debrief/\(Version.text)"))
        config = try ConfigFolder.find(settings.optionalText("config.folder"))
        let audio = AudioSettings(maxDurationMs: settings.number("audio.maxDurationMs"))
        lists = try WordLists.load(folder: config.appending(path: "fillers"))
        analyzer = DeliveryAnalyzer(lists: lists)
        hearsApart = settings.flag("audio.apart")
        let plain: any Hearer = hearsApart ? ApartListener(settings: audio) : Listener(settings: audio)
        hearer = OutliningHearer(plain, analyzer)
    }

    /// Limits of the decoder.
    var audio: AudioSettings { AudioSettings(maxDurationMs: settings.number("audio.maxDurationMs")) }

    /// Draws reports with the fonts of the configuration folder.
    var renderer: ReportRenderer { Self.renderer(at: config) }

    /// The same for a command that needs nothing else of the settings.
    ///
    /// - Parameter config: the settings file named on the command line.
    static func renderer(config file: String?) async throws -> ReportRenderer {
        let settings = try await Settings.load(file: file, environment: ProcessInfo.processInfo.environment)
        return renderer(at: try ConfigFolder.find(settings.optionalText("config.folder")))
    }

    private static func renderer(at config: URL) -> ReportRenderer {
        ReportRenderer(fontFolders: [config.appending(path: "fonts")])
    }

    /// Everything the pipeline runs on. `rubric` overrides the library for all answers.
    func engines(rubric: Rubric? = nil) throws -> Engines {
        let library = try RubricLibrary.load(folder: config.appending(path: "rubrics"))
        var engines = Engines(
            listener: hearer,
            transcriber: try transcriber(),
            analyzer: analyzer,
            lists: lists,
            judge: try judge(library: library, rubric: rubric),
            emotion: emotion(),
            renderer: renderer,
            version: Version.text
        )
        engines.foreign = foreignHearing
        engines.fallbackJudge = fallbackJudge(library: library, rubric: rubric)
        engines.unjudged = unjudged(library: library, rubric: rubric)
        engines.narrator = try narrator()
        engines.publicURL = settings.optionalText("http.publicURL")
        return engines
    }
}

/// What clients can choose from, and what does each stage.
struct Choices: Sendable {
    /// The rubrics an answer can name.
    var rubrics: @Sendable () throws -> [SelfRoutes.Rubric]
    /// What does each stage.
    var engines: @Sendable () throws -> [SelfRoutes.Engine]
}

extension Wiring {
    /// The engines that need nothing outside this machine.
    private static let local: Set<String> = ["pocketsphinx", "companion", "whisper", "rules", "none", "libharu"]

    /// What clients can choose from, and what does each stage.
    func choices() throws -> Choices {
        let folder = config.appending(path: "rubrics")
        let engines = try engines()
        let engineRows =
            [
                SelfRoutes.Engine(
                    stage: Stage.transcribe.rawValue,
                    engine: engines.transcriber.engine,
                    model: engines.transcriber.model,
                    isRemote: !Self.local.contains(engines.transcriber.engine)
                )
            ] + judges()
            + (engines.emotion.map { reader in
                [SelfRoutes.Engine(stage: "emotion", engine: reader.engine, model: nil, isRemote: true)]
            } ?? [])
        return Choices(
            rubrics: {
                try RubricLibrary.load(folder: folder).rubrics.values.sorted { $0.id < $1.id }.map { rubric in
                    SelfRoutes.Rubric(
                        id: rubric.id,
                        title: rubric.title,
                        version: rubric.label,
                        roles: rubric.roles,
                        criteria: rubric.criteria.map {
                            SelfRoutes.Rubric.Criterion(id: $0.id, title: $0.title, weight: $0.weight)
                        }
                    )
                }
            },
            engines: { engineRows }
        )
    }

    /// Who judges, as the settings say.
    private func judges() -> [SelfRoutes.Engine] {
        let name = settings.text("evaluate.engine")
        guard name != "panel" else {
            return ((try? panel()) ?? []).map { member in
                SelfRoutes.Engine(
                    stage: Stage.evaluate.rawValue,
                    engine: member.engine,
                    model: member.model,
                    isRemote: true
                )
            }
        }
        let model = name == "rules" ? nil : settings.optionalText("evaluate.\(name).model")
        return [
            SelfRoutes.Engine(
                stage: Stage.evaluate.rawValue,
                engine: name,
                model: model,
                isRemote: !Self.local.contains(name)
            )
        ]
    }
}

extension Wiring {
    /// How patient a worker is with one answer.
    var patience: JobPolicy {
        let firstWait = settings.number("worker.firstWaitMs")
        // An outage is waited for a minute at a time; what one answer may be begun grows with it.
        let outageWaits = settings.number("worker.outageMs") / 60_000
        return JobPolicy(
            maxAttempts: settings.number("worker.attempts"),
            maxWaits: settings.number("worker.waits"),
            backoff: Backoff(baseMs: firstWait, maxMs: max(60_000, firstWait)),
            maxRuns: 100 + outageWaits,
            maxOutageWaits: outageWaits
        )
    }

    /// How long each stage may take: long enough for every service it may ask, one after the other.
    var deadlines: StageDeadlines {
        var deadlines = StageDeadlines()
        let calls = (try? transcribeEngines()) ?? []
        for engine in calls where !engine.isLocal {
            deadlines.transcribeMs += 2 * settings.number("transcribe.\(engine.rawValue).timeoutMs")
        }
        let judge = settings.text("evaluate.engine")
        let services =
            judge == "panel" ? Set(((try? panel()) ?? []).map(\.engine)) : judge == "rules" ? [] : Set([judge])
        for service in services {
            // Each model may be asked, and asked again when its answer is cut off or cannot be read. The models of a panel are
            // asked at once, none has a stand-in. A narrative is one more question.
            let models = judge == "panel" ? 1 : 1 + words("evaluate.\(service).fallbackModels").count
            let questions = settings.number("evaluate.samples") + 1
            let judging = 2 * settings.number("evaluate.\(service).timeoutMs") * models * questions
            deadlines.evaluateMs = max(deadlines.evaluateMs, judging + 10_000)
        }
        deadlines.emotionMs = settings.number("emotion.timeoutMs")
        return deadlines
    }

    /// How one service is called.
    ///
    /// - Parameters:
    ///   - timeout: the setting with the time of one attempt.
    ///   - throttled: the setting with the wait when a service asks for one and names none.
    ///   - concurrency: calls under way at once.
    func upstream(
        _ timeout: String,
        throttled: String = "upstream.throttledWaitMs",
        concurrency: Int = 4
    ) -> UpstreamSettings {
        let limit = Duration.milliseconds(settings.number(timeout))
        return UpstreamSettings(
            timeout: limit,
            deadline: limit * 2,
            concurrency: concurrency,
            retry: RetrySchedule(
                attempts: settings.number("upstream.attempts"),
                firstWait: .milliseconds(settings.number("upstream.firstWaitMs")),
                throttledWait: .milliseconds(settings.number(throttled))
            ),
            breakerThreshold: settings.number("upstream.breakerFailures"),
            breakerPause: .milliseconds(settings.number("upstream.breakerPauseMs"))
        )
    }

    /// A setting's words between commas.
    func words(_ name: String) -> [String] {
        settings.text(name).split(separator: ",").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
    }

    /// A setting that the named engine cannot do without.
    func needed(_ name: String, for engine: String) throws(SettingsError) -> String {
        guard let text = settings.optionalText(name) else {
            throw SettingsError("\(name) is needed for \(engine).")
        }
        return text
    }
}

extension Wiring {
    /// Whom this installation serves.
    var accountKind: AccountKind { AccountKind(rawValue: settings.text("emotion.accountKind")) ?? .employer }

    /// The voice-emotion endpoint; nil when none is configured, or when none may be asked here.
    func emotion() -> EmotionReader? {
        guard accountKind.mayReadEmotion, let url = settings.optionalText("emotion.url") else { return nil }
        var service = EmotionEndpointSettings(url: url, mode: settings.text("emotion.mode") == "path" ? .path : .upload)
        // One attempt: a result that is not scored is not worth a second one.
        service.upstream.timeout = .milliseconds(settings.number("emotion.timeoutMs"))
        service.upstream.deadline = service.upstream.timeout
        return EmotionEndpoint(settings: service, client: client, logger: logger).reader
    }
}
