/// Finds words that weaken what is said ("maybe", "I guess") by list and context. "Kind of" is both a filler and a hedge and stands
/// in both lists; the two never enter the same part of a score.
struct HedgeFinder: Sendable {
    private let lexicon: Lexicon

    /// A finder for one language.
    init(_ list: LanguageList) {
        lexicon = Lexicon(list.hedges, classes: list.classes)
    }

    /// The tokens of each hedge in order; no token belongs to two.
    func hedges(in spoken: SpokenText, filledPauses: Set<Int>) -> [Range<Int>] {
        let text = ContextText(spoken, filledPauses: filledPauses)
        var hedges: [Range<Int>] = []
        var index = 0
        while index < spoken.tokens.count {
            guard !filledPauses.contains(index), let match = lexicon.entry(at: index, in: spoken.tokens) else {
                index += 1
                continue
            }
            let end = index + match.count
            if lexicon.counts(match.rules, from: text.places[index], to: text.places[end], in: text) {
                hedges.append(index..<end)
            }
            index = end
        }
        return hedges
    }
}
