package import Model

/// Judges without a model: cues, counts and overlaps, each shown with the words it rests on. It knows the form of a good answer
/// and not whether it is true, says so, and leaves out every item that only understanding could decide.
package struct RulesJudge: Sendable {
    /// Version of the rules; part of the configuration.
    static let version = 5
    /// The smallest share of the rubric's weight that rules must be able to judge.
    static let minCoverage = 0.35

    private let rubric: Rubric

    /// A judge by one rubric.
    package init(rubric: Rubric) { self.rubric = rubric }

    /// The judge behind its port.
    package var judge: Judge {
        Judge(engine: "rules", configuration: configuration) { request in evaluate(request) }
    }

    /// Everything the outcome depends on besides the request.
    var configuration: String {
        "rules=\(Self.version) rubric=\(rubric.label) economy=\(AnswerEconomyMeter.version) "
            + "drills=\(DrillCatalogue.version)"
    }

    /// What a result hangs on.
    private var pins: [String: String] {
        [
            "rubric": rubric.hash,
            "checks": "rules \(Self.version), economy \(AnswerEconomyMeter.version), drills \(DrillCatalogue.version)",
        ]
    }

    private func evaluate(_ request: Judge.Request) -> Evaluation {
        let spoken = Spoken(request.transcript)
        let leaves = rubric.leaves(for: request.question)
        let arithmetic = RubricArithmetic(rubric: rubric, leaves: leaves)
        var verdict = Verdict(request: request, spoken: spoken, arithmetic: arithmetic, engine: "rules")
        verdict.pins = pins
        if let reason = Abstention.from(spoken, quality: request.quality) ?? foreign(request.transcript) {
            return noted(verdict.abstaining(reason), judged: 0, of: leaves.count)
        }
        let doubted = spoken.certainCount < spoken.words.count
        let believed = doubted ? Spoken(request.transcript, believing: true) : nil
        let sense = RuleSense(question: request.question, spoken: spoken)
        verdict.sense = sense
        let believing = believed.map { RuleSense(question: request.question, spoken: $0) }
        let findings = findings(
            leaves,
            sense,
            believing
        )
        // Looked for without a trace is open, but it is no lack of clear words.
        let untold = leaves.filter { $0.rule == .measure(.onTopic) && findings[$0.id] == nil }
        verdict.minCoverage = Self.minCoverage - untold.reduce(0) { $0 + arithmetic.share(of: $1) }
        if arithmetic.coverage(findings) < verdict.minCoverage {
            let reason = Abstention(
                .judge,
                "Rules can judge only \(findings.count) of the \(leaves.count) items of this rubric; a model is needed."
            )
            return noted(verdict.abstaining(reason), judged: findings.count, of: leaves.count)
        }
        let remarks = RuleRemarks(findings: findings, arithmetic: arithmetic, spoken: spoken)
        let ideal = request.question.idealAnswer.map { RemarkCheck.tidy($0, limit: CheckedReply.maxExample) } ?? ""
        let reply = CheckedReply(
            findings: findings,
            strengths: remarks.strengths,
            improvements: remarks.improvements,
            exampleAnswer: ideal.isEmpty ? nil : ExampleAnswer.labelled(ideal),
            ideal: IdealPoints(request.question).compared(sense.facts, believing: believing?.facts)
        )
        let total = arithmetic.total(findings) ?? 0
        return noted(verdict.evaluation(reply, totals: [total]), judged: findings.count, of: leaves.count)
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
                comment: outcome.comment
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

    private func noted(_ evaluation: Evaluation, judged: Int, of count: Int) -> Evaluation {
        var noted = evaluation
        noted.notes.insert(
            "This is a rules judge: it looks for the form of a good answer (parts, reasons, numbers, order) and cannot tell whether what was "
                + "said is true or well argued.",
            at: 0
        )
        if evaluation.abstained == nil, judged < count {
            noted.notes.append(
                "\(count - judged) of \(count) items need understanding, or hang on uncertain words, and were not judged; the score rests on the others."
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
