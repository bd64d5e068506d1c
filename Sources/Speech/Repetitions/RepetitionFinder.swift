/// Finds words and phrases said twice in a row, words broken off, and restarts.
///
/// - A repetition is a stretch of one to four words said again at once, filled pauses and filler words between them passed over
///   ("the the", "I was, um, I was"). Doubles said on purpose, numbers, and words on both sides of a sentence's end are none.
/// - A cut-off is a word written with a hyphen at its end ("proj- project"), and a stutter is one word written "I-I".
/// - A restart is a dash or an ellipsis after which one of the last four words is taken up again ("we had — we have").
struct RepetitionFinder: Sendable {
    private static let longestPhrase = 4
    private static let restartReach = 4
    /// A longer run is told in pieces: the search stays linear in a text of one word.
    private static let longestRun = 40

    private let doubles: Set<String>
    private let functionWords: Set<String>

    /// A finder for a language.
    init(_ list: LanguageList?) {
        doubles = Set((list?.doubles ?? []).map(TextTokens.fold))
        functionWords = Set((list?.neverLast ?? []) + (list?.clauseStarters ?? []))
    }

    /// Every repetition in order; no two share a word.
    func repetitions(in spoken: SpokenText, fillers: Set<Int>) -> [Range<Int>] {
        let kept = spoken.tokens.indices.filter { !fillers.contains($0) }
        var finds: [Range<Int>] = []
        var at = 0
        while at < kept.count {
            let length = found(at, kept, spoken.tokens)
            if let length {
                finds.append(kept[at]..<kept[at + length - 1] + 1)
                at += length
            } else {
                at += 1
            }
        }
        return finds
    }

    private func found(_ at: Int, _ kept: [Int], _ tokens: [TextToken]) -> Int? {
        tokens[kept[at]].isCutOff
            ? broken(at, kept, tokens) ?? repeated(at, kept, tokens)
            : repeated(at, kept, tokens) ?? broken(at, kept, tokens)
    }

    /// How many words from `at` on are one phrase said again and again.
    private func repeated(_ at: Int, _ kept: [Int], _ tokens: [TextToken]) -> Int? {
        guard at + 1 < kept.count else { return nil }
        let word = tokens[kept[at]].folded
        // A phrase that begins with a double is that double again.
        let longest = word == tokens[kept[at + 1]].folded ? 1 : Self.longestPhrase
        for phrase in stride(from: longest, through: 1, by: -1) {
            guard isUnbroken(at + 1..<at + phrase, kept, tokens) else { continue }
            var length = phrase
            while length < Self.longestRun, says(phrase, of: at, at: at + length, kept, tokens) { length += phrase }
            guard length > phrase else { continue }
            let isMeant = phrase == 1 && (doubles.contains(word) || word.first?.isNumber == true)
            return isMeant ? nil : length
        }
        return nil
    }

    /// Whether the phrase at `first` is said again at `second`, with no end of a sentence before or in it.
    private func says(_ phrase: Int, of first: Int, at second: Int, _ kept: [Int], _ tokens: [TextToken]) -> Bool {
        guard second + phrase <= kept.count else { return false }
        for offset in 0..<phrase where tokens[kept[first + offset]].folded != tokens[kept[second + offset]].folded {
            return false
        }
        return isUnbroken(second..<second + phrase, kept, tokens)
    }

    /// Whether no sentence ends in front of any of these kept words.
    private func isUnbroken(_ range: Range<Int>, _ kept: [Int], _ tokens: [TextToken]) -> Bool {
        range.allSatisfy { $0 < kept.count && gap($0, kept, tokens) != .edge }
    }

    /// The strongest mark between a kept word and the kept word before it.
    private func gap(_ index: Int, _ kept: [Int], _ tokens: [TextToken]) -> TextToken.Gap {
        var strongest = TextToken.Gap.tight
        var token = kept[index]
        let previous = index > 0 ? kept[index - 1] : -1
        // Fillers come in short runs; a bound keeps a text of nothing else linear.
        var steps = 0
        while token > previous, steps < 16 {
            strongest = max(strongest, tokens[token].gapBefore)
            token -= 1
            steps += 1
        }
        return strongest
    }

    /// How many words from `at` on are a word broken off and its second try, a stutter, or a restart.
    private func broken(_ at: Int, _ kept: [Int], _ tokens: [TextToken]) -> Int? {
        let token = tokens[kept[at]]
        if token.isCutOff {
            var length = 1
            while at + length < kept.count, tokens[kept[at + length]].isCutOff, length < 8 { length += 1 }
            let completes = at + length < kept.count && tokens[kept[at + length]].folded.hasPrefix(token.folded)
            // "pre- and post-release": a hyphen before a conjunction is spelling, not a break.
            let isSpelling = at + 1 < kept.count && !completes && functionWords.contains(tokens[kept[at + 1]].folded)
            return isSpelling ? nil : length + (completes ? 1 : 0)
        }
        let parts = token.folded.split(separator: "-")
        if parts.count > 1, Set(parts).count == 1, functionWords.contains(String(parts[0])),
            !doubles.contains(token.folded)
        {
            return 1
        }
        return restart(at, kept, tokens)
    }

    /// How many words from `at` on were given up at a dash, the word that is taken up again included.
    private func restart(_ at: Int, _ kept: [Int], _ tokens: [TextToken]) -> Int? {
        for reach in 2...Self.restartReach where at + reach < kept.count {
            let again = tokens[kept[at + reach]]
            if tokens[kept[at + reach - 1]].gapBefore == .edge { return nil }
            guard again.gapBefore != .edge else { return nil }
            if again.breakBefore {
                return again.folded == tokens[kept[at]].folded ? reach + 1 : nil
            }
        }
        return nil
    }
}
