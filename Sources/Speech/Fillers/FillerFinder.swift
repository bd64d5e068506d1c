import Model

/// Finds the fillers a text shows: filled pauses by their spelling, filler words by list and context.
struct FillerFinder: Sendable {
    /// A filler at some tokens of a text.
    struct Find: Sendable, Hashable {
        /// The normalised filler.
        var text: String
        /// What sort it is.
        var kind: Fillers.Kind
        /// The tokens it takes.
        var tokens: Range<Int>
    }

    /// What a transcript's spelling is worth for a filled pause: an engine that writes "um" rarely invents one.
    static let filledPauseConfidence = 0.95
    /// What a rule of context is worth: its precision on the held-out half of the labelled sentences, rounded down.
    static let lexicalConfidence = 0.9

    private let filledPauses: Lexicon
    private let lexical: Lexicon

    /// A finder for one language.
    init(_ list: LanguageList) {
        filledPauses = Lexicon(list.filledPauses, classes: list.classes)
        lexical = Lexicon(list.lexical, classes: list.classes)
    }

    /// Every filler of a text in order; no token belongs to two.
    func fillers(in spoken: SpokenText) -> [Find] {
        let pauses = matches(of: filledPauses, in: spoken, taken: [], kind: .filledPause)
        let taken = Set(pauses.flatMap(\.tokens))
        let words = matches(of: lexical, in: spoken, taken: taken, kind: .lexical)
        return (pauses + words).sorted { $0.tokens.lowerBound < $1.tokens.lowerBound }
    }

    private func matches(of lexicon: Lexicon, in spoken: SpokenText, taken: Set<Int>, kind: Fillers.Kind) -> [Find] {
        let text = ContextText(spoken, filledPauses: taken)
        let isShouted = !spoken.tokens.contains { $0.text.contains(where: \.isLowercase) }
        var finds: [Find] = []
        var index = 0
        while index < spoken.tokens.count {
            guard !taken.contains(index), let match = lexicon.entry(at: index, in: spoken.tokens),
                !spoken.tokens[index + match.count - 1].isCutOff || kind == .filledPause,
                kind == .lexical || isShouted || !isAbbreviation(spoken.tokens[index])
            else {
                index += 1
                continue
            }
            let end = index + match.count
            let place = text.places[index]
            if lexicon.counts(match.rules, from: place, to: text.places[end], in: text) {
                finds.append(Find(text: match.entry.text, kind: kind, tokens: index..<end))
            }
            index = end
        }
        return finds
    }

    /// Whether a word is written as an abbreviation: the ER is a place.
    private func isAbbreviation(_ token: TextToken) -> Bool {
        token.text.unicodeScalars.count > 1 && token.text.allSatisfy(\.isUppercase)
    }
}
