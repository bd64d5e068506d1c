import Model

/// Strengths and improvements from the rubric's own sentences, the weightiest first, each with its words. No sentence of the speaker stands
/// under both.
struct RuleRemarks {
    /// What to keep, at most three.
    let strengths: [Evaluation.Remark]
    /// What to change, at most three.
    let improvements: [Evaluation.Remark]

    private struct Entry {
        var leaf: RubricLeaf
        var finding: Finding
        var lost: Double
        var share: Double
        var index: Int
    }

    /// The remarks on judged findings; each rubric item speaks once. `praises` is false where it was not found that the answer belongs to
    /// its question: then nothing is praised.
    init(findings: [String: Finding], arithmetic: RubricArithmetic, spoken: Spoken, praises: Bool) {
        let entries = arithmetic.leaves.enumerated().compactMap { index, leaf in
            findings[leaf.id].map { finding in
                let share = arithmetic.share(of: leaf)
                return Entry(
                    leaf: leaf,
                    finding: finding,
                    lost: share * (1 - finding.value),
                    share: share,
                    index: index
                )
            }
        }
        let changes = Self.changes(entries)
        let kept = praises ? Self.kept(entries, beside: changes, spoken) : []
        strengths = kept.map { entry in
            Evaluation.Remark(
                text: entry.leaf.item.strength ?? "",
                evidence: entry.finding.evidence.prefix(2).map(spoken.evidence)
            )
        }
        let keptSentences = Set(kept.flatMap { $0.finding.evidence.prefix(2) }.map { Self.sentence($0, spoken) })
        improvements = changes.map { entry, text in
            let words = entry.finding.against.first { !keptSentences.contains(Self.sentence($0, spoken)) }
            return Evaluation.Remark(text: text, evidence: words.map { [spoken.evidence($0)] } ?? [])
        }
    }

    /// What to change, by what it costs; a compound item speaks once, of the parts that are missing.
    private static func changes(_ entries: [Entry]) -> [(Entry, String)] {
        var said: Set<String> = []
        var items: Set<String> = []
        return entries.filter { $0.finding.value < 0.75 && !$0.finding.isOpen }
            .sorted { ($1.lost, $0.index) < ($0.lost, $1.index) }
            .compactMap { entry in
                let item = "\(entry.leaf.criterion).\(entry.leaf.item.id)"
                guard items.insert(item).inserted else { return nil }
                let parts = entries.filter { "\($0.leaf.criterion).\($0.leaf.item.id)" == item }.map(\.finding)
                guard
                    let text = MissingParts(entry.leaf.item, parts).advice ?? entry.finding.advice
                        ?? entry.leaf.item.improvement.map({ entry.finding.value > 0 ? "Good start. \($0)" : $0 }),
                    said.insert(text).inserted
                else { return nil }
                return (entry, text)
            }
            .prefix(3).map { $0 }
    }

    /// What to keep: met items with words of their own, a compound one only when all of its parts are there.
    private static func kept(_ entries: [Entry], beside changes: [(Entry, String)], _ spoken: Spoken) -> [Entry] {
        let changed = Set(changes.map { "\($0.0.leaf.criterion).\($0.0.leaf.item.id)" })
        let blamed = Set(changes.flatMap(\.0.finding.against).map { sentence($0, spoken) })
        var said: Set<String> = []
        return entries.filter { entry in
            entry.finding.value >= 0.75 && !entry.finding.evidence.isEmpty
                && !changed.contains("\(entry.leaf.criterion).\(entry.leaf.item.id)")
                && !entry.finding.evidence.prefix(2).contains { blamed.contains(sentence($0, spoken)) }
        }
        .sorted { ($1.share, $0.index) < ($0.share, $1.index) }
        .filter { entry in entry.leaf.item.strength.map { said.insert($0).inserted } ?? false }
        .prefix(3).map { $0 }
    }

    private static func sentence(_ words: Range<Int>, _ spoken: Spoken) -> Int {
        spoken.sentences.firstIndex { $0.contains(words.lowerBound) } ?? 0
    }
}

/// Names the parts of a compound item that are missing, so that advice never asks for what was said.
struct MissingParts {
    /// What to change; nil when the item is no told experience or nothing is missing.
    let advice: String?
    /// The drill that trains what is missing; nil for the item's own.
    let drill: String?

    /// How a speaker is told of each part, with its drill when it alone is missing.
    private static let names: [String: (name: String, drill: String)] = [
        "situation": ("where and when it was", "star-outline"), "task": ("what you had to do", "star-outline"),
        "action": ("what you did", "own-actions"), "result": ("what came of it", "result-number"),
    ]

    /// How a speaker is told of the part of a told experience that a leaf asks for; nil for every other leaf.
    static func name(_ leaf: String) -> String? { leaf.split(separator: ".").last.flatMap { names[String($0)]?.name } }

    /// The missing parts of an item by the findings on it; parts that were not judged are not missing.
    init(_ item: RubricItem, _ findings: [Finding]) {
        let open = findings.filter { $0.value < 0.75 }
        let named = open.compactMap { finding in
            finding.leaf.split(separator: ".").last.flatMap { Self.names[String($0)] }
        }
        guard case .compound(let parts) = item.kind, !named.isEmpty, named.count == open.count else {
            advice = nil
            drill = nil
            return
        }
        if named.count == parts.count {
            advice = item.improvement
            drill = nil
        } else {
            let list = SentenceParts.list(named.map(\.name))
            advice = open.allSatisfy { $0.value > 0 } ? "Say more about \(list)." : "Make clear \(list)."
            drill = named.count == 1 ? named[0].drill : nil
        }
    }
}
