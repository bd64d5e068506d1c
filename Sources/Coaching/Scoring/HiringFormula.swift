import Model

/// The hiring estimate: four fifths the weighted mean of the judged criteria, one fifth the weakest of them, because one plain gap weighs
/// more with interviewers than a mean says. Everything is taken from the scores as shown, so a reader can add it up.
struct HiringFormula {
    /// The share of the weakest criterion.
    static let weakestShare = 0.2

    /// The estimate; nil when nothing was judged.
    let estimate: HiringEstimate?

    /// The estimate for judged criteria under a rubric's weights. `opinion` is shown apart and enters nothing.
    init(_ criteria: [Evaluation.Criterion], rubric: Rubric, opinion: HiringEstimate.Opinion? = nil) {
        let weights = Dictionary(rubric.criteria.map { ($0.id, $0.weight) }, uniquingKeysWith: { first, _ in first })
        let judged = criteria.compactMap { criterion in
            criterion.score.map { (title: criterion.title, score: $0, weight: weights[criterion.id] ?? 0) }
        }.filter { $0.weight > 0 }
        let all = judged.reduce(0) { $0 + $1.weight }
        guard all > 0, let weakest = judged.min(by: { $0.score < $1.score }) else {
            estimate = nil
            return
        }
        var parts = judged.map { criterion in
            HiringEstimate.Part(
                name: criterion.title,
                weight: Self.thousandths((1 - Self.weakestShare) * criterion.weight / all),
                value: criterion.score
            )
        }
        let rest = 1 - Self.weakestShare - parts.reduce(0) { $0 + $1.weight }
        parts[parts.count - 1].weight = Self.thousandths(parts[parts.count - 1].weight + rest)
        parts.append(
            HiringEstimate.Part(
                name: "Weakest criterion: \(weakest.title)",
                weight: Self.weakestShare,
                value: weakest.score
            )
        )
        let sum = parts.reduce(0) { $0 + $1.weight * $1.value }
        let percent = Int(min(100, max(0, sum)).rounded())
        let terms = parts.map {
            "\(NumberWords.spelling($0.weight)) × \(NumberWords.spelling($0.value)) (\($0.name))"
        }
        estimate = HiringEstimate(
            percent: percent,
            formula: "\(percent) % = " + terms.joined(separator: " + ") + ", rounded",
            parts: parts,
            opinion: opinion
        )
    }

    private static func thousandths(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }
}
