import Interview

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

    /// A result without a score, which still says what to practise when the delivery shows it.
    func abstaining(_ reason: String) -> Evaluation {
        Evaluation(
            engine: engine,
            model: model,
            abstained: reason,
            nextDrill: DrillChoice(
                findings: [:],
                arithmetic: arithmetic,
                delivery: request.delivery,
                missedKeywords: []
            ).drill,
            rubric: arithmetic.rubric.label,
            notes: notes
        )
    }

    /// The result of the shown run among all runs' totals.
    func evaluation(_ reply: CheckedReply, totals: [Double]) -> Evaluation {
        var evaluation = abstaining("")
        let missed = KeywordSearch(spoken, uncertainToo: true).missed(of: request.question.keywords)
        evaluation.strengths = reply.strengths
        evaluation.improvements = reply.improvements
        evaluation.missedKeywords = missed
        evaluation.exampleAnswer = reply.exampleAnswer
        evaluation.droppedRemarks = reply.dropped
        evaluation.economy = AnswerEconomyMeter(spoken, delivery: request.delivery).economy
        evaluation.abstained = Abstention.spread(totals) ?? tooLittleJudged(reply)
        guard evaluation.abstained == nil, let total = arithmetic.total(reply.findings) else {
            evaluation.abstained = evaluation.abstained ?? "Nothing of the rubric could be judged."
            return evaluation
        }
        evaluation.score = total
        evaluation.range = ScoreRange(low: totals.min() ?? total, high: totals.max() ?? total)
        evaluation.criteria = arithmetic.criteria(reply.findings, spoken: spoken)
        evaluation.nextDrill =
            DrillChoice(
                findings: reply.findings,
                arithmetic: arithmetic,
                delivery: request.delivery,
                missedKeywords: missed
            ).drill
        return evaluation
    }

    private func tooLittleJudged(_ reply: CheckedReply) -> String? {
        guard arithmetic.coverage(reply.findings) < minCoverage else { return nil }
        return "The judge could not tell for too much of the rubric."
    }
}
