import Model

/// What the relevance of an answer does to its total, with every judge: an answer that misses the question gets at most fifteen points, one
/// that spends most of its words elsewhere loses part of them.
struct RelevanceGate: Sendable, Hashable {
    /// The highest total of an answer that misses its question.
    static let ceiling = 15.0
    /// What is left of such a total before the ceiling.
    static let missedShare = 0.2
    /// What is left of the total of an answer that only touches its question.
    static let touchedShare = 0.6
    /// The id of the finding that is asked for where a rubric asks nothing about relevance.
    static let impliedID = "Relevance.on_topic"

    /// How far the question is answered, 0–1; nil when it could not be told.
    let value: Double?
    /// Whether there is a question to answer.
    let applies: Bool

    /// The gate of a reply. Without a question there is none.
    init(_ findings: [String: Finding], leaves: [RubricLeaf], question: Question) {
        applies = question.text.contains { !$0.isWhitespace }
        let asked = leaves.filter(Self.asks).compactMap { findings[$0.id]?.value }
        value = asked.min()
    }

    /// Whether the answer misses its question.
    var isMissed: Bool { applies && value.map { $0 < 0.25 } ?? false }
    /// Whether it could not be told.
    var isUnknown: Bool { applies && value == nil }

    /// A total, 0–100, behind the gate, rounded to one decimal.
    func passed(_ total: Double) -> Double {
        guard applies, let value else { return total }
        if value < 0.25 { return RubricArithmetic.rounded(min(Self.ceiling, total * Self.missedShare)) }
        return RubricArithmetic.rounded(value < 0.75 ? total * Self.touchedShare : total)
    }

    /// Whether a leaf asks for the relevance.
    static func asks(_ leaf: RubricLeaf) -> Bool { leaf.rule == .measure(.onTopic) || leaf.id == impliedID }

    /// The finding to ask for beside a rubric's own, none when the rubric asks it already or there is no question.
    static func implied(_ leaves: [RubricLeaf], question: Question) -> [RubricLeaf] {
        guard question.text.contains(where: { !$0.isWhitespace }), !leaves.contains(where: asks) else { return [] }
        let text = "It answers the question that was asked, not a neighbouring one."
        let item = RubricItem(id: "on_topic", text: text, weight: 1, kind: .yesPartlyNo, rule: nil, needsNumber: false)
        return [RubricLeaf(id: impliedID, text: text, weight: 0, criterion: 0, levels: [], item: item)]
    }
}
