import Model

/// Adds findings up to scores. A criterion is the weighted mean of its judged leaves. The total is 85 % the weighted mean of the judged
/// criteria and 15 % the weakest weighty one, because one plain gap weighs more with interviewers than a mean says; the share was measured
/// on the labelled gradings of `Tests/CoachingTests/Labelled`. All are 0–100. Leaves in ``unknown`` count as half met in the total; others
/// that were not judged count neither for nor against.
struct RubricArithmetic {
    /// The rubric.
    let rubric: Rubric
    /// Its leaves for the question at hand.
    let leaves: [RubricLeaf]
    /// Leaves that the judge cannot judge at all. Each stands half met in the total, so that a full checklist of the others is no full
    /// score.
    var unknown: [RubricLeaf] = []

    /// The share of the weakest weighty criterion.
    static let weakestShare = 0.15
    /// A criterion is weighty from this share of the judged weight on.
    static let weightyShare = 0.15

    /// The total, 0–100, rounded to one decimal; nil when nothing was judged.
    func total(_ findings: [String: Finding]) -> Double? {
        let judged = rubric.criteria.indices.compactMap { index in
            score(criterion: index, findings).map { (weight: rubric.criteria[index].weight, score: $0) }
        }
        let weight = judged.reduce(0) { $0 + $1.weight }
        guard weight > 0 else { return nil }
        let mean = judged.reduce(0) { $0 + $1.weight * $1.score } / weight
        let weakest = judged.filter { $0.weight >= Self.weightyShare * weight }.map(\.score).min() ?? mean
        let known = (1 - Self.weakestShare) * mean + Self.weakestShare * weakest
        let open = unknown.filter { findings[$0.id] == nil }.reduce(0) { $0 + share(of: $1) }
        return Self.rounded(known * (1 - open) + 50 * open)
    }

    /// The score of one criterion, 0–100; nil when none of its leaves was judged.
    func score(criterion: Int, _ findings: [String: Finding]) -> Double? {
        var sum = 0.0
        var weight = 0.0
        for leaf in leaves where leaf.criterion == criterion {
            guard let finding = findings[leaf.id] else { continue }
            sum += leaf.weight * min(1, max(0, finding.value))
            weight += leaf.weight
        }
        return weight > 0 ? min(100, max(0, 100 * sum / weight)) : nil
    }

    /// The share of the rubric's weight that was judged, 0–1.
    func coverage(_ findings: [String: Finding]) -> Double {
        let all = leaves.reduce(0) { $0 + share(of: $1) }
        let judged = leaves.filter { findings[$0.id] != nil }.reduce(0) { $0 + share(of: $1) }
        return all > 0 ? judged / all : 0
    }

    /// The share of the total score that a leaf decides when everything is judged, 0–1.
    func share(of leaf: RubricLeaf) -> Double {
        let within = leaves.filter { $0.criterion == leaf.criterion }.reduce(0) { $0 + $1.weight }
        let present = Set(leaves.map(\.criterion)).reduce(0) { $0 + rubric.criteria[$1].weight }
        guard within > 0, present > 0 else { return 0 }
        return leaf.weight / within * rubric.criteria[leaf.criterion].weight / present
    }

    /// The criteria as a result shows them; leaves that were not judged are left out.
    func criteria(_ findings: [String: Finding], spoken: Spoken) -> [Evaluation.Criterion] {
        rubric.criteria.enumerated().map { index, criterion in
            let items = leaves.filter { $0.criterion == index }.compactMap { leaf in
                findings[leaf.id].map { finding in
                    Evaluation.Item(
                        id: leaf.id,
                        text: leaf.text,
                        met: finding.met,
                        evidence: finding.evidence.map(spoken.evidence),
                        comment: finding.comment
                    )
                }
            }
            return Evaluation.Criterion(
                id: criterion.id,
                title: criterion.title,
                score: score(criterion: index, findings).map(Self.rounded),
                items: items
            )
        }
    }

    /// One decimal.
    static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
