package import Core
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

/// What a judge found on one leaf of the rubric, after the checks.
struct Finding: Sendable, Hashable {
    /// The leaf's id.
    var leaf: String
    /// How far it is met, 0–1.
    var value: Double
    /// The words that show it.
    var evidence: [Range<Int>]
    /// One sentence about it.
    var comment: String
    /// What to change, more exactly than the rubric says; nil for the rubric's own sentence.
    var advice: String?
    /// The words the advice is about.
    var against: [Range<Int>] = []
    /// The drill for this cause; nil for the rubric's own.
    var drill: String?
    /// Whether it could not be told how far it is met: then no remark and no drill comes from it.
    var isOpen = false

    /// The nearest of yes, partly and no; a graded item shows so beside its exact share.
    var met: Evaluation.Met { value >= 0.75 ? .yes : value >= 0.25 ? .partly : .no }
}

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

/// Sentences about what a judge left out, for the reader.
enum JudgeNotes {
    /// The notes every judge makes about a transcript.
    static func about(_ spoken: Spoken) -> [String] {
        var notes: [String] = []
        if spoken.truncated { notes.append("Only the first \(Spoken.wordLimit) words were judged.") }
        let unclear = spoken.words.count - spoken.certainCount
        if unclear > 0 {
            notes.append(
                "\(unclear) of \(spoken.words.count) words were too uncertain to be judged; they count neither for nor against."
            )
        }
        if spoken.addressedCount > 0 {
            notes.append("\(spoken.addressedCount) words talk to the judge instead of answering and were left out.")
        }
        return notes
    }
}

/// What goes wrong while content is judged.
package typealias CoachingError = ModuleError<CoachingErrorCode>

/// The codes of ``CoachingError``; each is a row of ``ErrorTable``.
package enum CoachingErrorCode: String, ErrorCode {
    /// The rubric file is broken, or there is no rubric of that name.
    case invalidRubric = "evaluate.invalid_rubric"
    /// The model answered something that does not fit the schema, twice.
    case malformed = "evaluate.malformed"
}
