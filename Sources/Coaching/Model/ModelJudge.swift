import Core
package import Model

/// Judges with a language model and believes none of it unchecked: the model answers small questions with quotations, code
/// verifies the quotations and does the arithmetic.
package struct ModelJudge: Sendable {
    /// Version of the checks and the arithmetic; part of the configuration.
    static let version = 3
    /// Most runs of one judgement.
    static let maxSamples = 9

    private let model: LanguageModel
    private let rubric: Rubric
    private let samples: Int
    private let budget: @Sendable () -> CallBudget
    /// The most calls of one judgement.
    let calls: Int

    /// A judge by one rubric. `samples` runs (1–9) are made with the items in another order each; the shown run is the one with the
    /// median score, the lower of the two middle ones when their number is even.
    ///
    /// - Parameter maxCalls: the most calls one answer may cost, repairs and fallbacks included; never fewer than `samples`.
    package init(model: LanguageModel, rubric: Rubric, samples: Int = 1, maxCalls: Int = CallBudget.perAnswer) {
        let samples = min(Self.maxSamples, max(1, samples))
        let calls = max(samples, maxCalls)
        self.init(model: model, rubric: rubric, samples: samples, calls: calls) { CallBudget(limit: calls) }
    }

    /// A judge whose calls are taken from a budget that others share.
    init(model: LanguageModel, rubric: Rubric, samples: Int, calls: Int, budget: @escaping @Sendable () -> CallBudget) {
        self.model = model
        self.rubric = rubric
        self.samples = min(Self.maxSamples, max(1, samples))
        self.calls = calls
        self.budget = budget
    }

    /// The judge behind its port.
    package var judge: Judge {
        var judge = Judge(engine: model.engine, model: model.model, configuration: configuration) { request in
            try await evaluate(request)
        }
        // A call more than the judge's own, for the review in prose.
        judge.calls = calls + 1
        return judge
    }

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
        let own = rubric.leaves(for: request.question)
        let leaves =
            own + RelevanceGate.implied(own, question: request.question) + IdealPoints(request.question).leaves
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
        var gate: RelevanceGate
        var total: Double
    }

    private func evaluate(_ request: Judge.Request) async throws -> Evaluation {
        let spoken = Spoken(request.transcript)
        let leaves = rubric.leaves(for: request.question)
        let arithmetic = RubricArithmetic(rubric: rubric, leaves: leaves)
        var verdict = Verdict(request: request, spoken: spoken, arithmetic: arithmetic, engine: model.engine)
        verdict.pins = pins
        if let reason = Abstention.from(spoken, quality: request.quality) { return verdict.abstaining(reason) }

        let asked = leaves + RelevanceGate.implied(leaves, question: request.question)
        let budget = budget()
        var runs: [Run] = []
        var failure: CoachingError?
        var unfounded: Abstention?
        for run in 0..<samples {
            do {
                let answer = try await ask(request, spoken, asked, run: run, budget)
                let gate = RelevanceGate(answer.reply.findings, leaves: asked, question: request.question)
                let total = gate.passed(arithmetic.total(answer.reply.findings) ?? 0)
                runs.append(Run(reply: answer.reply, model: answer.model, gate: gate, total: total))
            } catch let reason as Unfounded {
                unfounded = reason.abstention
            } catch let error as CoachingError {
                failure = error
            }
        }
        verdict.notes += Self.told(calls: budget.made, of: samples)
        guard let shown = runs.sorted(by: { $0.total < $1.total }).dropFirst(max(0, (runs.count - 1) / 2)).first,
            runs.count * 2 > samples
        else {
            if let failure, unfounded == nil { throw failure }
            let reason = unfounded ?? Abstention(.judge, "The model gave nothing usable within \(budget.limit) calls.")
            var evaluation = verdict.abstaining(reason)
            evaluation.calls = budget.made
            return evaluation
        }
        if runs.count < samples {
            verdict.notes.append("\(samples - runs.count) of \(samples) runs of the judge gave nothing usable.")
        }
        verdict.model = shown.model
        var evaluation = verdict.evaluation(shown.reply, totals: runs.map(\.total), gate: shown.gate)
        evaluation.hiring = hiring(evaluation, shown)
        evaluation.calls = budget.made
        return evaluation
    }

    /// The estimate of a scored answer to its question; nil for every other.
    private func hiring(_ evaluation: Evaluation, _ run: Run) -> HiringEstimate? {
        guard evaluation.score != nil, !run.gate.isMissed else { return nil }
        return HiringFormula(
            evaluation.criteria,
            rubric: rubric,
            opinion: run.reply.hiringPercent.map { .init(model: run.model, percent: $0) }
        ).estimate
    }

    /// A judgement that rests on words that were not said, twice.
    private struct Unfounded: Error { var abstention: Abstention }

    /// Asks once, and once more when the reply cannot be read or most of what it found lost its evidence. Errors of the model's own
    /// (refusals, time-outs) pass through.
    private func ask(
        _ request: Judge.Request,
        _ spoken: Spoken,
        _ leaves: [RubricLeaf],
        run: Int,
        _ budget: CallBudget
    ) async throws -> (reply: CheckedReply, model: String) {
        let ideal = IdealPoints(request.question)
        let prompt = JudgePrompt(request: request, spoken: spoken, leaves: leaves + ideal.leaves)
        let asked = prompt.request(run: run)
        var unreadable: JudgeReply.Unreadable?
        var unfounded: CheckedReply?
        var answered: LanguageModel.Reply?
        for attempt in 0..<2 {
            // The other runs keep their call each: a repair is made from what is left besides them.
            guard budget.left > (attempt == 0 ? 0 : samples - 1 - run) else { break }
            let reply = try await call(asked, budget)
            answered = reply
            do {
                let read = try JudgeReply(reply.text, leaves: prompt.leaves, complete: attempt == 0)
                let checked = CheckedReply(
                    read,
                    leaves: leaves,
                    ideal: ideal,
                    spoken: spoken,
                    question: request.question.text
                )
                guard checked.isMalformed else { return (checked, reply.model) }
                unfounded = checked
            } catch {
                unreadable = error
            }
        }
        if let unfounded {
            throw Unfounded(
                abstention: Abstention(
                    .judge,
                    "The model rested \(unfounded.lost) of \(unfounded.claimed) findings on words that were not said, so its judgement was not used. "
                        + "That says nothing about your answer."
                )
            )
        }
        throw CoachingError(
            .malformed,
            "The model's judgement could not be read, twice; try again or choose another model.",
            context: [
                "reason": unreadable?.reason ?? "no call was left", "model": answered?.model ?? model.model,
                "bytes": String(answered?.text.utf8.count ?? 0),
            ]
        )
    }

    /// One question to the model. A provider that takes its calls from the budget itself is not counted twice.
    private func call(_ request: LanguageModel.Request, _ budget: CallBudget) async throws -> LanguageModel.Reply {
        let before = budget.made
        let reply = try await CallBudget.$current.withValue(budget) { try await model.reply(request) }
        if budget.made == before { _ = budget.take() }
        return reply
    }

    private static func told(calls: Int, of samples: Int) -> [String] {
        calls > samples ? ["The model was asked \(calls) times, \(calls - samples) of them to repair a reply."] : []
    }
}
