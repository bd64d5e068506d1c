/// Words such as "because", "as a result" or "for example" announce something; they earn nothing unless it comes.
extension RuleSense {
    /// Most tokens after a word of reason that can be its reason.
    private static let reach = 15

    /// The places of announcing phrases whose sentence says something beside them: two content words, one of them not said before, that
    /// are neither words of the announcing list nor of the question. A question announces nothing.
    func announced(_ phrases: [String]) -> [CueSearch.Hit] {
        let hits = search.hits(phrases)
        guard !hits.isEmpty else { return [] }
        let empty = numbers(
            of: phrases.flatMap { $0.split(separator: " ").filter { !$0.hasPrefix("<") }.map { Stem.of(String($0)) } }
        ).union(asked)
        var says: [Int: Bool] = [:]
        return hits.filter { hit in
            if let known = says[hit.sentence] { return known }
            let holds = self.says(hit.sentence, beside: empty)
            says[hit.sentence] = holds
            return holds
        }
    }

    /// Whether a sentence states two content words besides the given ones, one of them not said before.
    func says(_ sentence: Int, beside empty: Set<Int>) -> Bool {
        !isQuestion(sentence) && search.content[sentence].subtracting(empty).count >= 2
            && !search.new[sentence].subtracting(empty).isEmpty
    }

    /// Two reasons, each by another word of reason. What follows the word, up to the next one, must hold two content words, one of
    /// them said for the first time: a reason explains by something else than what it explains.
    var reasons: Outcome {
        let hits = announced(CuePhrases.reasons)
        let empty = numbers(of: CuePhrases.reasons.flatMap { $0.split(separator: " ").map { Stem.of(String($0)) } })
            .union(asked)
        let kept = hits.filter { hit in
            let next = hits.first { $0.tokens.lowerBound >= hit.tokens.upperBound }?.tokens.lowerBound ?? .max
            let from = hit.tokens.upperBound
            let end = min(next, facts.stems.count, from + Self.reach)
            guard from < end else { return false }
            let said = Set(
                (from..<end).filter {
                    facts.sentence[$0] == hit.sentence && facts.usable[$0] && facts.isContent[$0]
                        && !empty.contains(facts.stemNumbers[$0])
                }.map { facts.stemNumbers[$0] }
            )
            return said.count >= 2 && said.contains { facts.firstPlaces[$0] >= from }
        }
        let distinct = search.distinct(kept)
        let value = distinct.count >= 2 ? 1 : distinct.isEmpty ? 0 : 0.5
        return Outcome(
            value: value,
            evidence: value > 0 ? distinct.prefix(3).map { search.words(around: $0.tokens) } : [],
            advice: distinct.count == 1 ? "You give one reason; say how it works, or add a second." : nil
        )
    }

    private func numbers(of stems: [String]) -> Set<Int> {
        Set(stems.compactMap { facts.numberOfStem[$0] })
    }

    private func isQuestion(_ sentence: Int) -> Bool {
        guard let last = facts.spoken.sentences[sentence].last else { return false }
        return facts.spoken.text(last..<last + 1).contains("?")
    }
}
