import Model

/// Everything found in the words of a transcript, before the sound is looked at.
struct WordFindings {
    /// The words with their places and times.
    let spoken: SpokenText
    /// The fillers the text shows, in order.
    let fillers: [FillerFinder.Find]
    /// The tokens that are filled pauses.
    let filledPauses: Set<Int>
    /// The tokens of each hedge, in order.
    let hedges: [Range<Int>]
    /// The tokens of each repetition, in order.
    let repetitions: [Range<Int>]

    /// Looks through a transcript with the list of its language, if there is one.
    ///
    /// - Parameter isOwn: false when the words are those of another recording: nothing is counted from them.
    init(_ transcript: Transcript, _ list: LanguageList?, isOwn: Bool = true) {
        let spoken = SpokenText(transcript)
        let found = isOwn ? list.map { FillerFinder($0).fillers(in: spoken) } ?? [] : []
        // What a low-accuracy engine is not sure of is often another word altogether: no filler is counted from it.
        let fillers = found.filter { find in
            transcript.accuracy != .low
                || find.tokens.allSatisfy { spoken.confidences[$0] ?? 0 >= OrdinaryWords.lowAccuracyCertainty }
        }
        let pauses = Set(fillers.filter { $0.kind == .filledPause }.flatMap(\.tokens))
        hedges = isOwn ? list.map { HedgeFinder($0).hedges(in: spoken, filledPauses: pauses) } ?? [] : []
        repetitions =
            isOwn ? RepetitionFinder(list).repetitions(in: spoken, fillers: Set(fillers.flatMap(\.tokens))) : []
        self.spoken = spoken
        self.fillers = fillers
        filledPauses = pauses
        countsWords = !UnspacedLanguage.includes(transcript.language)
    }

    /// Whether the words can be counted: not in a language written without spaces.
    let countsWords: Bool

    /// The words, filled pauses not counted; 0 when words cannot be counted.
    var wordCount: Int { countsWords ? spoken.tokens.count - filledPauses.count : 0 }

    /// The words that are no filler of either sort; in a language without spaces, two letters are taken for a word.
    var plainWordCount: Int {
        guard countsWords else { return spoken.tokens.reduce(0) { $0 + ($1.text.unicodeScalars.count + 1) / 2 } }
        return spoken.tokens.count - fillers.reduce(0) { $0 + $1.tokens.count }
    }

    /// The times of the words that count; none when words cannot be counted.
    var wordTimes: [TimeSpan] {
        guard countsWords else { return [] }
        return spoken.tokens.indices.compactMap { filledPauses.contains($0) ? nil : spoken.times[$0] }
    }
}
