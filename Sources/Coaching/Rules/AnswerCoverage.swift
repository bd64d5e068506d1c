package import Model

/// What an answer contains of what its question asks for, found by the rules' cues and by words. Made for choosing a follow-up: in
/// doubt something counts as found, because asking for what was said already is worse than leaving a follow-up out.
package struct AnswerCoverage: Sendable, Hashable {
    /// The parts of a told experience.
    package enum Part: String, Sendable, CaseIterable {
        case situation, task, action, result, reflection
    }

    /// The parts that were found.
    package let parts: Set<Part>
    /// The places of the points that were found.
    package let points: Set<Int>

    /// From this share of a point's content words on the point counts as touched.
    static let touched = 0.3

    /// The coverage of an answer.
    ///
    /// - Parameters:
    ///   - question: what was asked; saying its words again says nothing.
    ///   - points: what a good answer contains.
    ///   - transcript: what was said.
    package init(of transcript: Transcript, to question: String, points: [String]) {
        let sense = RuleSense(question: Question(text: question), spoken: Spoken(transcript, believing: true))
        var parts: Set<Part> = []
        // A judge wants a sentence that says something besides the cue; here the cue alone is enough.
        let plain = " " + sense.facts.spoken.tokens.map(\.text).joined(separator: " ") + " "
        func says(_ phrases: [String]) -> Bool {
            !sense.search.hits(phrases).isEmpty
                || phrases.contains { !$0.contains("<") && !$0.contains("*") && plain.contains(" \($0) ") }
        }
        if says(CuePhrases.situation) { parts.insert(.situation) }
        if says(CuePhrases.task) { parts.insert(.task) }
        if !sense.actions.isEmpty { parts.insert(.action) }
        if says(CuePhrases.result) || sense.quantified.value > 0.3 { parts.insert(.result) }
        if says(CuePhrases.reflection) { parts.insert(.reflection) }
        self.parts = parts
        let facts = sense.facts
        let said = Set(facts.stems.indices.filter { facts.usable[$0] }.map { facts.stems[$0] })
        let asked = Set(Token.texts(of: question).map(Stem.of))
        var found: Set<Int> = []
        for (place, point) in points.enumerated() {
            let words = Token.texts(of: point)
            let content = Set(words.filter(EnglishWords.isContent).map(Stem.of))
            let own = content.subtracting(asked)
            let wanted = own.isEmpty ? content : own
            let common = wanted.intersection(said).count
            let share = Double(common) / Double(max(1, wanted.count))
            if common >= 2 && share >= Self.touched || share >= 0.5 && common >= 1 { found.insert(place) }
            // Points in the words of a plan ("The result and how it was measured") are met by the part they name.
            for (part, names) in Self.named where parts.contains(part) {
                if !content.isDisjoint(with: names) { found.insert(place) }
            }
        }
        self.points = found
    }

    private static let named: [(Part, Set<String>)] = [
        (
            .result,
            stems(
                "result outcome effect impact sign evidence measure measured improvement success number numbers change"
            )
        ),
        (.reflection, stems("learned lesson learnt reflection differently hindsight today since")),
        (.action, stems("steps step action actions did personally help approach")),
        (.situation, stems("situation context background setting")),
        (.task, stems("task goal responsibility aim stake stakes role")),
    ]

    private static func stems(_ words: String) -> Set<String> {
        Set(words.split(separator: " ").map { Stem.of(String($0)) })
    }
}
