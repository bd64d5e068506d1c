import Model

/// A text and its words, which occur in it in order.
struct AlignedWords: Hashable {
    /// The text.
    var text: String
    /// Its words.
    var words: [Transcript.Word]

    /// The same without what was invented over silence.
    func without(_ silence: SilenceFilter) -> AlignedWords {
        let kept = silence.kept(words)
        if kept.count < words.count { return AlignedWords(text: kept.map(\.text).joined(separator: " "), words: kept) }
        // Words without times have no place to look at but the whole recording.
        let isTimed = words.contains { $0.span != nil }
        return !isTimed && silence.drops(text: text) ? AlignedWords(text: "", words: []) : self
    }
}
