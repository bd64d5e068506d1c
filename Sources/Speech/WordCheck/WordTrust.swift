import Model

/// What the findings about a transcript leave standing: which measures may be taken from its words.
struct WordTrust {
    /// Whether fillers, hedges and repetitions may be counted from the words.
    let counts: Bool
    /// Whether the words are those of this recording.
    let isOwn: Bool
    /// Whether the number of words is that of the words spoken.
    let tellsPace: Bool
    /// Whether the words' times can be used for pace over time.
    let tellsCurve: Bool

    /// The trust in a transcript that was checked.
    init(_ transcript: Transcript, hasOtherLanguage: Bool) {
        isOwn = !transcript.has(.wordsDoNotFit)
        counts = isOwn && !hasOtherLanguage
        tellsPace = isOwn && !transcript.has(.loop, .speechWithoutWords)
        tellsCurve = tellsPace && !transcript.has(.timesDoNotFit)
    }
}
