package import Interview

/// Judges with a language model and believes none of it unchecked: the model answers small questions with quotations, code
/// verifies the quotations and does the arithmetic.
package struct ModelJudge: Sendable {
    /// Version of the checks and the arithmetic; part of the configuration.
    static let version = 2
    /// Most runs of one judgement.
    static let maxSamples = 9

    private let model: LanguageModel
    private let rubric: Rubric
    private let samples: Int

    /// A judge by one rubric. `samples` runs (1–9) are made with the items in another order each; the shown run is the one with the
    /// median score, the lower of the two middle ones when their number is even.
    package init(model: LanguageModel, rubric: Rubric, samples: Int = 1) {
        self.model = model
        self.rubric = rubric
        self.samples = min(Self.maxSamples, max(1, samples))
    }

    /// The judge behind its port.
    package var judge: Judge {
        var judge = Judge(engine: model.engine, model: model.model, configuration: configuration) { request in
            // Runs that are wished for are no repairs: each has its own first call, the others are shared.
            let budget = CallBudget(limit: calls)
            return try await CallBudget.$current.withValue(budget) { try await evaluate(request, within: budget) }
        }
        judge.calls = calls
        return judge
    }

    /// The most calls for one answer.
    var calls: Int { CallBudget.perAnswer - 1 + samples }

    /// Everything the outcome depends on besides the request: rubric, prompt and schema by hash, model, runs, version of the checks.
    var configuration: String {
        "model=\(model.engine)/\(model.model) rubric=\(rubric.label) prompt=\(promptHash) samples=\(samples) "
            + "checks=\(Self.version) economy=\(AnswerEconomyMeter.version) drills=\(DrillCatalogue.version)"
    }

    /// A version tag of the prompt: the hash of what a fixed request would ask.
    private var promptHash: String {
        let words = Transcript(
            text: "words",
            language: "en-US",
            engine: "supplied",
            keepsFillers: true,
            wordTimes: .none,
            accuracy: .supplied,
            words: []
        )
        let request = Judge.Request(
            question: Question(
                text: "question",
                role: "role",
                level: "level",
                idealAnswer: "ideal answer",
                keywords: ["keyword"]
            ),
            transcript: words,
            delivery: Delivery(
                wordCount: 0,
                fillers: Fillers(total: 0, reliability: .none, reliabilityNote: ""),
                pauses: Pauses(count: 0, totalMs: 0)
            ),
            quality: Quality(verdict: .good),
            background: Judge.Background(resume: "resume", jobDescription: "job description")
        )
        let leaves = rubric.leaves(for: request.question) + IdealPoints(request.question).leaves
        let asked = JudgePrompt(request: request, spoken: Spoken(words), leaves: leaves)
            .request(run: 0)
        var hash = StableHash()
        hash.combine(asked.system)
        hash.combine(asked.prompt)
        hash.combine(asked.schema)
        return hash.hex
    }

    /// What a result hangs on.
    var pins: [String: String] {
        [
            "rubric": rubric.hash, "prompt": promptHash, "model": "\(model.engine)/\(model.model)",
            "checks": "model \(Self.version), economy \(AnswerEconomyMeter.version), drills \(DrillCatalogue.version)",
        ]
    }

    private struct Run {
        var reply: CheckedReply
        var model: String
        var total: Double
    }

    private func evaluate(_ request: Judge.Request, within budget: CallBudget) async throws -> Evaluation {
        let spoken = Spoken(request.transcript)
        let leaves = rubric.leaves(for: request.question)
        let arithmetic = RubricArithmetic(rubric: rubric, leaves: leaves)
        var verdict = Verdict(request: request, spoken: spoken, arithmetic: arithmetic, engine: model.engine)
        verdict.pins = pins
        if let reason = Abstention.from(spoken, quality: request.quality) { return verdict.abstaining(reason) }

        let ideal = IdealPoints(request.question)
        let prompt = JudgePrompt(request: request, spoken: spoken, leaves: leaves + ideal.leaves)
        var runs: [Run] = []
        var failure: CoachingError?
        for run in 0..<samples {
            do {
                let answer = try await ask(prompt, run: run, within: budget)
                let checked = CheckedReply(
                    answer.reply,
                    leaves: leaves,
                    ideal: ideal,
                    spoken: spoken,
                    question: request.question.text
                )
                runs.append(Run(reply: checked, model: answer.model, total: arithmetic.total(checked.findings) ?? 0))
            } catch let error as CoachingError {
                failure = error
            }
        }
        if let failure, runs.count * 2 <= samples { throw failure }
        if runs.count < samples {
            verdict.notes.append("\(samples - runs.count) of \(samples) runs of the judge gave nothing usable.")
        }
        let shown = runs.sorted { $0.total < $1.total }[(runs.count - 1) / 2]
        verdict.model = shown.model
        return verdict.evaluation(shown.reply, totals: runs.map(\.total))
    }

    /// Asks once, and once more when the reply cannot be read and the budget allows. Errors of the model's own (refusals, time-outs) pass
    /// through.
    private func ask(_ prompt: JudgePrompt, run: Int, within budget: CallBudget) async throws
        -> (reply: JudgeReply, model: String)
    {
        let asked = prompt.request(run: run)
        let first = try await model.reply(asked)
        if let reply = try? JudgeReply(first.text, leaves: prompt.leaves, complete: true) {
            return (reply, first.model)
        }
        let second = budget.isSpent ? first : try await model.reply(asked)
        do {
            return (try JudgeReply(second.text, leaves: prompt.leaves, complete: false), second.model)
        } catch {
            throw CoachingError(
                .malformed,
                "The model's judgement could not be read, \(Self.times(budget.spent)); try again or choose another model.",
                context: ["reason": error.reason, "model": second.model, "bytes": String(second.text.utf8.count)]
            )
        }
    }

    /// How often, in words; a model that does not count its calls was asked twice.
    private static func times(_ count: Int) -> String {
        switch count {
        case 1: "once"
        case 0, 2: "twice"
        default: "\(count) times"
        }
    }
}
