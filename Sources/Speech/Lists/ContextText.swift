import Model

/// A text as rules see it: its words without the filled pauses, and what stands between them. Where a transcript has no punctuation,
/// a silence of 300 ms between two words stands for a comma.
struct ContextText {
    /// A silence this long stands for a comma in a text without punctuation, in milliseconds.
    static let commaMs = 300

    private var words: [String] = []
    private var gaps: [TextToken.Gap] = []
    /// The place of a token among the words; where a token is a filled pause, the place of the next word.
    private(set) var places: [Int] = []

    /// The words of `tokens` that are no filled pauses.
    init(_ spoken: SpokenText, filledPauses: Set<Int>) {
        var gap = TextToken.Gap.edge
        var lastEnd: Int?
        for (index, token) in spoken.tokens.enumerated() {
            places.append(words.count)
            gap = max(gap, token.gapBefore)
            let times = spoken.times[index]
            if !spoken.isPunctuated, spoken.wordTimes == .exact, let lastEnd, let times,
                times.startMs - lastEnd >= Self.commaMs
            {
                gap = max(gap, .comma)
            }
            if let times { lastEnd = times.endMs }
            if filledPauses.contains(index) { continue }
            words.append(token.folded)
            gaps.append(gap)
            gap = .tight
        }
        gaps.append(.edge)
        places.append(words.count)
    }

    /// How many words there are.
    var count: Int { words.count }

    /// The word at a place.
    func word(at place: Int) -> String { words[place] }

    /// What stands in front of the word at a place; after the last word, the edge of the text.
    func gap(at place: Int) -> TextToken.Gap { place < gaps.count ? gaps[place] : .edge }
}
