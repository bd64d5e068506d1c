import Model

/// Puts an evaluation together from checked replies.
struct Verdict {
    /// What was judged.
    let request: Judge.Request
    /// The transcript made ready.
    let spoken: Spoken
    /// The rubric's sums.
    let arithmetic: RubricArithmetic
    /// Who judges.
    let engine: String
    /// The model that answered.
    var model: String?
    /// Sentences for the reader.
    var notes: [String]
    /// What rules see of the answer, when they looked already.
    var sense: RuleSense?
    /// What the result hangs on.
    var pins: [String: String]?
    /// The smallest share of the rubric's weight that must be judged for a total to mean anything.
    var minCoverage = 0.5

    /// A verdict with nothing in it yet.
    init(request: Judge.Request, spoken: Spoken, arithmetic: RubricArithmetic, engine: String) {
        self.request = request
        self.spoken = spoken
        self.arithmetic = arithmetic
        self.engine = engine
        notes = JudgeNotes.about(spoken)
    }

    /// A result without a score, which still says what to practise.
    func abstaining(_ reason: Abstention) -> Evaluation {
        let choice = DrillChoice(
            findings: [:],
            arithmetic: arithmetic,
            delivery: request.delivery,
            missedKeywords: []
        ).drill
        return Evaluation(
            engine: engine,
            model: model,
            abstained: reason.sentence,
            nextDrill: AbstainedDrill(
                reason.cause,
                request,
                choice: request.transcript.accuracy == .low ? nil : choice
            ).drill,
            rubric: arithmetic.rubric.label,
            notes: notes,
            pins: pins
        )
    }

    /// The result of the shown run among all runs' totals.
    func evaluation(_ reply: CheckedReply, totals: [Double]) -> Evaluation {
        let open = Abstention.spread(totals) ?? tooLittleJudged(reply)
        var evaluation = abstaining(open ?? Abstention(.judge, "Nothing of the rubric could be judged."))
        let missed = KeywordSearch(spoken, uncertainToo: true).missed(of: request.question.keywords)
        evaluation.strengths = reply.strengths
        evaluation.improvements = reply.improvements
        evaluation.missedKeywords = missed
        evaluation.exampleAnswer = reply.exampleAnswer
        evaluation.droppedRemarks = reply.dropped
        evaluation.economy =
            AnswerEconomyMeter(
                spoken,
                delivery: request.delivery,
                sense: sense ?? RuleSense(question: request.question, spoken: spoken)
            ).economy
        evaluation.ideal = reply.ideal
        guard open == nil, let total = arithmetic.total(reply.findings) else { return evaluation }
        evaluation.abstained = nil
        evaluation.score = total
        evaluation.range = ScoreRange(low: totals.min() ?? total, high: totals.max() ?? total)
        evaluation.criteria = arithmetic.criteria(reply.findings, spoken: spoken)
        evaluation.hiring =
            HiringFormula(
                evaluation.criteria,
                rubric: arithmetic.rubric,
                opinion: reply.hiringPercent.map { .init(model: model ?? engine, percent: $0) }
            ).estimate
        let choice = DrillChoice(
            findings: reply.findings,
            arithmetic: arithmetic,
            delivery: request.delivery,
            missedKeywords: missed
        )
        evaluation.nextDrill = choice.drill ?? DrillChoice.forASoundAnswer
        return evaluation
    }

    private func tooLittleJudged(_ reply: CheckedReply) -> Abstention? {
        guard arithmetic.coverage(reply.findings) < minCoverage else { return nil }
        return Abstention(.judge, "The judge could not tell for too much of the rubric.")
    }
}
