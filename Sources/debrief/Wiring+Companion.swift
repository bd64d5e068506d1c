import Answers
import Companion
import Core
import FoundationEssentials
import Logging
import Model
import ServiceLifecycle
import Speech

extension Wiring {
    /// The companion of this process, when the settings want one and it is installed.
    var companion: Companion? {
        guard settings.flag("companion.enabled"), let folder = companionFolder else { return nil }
        var wanted = CompanionSettings(
            folder: folder,
            model: settings.text("companion.model"),
            multilingualModel: settings.text("companion.multilingualModel")
        )
        wanted.deadlineBaseMs = settings.number("companion.deadlineMs")
        return wanted.isInstalled ? Companion.shared(wanted) : nil
    }

    /// Where the companion is, or should be.
    private var companionFolder: URL? {
        settings.optionalText("companion.folder").map { URL(filePath: $0, directoryHint: .isDirectory) }
            ?? CompanionSettings.usualFolder()
    }

    /// The engines of this machine, best first.
    var localEngines: [SpeechEngine] { companion == nil ? [.offline] : [.whisper, .offline] }

    /// Whisper in the companion. Throws when it is named and not there.
    func whisper() throws(SettingsError) -> Transcriber {
        guard let companion else {
            throw SettingsError(
                """
                transcribe.engine names whisper, and the companion is not installed or switched off. Run scripts/companion, and \
                check companion.enabled, companion.folder and companion.model.
                """
            )
        }
        return WhisperTranscriber(companion: companion).transcriber
    }

    /// Sentence embeddings of this machine; nil without the companion.
    var localEmbedder: Embedder? { companion.map { SentenceEmbedder(companion: $0).embedder } }

    /// The decoder for containers that our own refuses; nil without the companion.
    var foreignDecoder: ForeignDecoder? { companion.map { ForeignDecoder(companion: $0) } }

    /// The same for the pipeline.
    var foreignHearing: ForeignHearing? {
        let maxMs = settings.number("audio.maxDurationMs")
        return foreignDecoder.map { decoder in
            ForeignHearing { file, wav in
                let found = try await decoder.decode(file: file, to: wav, maxDurationMs: maxMs)
                return ForeignHearing.Found(
                    codec: found.codec,
                    sampleRate: found.sampleRate,
                    channels: found.channels
                )
            }
        }
    }

    /// Whisper for recordings that are still being made; nil when another engine is preferred to it.
    var aheadEngine: AheadEngine? {
        guard let companion, (try? transcribeEngines())?.first == .whisper else { return nil }
        let whisper = WhisperTranscriber(companion: companion)
        return AheadEngine(language: "en") { wav in
            let sound = try whisper.growing(wav)
            return AheadEngine.Sound(
                durationMs: { sound.durationMs },
                quietest: { sound.pause(in: $0) },
                isSilent: { sound.isSilent($0) },
                hear: { try await sound.words(in: $0, language: "en") }
            )
        } transcript: { words, language in
            whisper.transcript(of: words, language: language)
        } filledPauses: { [analyzer] transcript in
            analyzer.filledPauses(in: transcript)
        }
    }

    /// Loads the companion's models when a service starts and ends its processes when the service has ended; nil without it.
    var companionService: CompanionService? {
        companion.map { companion in
            CompanionService(
                companion: companion,
                hears: ((try? transcribeEngines()) ?? []).first == .whisper,
                embedder: localEmbedder,
                log: logger
            )
        }
    }
}

/// The companion's life in a service: it is warm when the first answer comes, and its processes end with the service.
struct CompanionService: Service {
    let companion: Companion
    /// Whether Whisper is the engine that hears first.
    let hears: Bool
    let embedder: Embedder?
    let log: Logger

    func run() async throws {
        let warming = Task {
            do {
                if hears { try await WhisperTranscriber(companion: companion).warm(language: "en") }
                _ = try await embedder?.embed([.init("debrief")], .similarity)
            } catch {
                let code = (error as? any CodedError)?.code ?? "\(type(of: error))"
                log.warning("the companion is not warm", metadata: ["code": "\(code)"])
            }
        }
        try? await gracefulShutdown()
        warming.cancel()
        await Companion.stopAll()
    }
}

extension Checkup {
    /// Loads the companion's models and says which ears this machine has.
    func companion() async -> Finding {
        let subject = "companion"
        guard settings.flag("companion.enabled") else {
            return Finding(subject: subject, sentence: "switched off (companion.enabled); \(ears).", isHealthy: true)
        }
        guard let companion = wiring.companion, let embedder = wiring.localEmbedder else {
            let sentence = "not installed (scripts/companion does it); \(ears)."
            return Finding(
                subject: subject,
                sentence: sentence,
                isHealthy: settings.optionalText("companion.folder") == nil
            )
        }
        do {
            try await WhisperTranscriber(companion: companion).warm(language: "en")
            _ = try await embedder.embed([.init("debrief")], .similarity)
            let status = await companion.status()
            let memory = (status.residentBytes ?? 0) >> 20
            let locks =
                status.locks.isEmpty
                ? "limits only, the kernel refuses its locks" : status.locks.joined(separator: " and ")
            return Finding(
                subject: subject,
                sentence:
                    "hears with Whisper \(settings.text("companion.model")), \(memory) MB, confined by \(locks); \(ears).",
                isHealthy: true
            )
        } catch let error as any CodedError {
            let reason = error.context["reason"].map { " (\($0))" } ?? ""
            return Finding(subject: subject, sentence: error.message + reason, isHealthy: false)
        } catch {
            return Finding(subject: subject, sentence: "\(error)", isHealthy: false)
        }
    }

    /// Which engines hear, in their order.
    private var ears: String {
        let engines = (try? wiring.transcribeEngines()) ?? []
        let names = engines.map { $0 == .offline ? "PocketSphinx (rough)" : $0 == .whisper ? "Whisper" : $0.rawValue }
        return "words come from \(names.joined(separator: ", then "))"
    }
}
