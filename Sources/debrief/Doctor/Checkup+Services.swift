import Core
import FoundationEssentials
import Model
import Outbound
import Providers

extension Checkup {
    /// Lets each configured engine hear a second of silence: the one probe that tries key, address and model at once.
    func hearing() async -> [Finding] {
        let engines: [SpeechEngine]
        do {
            engines = try wiring.transcribeEngines()
        } catch {
            return [Finding(subject: "transcribe.engine", sentence: error.description, isHealthy: false)]
        }
        var findings: [Finding] = []
        for engine in engines {
            let group = "transcribe.\(engine.rawValue)"
            let url = settings.optionalText("\(group).url")
            do {
                let silence = try Silence()
                let transcriber = try wiring.transcriber(engine, call: Self.once)
                _ = try await transcriber.transcribe(silence.request)
                let fillers = transcriber.capabilities.keepsFillers ? "keeps fillers" : "drops fillers"
                let model = transcriber.model.map { " with \($0)" } ?? ""
                findings.append(
                    Finding(subject: group, sentence: "heard a second of silence\(model); \(fillers).", isHealthy: true)
                )
            } catch {
                let sentence = Diagnosis(group: group, url: url).sentence(error)
                findings.append(Finding(subject: group, sentence: sentence, isHealthy: false))
            }
        }
        return findings
    }

    /// Asks for each configured model by name, which costs nothing.
    func judging() async -> [Finding] {
        let engine = settings.text("evaluate.engine")
        let group = "evaluate.\(engine)"
        do {
            let found: [(model: String, problem: (any Error)?)]
            switch engine {
            case "gemini": found = try await wiring.gemini(call: Self.once).probe().map { ($0.model, $0.problem) }
            case "chat": found = try await wiring.chat(call: Self.once).probe().map { ($0.model, $0.problem) }
            case "panel":
                found = try await panel()
            default: return [Finding(subject: group, sentence: "needs nothing from outside.", isHealthy: true)]
            }
            let diagnosis = Diagnosis(group: group, url: settings.optionalText("\(group).url"))
            let isMissing = found.contains { ($0.problem as? any CodedError)?.context["status"] == "404" }
            let hint = engine == "gemini" && isMissing ? await offer() : ""
            return found.map { model, problem in
                Finding(
                    subject: "\(group) \(model)",
                    sentence: problem.map { diagnosis.sentence($0) + hint } ?? "is there and takes the key.",
                    isHealthy: problem == nil
                )
            }
        } catch {
            return [Finding(subject: group, sentence: "\(error)", isHealthy: false)]
        }
    }

    /// Asks for each model of the panel by name.
    private func panel() async throws -> [(model: String, problem: (any Error)?)] {
        var found: [(model: String, problem: (any Error)?)] = []
        for member in try wiring.panel() {
            if member.engine == "gemini" {
                found += try await wiring.gemini(model: member.model, call: Self.once).probe().map {
                    ($0.model, $0.problem)
                }
            } else {
                found += try await wiring.chat(model: member.model, call: Self.once).probe().map {
                    ($0.model, $0.problem)
                }
            }
        }
        return found
    }

    /// What the service offers in place of a model that is gone.
    private func offer() async -> String {
        guard let models = try? await wiring.gemini(call: Self.once).offered(), !models.isEmpty else { return "" }
        return " It offers \(models.prefix(8).joined(separator: ", "))."
    }

    /// Sends the emotion endpoint a second of silence; nil when none is configured. That it finds no voice in it is fine.
    func feeling() async -> Finding? {
        if settings.optionalText("emotion.url") != nil, !wiring.accountKind.mayReadEmotion {
            let kind = settings.text("emotion.accountKind")
            return Finding(
                subject: "emotion",
                sentence: "is never asked in an installation of this account kind (\(kind)).",
                isHealthy: true
            )
        }
        guard let reader = wiring.emotion(), let silence = try? Silence() else { return nil }
        let emotion = await reader.read(silence.path)
        let refused = ["cannot be reached", "refuses our key", "in time", "cannot be read"].first(
            where: emotion.note.contains
        )
        return Finding(
            subject: "emotion",
            sentence: refused == nil ? "answers." : emotion.note + " Check emotion.url.",
            isHealthy: refused == nil
        )
    }
}
