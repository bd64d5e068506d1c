package import Model

/// Judges without a model: cues, counts and overlaps, each shown with the words it rests on. It knows the form of a good answer
/// and not whether it is true, says so, and leaves out every item that only understanding could decide. Whether the answer belongs to the
/// question is read from embeddings where there are some; unless that was found, there is a checklist and no score.
package struct RulesJudge: Sendable {
    /// Version of the rules; part of the configuration.
    static let version = 10
    /// How far a total of judged form lies from an interviewer's, in points: with it the range holds more than four of five interviewers'
    /// totals of the development half of `Tests/CoachingTests/Labelled`.
    static let formError = 10.0
    /// The smallest share of the rubric's weight that rules must be able to judge.
    static let minCoverage = 0.5

    private let rubric: Rubric
    private let relevance: RelevanceReader

    /// A judge by one rubric.
    ///
    /// - Parameter relevance: reads whether an answer belongs to its question; without it every answer gets a checklist and no score.
    package init(rubric: Rubric, relevance: RelevanceReader = .none) {
        self.rubric = rubric
        self.relevance = relevance
    }

    /// The judge behind its port.
    package var judge: Judge {
        Judge(engine: "rules", configuration: configuration) { request in try await evaluate(request) }
    }

    /// Everything the outcome depends on besides the request.
    var configuration: String {
        "rules=\(Self.version) rubric=\(rubric.label) economy=\(AnswerEconomyMeter.version) "
            + "drills=\(DrillCatalogue.version) relevance=\(relevance.configuration)"
    }

    /// What a result hangs on.
    private var pins: [String: String] {
        [
            "rubric": rubric.hash,
            "checks": "rules \(Self.version), economy \(AnswerEconomyMeter.version), drills \(DrillCatalogue.version), "
                + "relevance \(relevance.configuration)",
        ]
    }

    private func evaluate(_ request: Judge.Request) async throws -> Evaluation {
        let spoken = Spoken(request.transcript)
        let leaves = rubric.leaves(for: request.question)
        var arithmetic = RubricArithmetic(rubric: rubric, leaves: leaves)
        var verdict = Verdict(request: request, spoken: spoken, arithmetic: arithmetic, engine: "rules")
        verdict.pins = pins
        if let reason = Abstention.from(spoken, quality: request.quality) ?? foreign(request.transcript) {
            return noted(verdict.abstaining(reason))
        }
        var sense = RuleSense(question: request.question, spoken: spoken)
        if let none = NoAnswer(sense.facts, question: request.question) {
            return noted(verdict.missing(Abstention(none.kind == .impersonal ? .offTopic : .noAnswer, none.sentence)))
        }
        let relevance = try await relevance.read(request.question, spoken)
        if relevance.verdict == .no {
            return noted(verdict.missing(Abstention(.offTopic, "\(Relevance.missed) There is no score.")))
        }
        sense.meaning = relevance.parts
        verdict.sense = sense
        let believing = believing(request, spoken, relevance.parts)
        var findings = findings(leaves, sense, believing)
        arithmetic.unknown = leaves.filter { $0.rule.flatMap(sense.outcome) == nil }
        verdict.arithmetic = arithmetic
        if relevance.verdict == .yes {
            for leaf in leaves + RelevanceGate.implied(leaves, question: request.question)
            where RelevanceGate.asks(leaf) {
                findings[leaf.id] = Finding(leaf: leaf.id, value: 1, evidence: relevance.evidence, comment: "")
            }
        }
        let ideal = IdealPoints(request.question).compared(
            sense.facts,
            believing: believing?.facts,
            near: relevance.points
        )
        if let ideal, !relevance.points.isEmpty { setIdeal(ideal, leaves, &findings) }
        let remarks = RuleRemarks(
            findings: findings,
            arithmetic: arithmetic,
            spoken: spoken,
            praises: relevance.verdict == .yes
        )
        let reply = Self.reply(findings, remarks, ideal)
        if let open = open(relevance) { return noted(verdict.checklist(reply, because: open)) }
        if arithmetic.coverage(findings) < Self.minCoverage {
            return noted(verdict.partlyUnderstood(reply, leaves))
        }
        let unjudged = leaves.count - findings.count
        let gate = RelevanceGate(
            findings,
            leaves: leaves + RelevanceGate.implied(leaves, question: request.question),
            question: request.question
        )
        let total = gate.passed(arithmetic.total(findings) ?? 0)
        var evaluation = verdict.evaluation(reply, totals: [total], gate: gate)
        // An open finding stands half met in the total, as one that is missing does.
        let judged = arithmetic.coverage(findings.filter { !$0.value.isOpen })
        evaluation.range = evaluation.score.map { Self.range($0, judged: judged) }
        return noted(evaluation, unjudged, of: leaves.count)
    }

    /// What the rules sense when every doubted word is believed; nil when no word is doubted.
    private func believing(_ request: Judge.Request, _ spoken: Spoken, _ meaning: PartReading?) -> RuleSense? {
        guard spoken.certainCount < spoken.words.count else { return nil }
        let believed = Spoken(request.transcript, believing: true)
        return RuleSense(question: request.question, spoken: believed, meaning: meaning)
    }

    /// Where a person's total probably lies beside one of the rules, in steps of five: what was not judged stands half met in the total and
    /// may be met or not, and what was judged is right to ``formError`` points.
    ///
    /// - Parameters:
    ///   - total: the total, 0–100.
    ///   - judged: the share of the rubric's weight that was judged, 0–1.
    static func range(_ total: Double, judged: Double) -> ScoreRange {
        let half = formError + 50 * (1 - judged)
        return ScoreRange(
            low: max(0, ((total - half) / 5).rounded(.down) * 5),
            high: min(100, ((total + half) / 5).rounded(.up) * 5)
        )
    }

    private static func reply(
        _ findings: [String: Finding],
        _ remarks: RuleRemarks,
        _ ideal: IdealComparison?
    ) -> CheckedReply {
        CheckedReply(
            findings: findings,
            strengths: remarks.strengths,
            improvements: remarks.improvements,
            exampleAnswer: nil,
            ideal: ideal
        )
    }

    /// Where meanings were compared, the ideal answer is met as far as its points are; four fifths of them are as good as all.
    private func setIdeal(_ ideal: IdealComparison, _ leaves: [RubricLeaf], _ findings: inout [String: Finding]) {
        guard !ideal.points.isEmpty else { return }
        let met = ideal.points.reduce(0) { $0 + ($1.met == .yes ? 1 : $1.met == .partly ? 0.5 : 0) }
        for leaf in leaves where leaf.rule == .measure(.ideal) {
            guard var finding = findings[leaf.id] else { continue }
            finding.value = min(1, met / (0.8 * Double(ideal.points.count)))
            if let missed = ideal.missing.first {
                finding.advice =
                    "You left out a point of the ideal answer: “\(RemarkCheck.tidy(missed.text, limit: 120))”"
            }
            findings[leaf.id] = finding
        }
    }

    /// Why the relevance lets there be a checklist only; nil where it lets there be a score.
    private func open(_ relevance: Relevance) -> Abstention? {
        switch relevance.verdict {
        case .unjudged: Abstention(.judge, Relevance.notJudged)
        case .unsure: Abstention(.judge, Relevance.unclear)
        case .no, .yes: nil
        }
    }

    /// Judges the leaves. Where uncertain words would change a finding, it is left out: they count neither for nor against.
    private func findings(_ leaves: [RubricLeaf], _ sense: RuleSense, _ believing: RuleSense?) -> [String: Finding] {
        var findings: [String: Finding] = [:]
        for leaf in leaves {
            guard let rule = leaf.rule, let outcome = sense.outcome(rule) else { continue }
            if let believed = believing?.outcome(rule), abs(believed.value - outcome.value) > 0.2 { continue }
            var value = outcome.value
            if leaf.item.needsNumber, value > 0.5, !outcome.evidence.contains(where: { sense.facts.holdsNumber($0) }) {
                value = 0.5
            }
            findings[leaf.id] = Finding(
                leaf: leaf.id,
                value: value,
                evidence: outcome.evidence,
                comment: outcome.comment,
                advice: outcome.advice,
                against: outcome.against,
                drill: outcome.drill,
                isOpen: outcome.isOpen
            )
        }
        return findings
    }

    private func foreign(_ transcript: Transcript) -> Abstention? {
        let language = transcript.language.lowercased()
        guard language != "en", !language.hasPrefix("en-") else { return nil }
        return Abstention(
            .judge,
            "The rules judge knows English only; a model can judge answers in \(transcript.language.prefix(20))."
        )
    }

    private func noted(_ evaluation: Evaluation, _ unjudged: Int = 0, of count: Int = 0) -> Evaluation {
        var noted = evaluation
        noted.notes.insert(
            "Judged by fixed rules: they look for the form of a good answer (parts, reasons, numbers, order) and cannot tell whether what was "
                + "said is true or well argued.",
            at: 0
        )
        if unjudged > 0 {
            noted.notes.append(
                "\(unjudged) of \(count) points need understanding, or hang on uncertain words, and were not judged; what needs understanding counts as half met."
            )
        }
        return noted
    }
}

extension AnswerFacts {
    /// Whether words hold a number.
    func holdsNumber(_ words: Range<Int>) -> Bool {
        spoken.tokens.contains { $0.isNumber && $0.text != "1" && words.contains($0.first) }
    }
}
