import Core
import Model

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
