package import Model

/// What can be said of an answer without a judgement: why, what to practise, and where its time went as far as there are words.
package struct UnjudgedAnswer: Sendable {
    /// Everything the outcome depends on besides its arguments.
    package static let configuration = "drills=\(DrillCatalogue.version) economy=\(AnswerEconomyMeter.version)"

    private let rubric: Rubric?

    /// Without a judge; `rubric` is the one it would have been judged by, when there is one.
    package init(rubric: Rubric?) { self.rubric = rubric }

    /// The evaluation, without a score.
    ///
    /// - Parameters:
    ///   - engine: who should have judged.
    ///   - reason: why it was not judged, for the reader.
    package func evaluation(
        of request: Judge.Request,
        engine: String,
        model: String?,
        reason: String
    ) -> Evaluation {
        let spoken = Spoken(request.transcript)
        let hasWords = !spoken.words.isEmpty
        var evaluation = Evaluation(
            engine: engine,
            model: model,
            abstained: reason,
            nextDrill: AbstainedDrill(hasWords ? .judge : .noWords, request, choice: nil).drill,
            rubric: rubric?.label ?? ""
        )
        guard hasWords, request.transcript.accuracy != .low else { return evaluation }
        let sense = RuleSense(question: request.question, spoken: spoken)
        evaluation.economy = AnswerEconomyMeter(spoken, delivery: request.delivery, sense: sense).economy
        return evaluation
    }
}
