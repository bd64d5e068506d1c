import Model

/// Puts an evaluation together from checked replies.
struct Verdict {
    /// What was judged.
    let request: Judge.Request
    /// The transcript made ready.
    let spoken: Spoken
    /// The rubric's sums.
    var arithmetic: RubricArithmetic
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
    static let minCoverage = 0.5

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

    /// A result without a score for words that answer nothing, or something else: the speaker reads that first and is praised for nothing.
    func missing(_ reason: Abstention) -> Evaluation {
        var evaluation = abstaining(reason)
        evaluation.improvements = [
            Evaluation.Remark(text: reason.cause == .offTopic ? Relevance.missed : reason.sentence)
        ]
        return evaluation
    }

    /// A result without a score whose findings are shown as a checklist: items with yes, partly and no, and no number.
    func checklist(_ reply: CheckedReply, because reason: Abstention) -> Evaluation {
        var evaluation = remarked(abstaining(reason), reply)
        evaluation.criteria = arithmetic.criteria(reply.findings, spoken: spoken).map { criterion in
            var unscored = criterion
            unscored.score = nil
            return unscored
        }
        // Where nothing asks for a drill, that is no sign of a sound answer: it was not scored.
        evaluation.nextDrill = choice(reply) ?? evaluation.nextDrill
        return evaluation
    }

    /// A checklist where rules could judge too little of an answer to its question: what came through is named, and no change is asked for.
    func partlyUnderstood(_ reply: CheckedReply, _ leaves: [RubricLeaf]) -> Evaluation {
        let parts = leaves.filter { reply.findings[$0.id].map { $0.value >= 0.75 } ?? false }.compactMap {
            MissingParts.name($0.id)
        }
        let isStory = leaves.contains { MissingParts.name($0.id) != nil }
        let sentence =
            parts.isEmpty
            ? "Fixed rules can judge only \(reply.findings.count) of the \(leaves.count) points of this answer, so there is no score. "
            : "Your answer came through in part: \(SentenceParts.list(parts)). Fixed rules cannot tell whether the rest is there, so there is no "
                + "score. "
        var evaluation = checklist(
            reply,
            because: Abstention(.judge, sentence + "That says nothing against what you said.")
        )
        evaluation.improvements = []
        if isStory, choice(reply) == nil {
            evaluation.nextDrill = DrillCatalogue.drill("star-outline")?.drill(
                because:
                    "Not every part of your story was understood; in one plain sentence each, you hear yourself whether all are there."
            )
        }
        return evaluation
    }

    /// The result of the shown run among all runs' totals, which already stand behind the gate.
    func evaluation(_ reply: CheckedReply, totals: [Double], gate: RelevanceGate) -> Evaluation {
        let open = Abstention.spread(totals) ?? unknown(gate) ?? tooLittleJudged(reply)
        var evaluation = remarked(
            abstaining(open ?? Abstention(.judge, "Nothing of the rubric could be judged.")),
            reply
        )
        guard open == nil, let sum = arithmetic.total(reply.findings) else { return evaluation }
        let total = gate.passed(sum)
        evaluation.abstained = nil
        evaluation.score = total
        evaluation.range = ScoreRange(low: totals.min() ?? total, high: totals.max() ?? total)
        evaluation.criteria = arithmetic.criteria(reply.findings, spoken: spoken)
        evaluation.nextDrill = drill(reply)
        if gate.isMissed { tellMissed(&evaluation) }
        if total < RubricArithmetic.rounded(sum), !gate.isMissed {
            evaluation.notes.append(
                "The answer only touches the question: \(NumberWords.spelling(RelevanceGate.touchedShare)) of \(NumberWords.spelling(sum)) points count."
            )
        }
        return evaluation
    }

    /// Tells first that the answer misses its question, and praises nothing.
    private func tellMissed(_ evaluation: inout Evaluation) {
        evaluation.strengths = []
        evaluation.improvements.removeAll { $0.text == Relevance.missed }
        evaluation.improvements.insert(Evaluation.Remark(text: Relevance.missed), at: 0)
        evaluation.notes.insert(
            "\(Relevance.missed) An answer to something else gets at most \(Int(RelevanceGate.ceiling)) points.",
            at: 0
        )
        evaluation.nextDrill = AbstainedDrill(.offTopic, request, choice: nil).drill
    }

    private func unknown(_ gate: RelevanceGate) -> Abstention? {
        gate.isUnknown ? Abstention(.judge, "The judge could not tell whether this answers the question.") : nil
    }

    /// An evaluation with what a reply says besides its findings.
    private func remarked(_ plain: Evaluation, _ reply: CheckedReply) -> Evaluation {
        var evaluation = plain
        evaluation.strengths = reply.strengths
        evaluation.improvements = reply.improvements
        evaluation.missedKeywords = missedKeywords
        evaluation.exampleAnswer = reply.exampleAnswer
        evaluation.droppedRemarks = reply.dropped
        evaluation.economy =
            AnswerEconomyMeter(
                spoken,
                delivery: request.delivery,
                sense: sense ?? RuleSense(question: request.question, spoken: spoken)
            ).economy
        evaluation.ideal = reply.ideal
        return evaluation
    }

    private var missedKeywords: [String] {
        KeywordSearch(spoken, uncertainToo: true).missed(of: request.question.keywords)
    }

    private func drill(_ reply: CheckedReply) -> Evaluation.Drill? { choice(reply) ?? DrillChoice.forASoundAnswer }

    /// The drill that the findings and the delivery ask for; nil when nothing asks for one.
    private func choice(_ reply: CheckedReply) -> Evaluation.Drill? {
        DrillChoice(
            findings: reply.findings,
            arithmetic: arithmetic,
            delivery: request.delivery,
            missedKeywords: missedKeywords
        ).drill
    }

    private func tooLittleJudged(_ reply: CheckedReply) -> Abstention? {
        guard arithmetic.coverage(reply.findings) < Self.minCoverage else { return nil }
        return Abstention(.judge, "The judge could not tell for too much of the rubric.")
    }
}
