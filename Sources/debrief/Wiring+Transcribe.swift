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
