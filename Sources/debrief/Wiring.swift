import Answers
import Audio
import Coaching
import FoundationEssentials
import Logging
import Outbound
import Report
import Speech

/// Builds the engines that the settings name.
struct Wiring {
    let settings: Settings
    let logger: Logger
    let client: HTTPClient
    /// Where `fillers/` and `rubrics/` are.
    let config: URL
    /// Decodes recordings.
    let hearer: any Hearer

    /// Wiring for one process. Throws when a setting names something that is not there.
    init(settings: Settings, logger: Logger) throws {
        self.settings = settings
        self.logger = logger
        client = try HTTPClient(settings: ClientSettings(userAgent: "debrief/\(Version.text)"))
        config = try ConfigFolder.find(settings.optionalText("config.folder"))
        let audio = AudioSettings(maxDurationMs: settings.number("audio.maxDurationMs"))
        hearer = settings.flag("audio.apart") ? ApartListener(settings: audio) : Listener(settings: audio)
    }

    /// Whether each recording is decoded in a process of its own.
    var hearsApart: Bool { hearer is ApartListener }

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
        let lists = try WordLists.load(folder: config.appending(path: "fillers"))
        var engines = Engines(
            listener: hearer,
            transcriber: try transcriber(),
            analyzer: DeliveryAnalyzer(lists: lists),
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
