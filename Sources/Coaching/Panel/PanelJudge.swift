import Core
package import Model

/// Lets several models judge the same answer and shows how far apart they are. The shown evaluation is the one with the median score, the
/// lower of the two middle ones when their number is even; the range covers every run of every model. Models further apart than a band
/// give no score.
package struct PanelJudge: Sendable {
    /// Version of the panel's rules; part of the configuration.
    static let version = 2
    /// Most models of one panel.
    package static let maxModels = 7

    private let judges: [ModelJudge]
    private let models: [LanguageModel]
    private let rubric: Rubric

    /// A panel of at most seven models, each with its own runs.
    ///
    /// - Parameter maxCalls: the most calls one answer may cost over all models, never fewer than their runs need; each model has an
    ///   equal part of them.
    package init(
        models: [LanguageModel],
        rubric: Rubric,
        samples: Int = 1,
        maxCalls: Int = CallBudget.perAnswer
    ) {
        self.models = Array(models.prefix(Self.maxModels))
        let share = maxCalls / max(1, self.models.count)
        judges = self.models.map { ModelJudge(model: $0, rubric: rubric, samples: samples, maxCalls: share) }
        self.rubric = rubric
    }

    /// The judge behind its port.
    package var judge: Judge {
        var judge = Judge(engine: "panel", model: names, configuration: configuration) { request in
            try await evaluate(request)
        }
        judge.calls = judges.reduce(1) { $0 + $1.calls }
        return judge
    }

    /// Everything the outcome depends on besides the request.
    var configuration: String {
        "panel=\(Self.version) " + judges.map { "[\($0.configuration)]" }.joined(separator: " ")
    }

    private var names: String { models.map { "\($0.engine)/\($0.model)" }.joined(separator: ", ") }

    private func evaluate(_ request: Judge.Request) async throws -> Evaluation {
        guard !judges.isEmpty else {
            throw CoachingError(.malformed, "A panel needs at least one model.")
        }
        let outcomes = await outcomes(request)
        let ballot = PanelBallot(outcomes, models: models)
        if let failure = ballot.failure { throw failure }
        return ballot.evaluation(request, rubric: rubric, names: names, checks: "panel \(Self.version)")
    }

    /// What each model said, all asked at once, in their order. When the panel is cancelled, so are they.
    private func outcomes(_ request: Judge.Request) async -> [Result<Evaluation, any Error>] {
        let asked = await withTaskGroup(of: Answered.self, returning: [Answered].self) { group in
            for (place, judge) in judges.map(\.judge).enumerated() {
                group.addTask { await Answered(place: place, judge: judge, request: request) }
            }
            var asked: [Answered] = []
            while let answered = await group.next() { asked.append(answered) }
            return asked
        }
        return asked.sorted { $0.place < $1.place }.map(\.outcome)
    }

    /// What the judge at one place of the panel said.
    private struct Answered: Sendable {
        let place: Int
        let outcome: Result<Evaluation, any Error>

        init(place: Int, judge: Judge, request: Judge.Request) async {
            self.place = place
            do {
                outcome = .success(try await judge.evaluate(request))
            } catch {
                outcome = .failure(error)
            }
        }
    }
}

/// Counts what the models of a panel said. Fewer failures than half of the panel, or as many, are tolerated with a note.
struct PanelBallot {
    private let votes: [PanelVote]
    private let scored: [Evaluation]
    private let abstained: [Evaluation]
    private let failures: [any Error]

    /// The votes of a panel, in the order of its models.
    init(_ outcomes: [Result<Evaluation, any Error>], models: [LanguageModel]) {
        var votes: [PanelVote] = []
        var scored: [Evaluation] = []
        var abstained: [Evaluation] = []
        var failures: [any Error] = []
        for (outcome, model) in zip(outcomes, models) {
            var vote = PanelVote(engine: model.engine, model: model.model)
            switch outcome {
            case .success(let evaluation):
                vote.model = evaluation.model ?? model.model
                vote.score = evaluation.score
                vote.range = evaluation.range
                vote.reason = evaluation.abstained
                if evaluation.score == nil { abstained.append(evaluation) } else { scored.append(evaluation) }
            case .failure(let error):
                // The message of a foreign error may hold what a service wrote; its code says enough.
                vote.reason = "It failed: \((error as? any CodedError)?.code ?? "evaluate.unavailable")."
                failures.append(error)
            }
            votes.append(vote)
        }
        self.votes = votes
        self.scored = scored.sorted { ($0.score ?? 0) < ($1.score ?? 0) }
        self.abstained = abstained
        self.failures = failures
    }

    /// The first failure, when more than half of the panel failed.
    var failure: (any Error)? { failures.count * 2 > votes.count ? failures.first : nil }

    /// The panel's evaluation.
    func evaluation(_ request: Judge.Request, rubric: Rubric, names: String, checks: String) -> Evaluation {
        let scores = scored.compactMap(\.score)
        guard var shown = scored.isEmpty ? abstained.first : scored[(scored.count - 1) / 2] else {
            return Evaluation(engine: "panel", abstained: "No model judged the answer.", rubric: rubric.label)
        }
        let median = shown.model
        shown.engine = "panel"
        shown.model = names
        shown.votes = votes
        var pins = shown.pins ?? [:]
        pins["model"] = names
        pins["checks"] = [pins["checks"], checks].compactMap { $0 }.joined(separator: ", ")
        shown.pins = pins
        shown.notes += notes
        let calls = (scored + abstained).compactMap(\.calls)
        shown.calls = calls.isEmpty ? nil : calls.reduce(0, +)
        if let reason = reason(scores) {
            shown.score = nil
            shown.range = nil
            shown.criteria = []
            shown.hiring = nil
            shown.abstained = reason
            shown.nextDrill = drill(request) ?? shown.nextDrill
            return shown
        }
        guard let low = scored.compactMap(\.range?.low).min(), let high = scored.compactMap(\.range?.high).max() else {
            return shown
        }
        shown.range = ScoreRange(low: low, high: high)
        shown.notes.append(
            "\(scores.count) models gave \(scores.map(NumberWords.spelling).joined(separator: ", ")); shown is the median"
                + (median.map { ", judged by \($0)." } ?? ".")
        )
        return shown
    }

    /// Why the panel gives no score; nil when it gives one.
    private func reason(_ scores: [Double]) -> String? {
        if scores.isEmpty || abstained.count > scores.count {
            return abstained.first?.abstained ?? "No model judged the answer."
        }
        guard let low = scores.first, let high = scores.last, high - low > Abstention.band else { return nil }
        return
            "\(scores.count) models gave scores from \(NumberWords.spelling(low)) to \(NumberWords.spelling(high)), "
            + "more than \(Int(Abstention.band)) points apart: too uncertain for one score."
    }

    /// The drill when there is no score: what most of the models name, else what the delivery shows.
    private func drill(_ request: Judge.Request) -> Evaluation.Drill? {
        let drills = (scored + abstained).compactMap(\.nextDrill)
        let shared = drills.first { drill in drills.count { $0.title == drill.title } * 2 > drills.count }
        return shared ?? AbstainedDrill(.judge, request, choice: nil).drill
    }

    private var notes: [String] {
        var notes: [String] = []
        if !failures.isEmpty { notes.append("\(failures.count) of \(votes.count) models failed and have no vote.") }
        if !scored.isEmpty, !abstained.isEmpty {
            notes.append("\(abstained.count) of \(votes.count) models gave no score and have no vote.")
        }
        return notes
    }
}
