import Core
package import Model

/// Tells an evaluation in 500–700 words. With a model every sentence is checked: one whose numbers or quotations do not stand in the
/// evaluation or the transcript is dropped. Without a model, and when too little of the model's text survives, the text is put together
/// from the findings.
package struct NarrativeWriter: Sendable {
    /// Version of the checks and of the text without a model; part of the configuration.
    static let version = 6

    private let model: LanguageModel?

    /// A writer with a model, or without.
    package init(model: LanguageModel? = nil) { self.model = model }

    /// Everything the text depends on besides the evaluation and the request.
    package var configuration: String {
        var hash = StableHash(NarrativeInstruction.text)
        hash.combine(NarrativeInstruction.schema)
        let name = model.map { "\($0.engine)/\($0.model)" } ?? "none"
        return "narrative=\(Self.version) model=\(name) prompt=\(hash.hex)"
    }

    /// The writer behind its port.
    package var narrator: Narrator {
        Narrator(configuration: configuration) { evaluation, request in try await write(evaluation, for: request) }
    }

    /// Writes. A model that fails, or whose text does not survive the checks, is replaced by the text from the findings, which says so.
    ///
    /// - Throws: `CancellationError`.
    package func write(_ evaluation: Evaluation, for request: Judge.Request) async throws -> Narrative {
        let spoken = Spoken(request.transcript)
        let material = NarrativeMaterial(request: request, evaluation: evaluation, spoken: spoken)
        guard let model, evaluation.abstained == nil else { return FindingsNarrative(material).narrative }
        var best: (check: NarrativeCheck, model: String)?
        var dropped = 0
        var failure: String?
        for _ in 0..<2 where CallBudget.current?.isSpent != true {
            do {
                let reply = try await model.reply(material.modelRequest)
                guard let paragraphs = Self.paragraphs(in: reply.text) else { continue }
                let check = NarrativeCheck(paragraphs, material: material)
                dropped = max(dropped, check.dropped)
                if check.wordCount > best?.check.wordCount ?? 0 { best = (check, reply.model) }
                if check.wordCount >= NarrativeCheck.words.lowerBound { break }
            } catch {
                try Task.checkCancellation()
                if error is CancellationError { throw error }
                failure = (error as? any CodedError)?.code ?? "evaluate.unavailable"
                break
            }
        }
        guard let best, best.check.wordCount >= NarrativeCheck.leastWords else {
            var narrative = FindingsNarrative(material).narrative
            narrative.droppedSentences = dropped
            let reason = failure.map { "The model failed (\($0))" } ?? "The model's text could not be verified"
            narrative.notes.append("\(reason), so this one was put together from the findings.")
            return narrative
        }
        return Self.narrative(best.check, model: best.model)
    }

    private static func narrative(_ check: NarrativeCheck, model: String) -> Narrative {
        var notes: [String] = []
        if check.wordCount < NarrativeCheck.words.lowerBound {
            notes.append(
                "The text has \(check.wordCount) words instead of \(NarrativeCheck.words.lowerBound)"
                    + (check.dropped > 0 ? ": what could not be verified was left out." : ".")
            )
        }
        return Narrative(
            paragraphs: check.paragraphs,
            source: .model,
            model: model,
            droppedSentences: check.dropped,
            notes: notes
        )
    }

    /// The paragraphs of a reply; nil when it holds none.
    private static func paragraphs(in reply: String) -> [String]? {
        guard let json = ReplyJSON.object(in: reply), let list = ReplyJSON.value("paragraphs", of: json) else {
            return nil
        }
        if let text = list.text { return text.split(separator: "\n").map(String.init) }
        let paragraphs = (list.elements ?? []).compactMap(\.text)
        return paragraphs.isEmpty ? nil : paragraphs
    }
}
