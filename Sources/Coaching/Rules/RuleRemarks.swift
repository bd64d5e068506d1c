import Model

/// Strengths and improvements from the rubric's own sentences, the weightiest first, each with its words.
struct RuleRemarks {
    /// What to keep, at most three.
    let strengths: [Evaluation.Remark]
    /// What to change, at most three.
    let improvements: [Evaluation.Remark]

    /// The remarks on judged findings; each rubric item speaks once.
    init(findings: [String: Finding], arithmetic: RubricArithmetic, spoken: Spoken) {
        let ranked = arithmetic.leaves.enumerated()
            .compactMap { index, leaf in
                findings[leaf.id].map { (index: index, leaf: leaf, finding: $0, share: arithmetic.share(of: leaf)) }
            }
        var said: Set<String> = []
        strengths =
            ranked.filter { $0.finding.value >= 0.75 && !$0.finding.evidence.isEmpty }
            .sorted { ($1.share, $0.index) < ($0.share, $1.index) }
            .compactMap { entry in
                guard let text = entry.leaf.item.strength, said.insert(text).inserted else { return nil }
                return Evaluation.Remark(text: text, evidence: entry.finding.evidence.prefix(2).map(spoken.evidence))
            }
            .prefix(3).map { $0 }
        said = []
        improvements =
            ranked.filter { $0.finding.value < 0.75 }
            .map { (lost: $0.share * (1 - $0.finding.value), entry: $0) }
            .sorted { ($1.lost, $0.entry.index) < ($0.lost, $1.entry.index) }
            .compactMap { lost in
                guard let text = lost.entry.leaf.item.improvement, said.insert(text).inserted else { return nil }
                return Evaluation.Remark(
                    text: lost.entry.finding.value > 0 ? Self.furthering(text) : text,
                    evidence: lost.entry.finding.evidence.prefix(1).map(spoken.evidence)
                )
            }
            .prefix(3).map { $0 }
    }

    /// Advice on something half done, so that it does not sound as if nothing of it were there.
    private static func furthering(_ text: String) -> String {
        "A start is there; go further: " + text.prefix(1).lowercased() + text.dropFirst()
    }
}
