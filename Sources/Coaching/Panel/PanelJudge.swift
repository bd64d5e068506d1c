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
