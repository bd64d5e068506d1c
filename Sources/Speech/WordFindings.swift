import Interview

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
    init(_ transcript: Transcript, _ list: LanguageList?) {
        let spoken = SpokenText(transcript)
        let fillers = list.map { FillerFinder($0).fillers(in: spoken) } ?? []
        let pauses = Set(fillers.filter { $0.kind == .filledPause }.flatMap(\.tokens))
        hedges = list.map { HedgeFinder($0).hedges(in: spoken, filledPauses: pauses) } ?? []
        repetitions = RepetitionFinder(list).repetitions(in: spoken, fillers: Set(fillers.flatMap(\.tokens)))
        self.spoken = spoken
        self.fillers = fillers
        filledPauses = pauses
    }

    /// The words, filled pauses not counted.
    var wordCount: Int { spoken.tokens.count - filledPauses.count }

    /// The words that are no filler of either sort.
    var plainWordCount: Int { spoken.tokens.count - fillers.reduce(0) { $0 + $1.tokens.count } }

    /// The times of the words that count.
    var wordTimes: [TimeSpan] {
        spoken.tokens.indices.compactMap { filledPauses.contains($0) ? nil : spoken.times[$0] }
    }
}
