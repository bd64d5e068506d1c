package import Model

/// The words of a transcript's text, each with its place, and with the time and certainty the engine gave it: the text is what readers see
/// and ranges point into, the engine's word list is where times come from, and the two may differ in punctuation and case.
package struct SpokenText: Sendable {
    /// The words of the text.
    package let tokens: [TextToken]
    /// When each was said; all nil when the transcript has no times.
    package let times: [TimeSpan?]
    /// The engine's certainty of each, 0–1.
    package let confidences: [Double?]
    /// How far the times can be trusted.
    package let wordTimes: Transcript.WordTimes
    /// Whether the text has marks that end clauses.
    package let isPunctuated: Bool

    /// Reads a transcript. Linear in its length.
    package init(_ transcript: Transcript) {
        let text = TextTokens(transcript.text)
        tokens = text.tokens
        isPunctuated = text.isPunctuated
        let aligned = WordAlignment.align(text.tokens, with: transcript.words)
        confidences = aligned.map(\.confidence)
        if transcript.wordTimes == .none || aligned.allSatisfy({ $0.span == nil }) {
            times = Array(repeating: nil, count: text.tokens.count)
            wordTimes = .none
        } else {
            times = WordAlignment.filled(aligned.map(\.span), tokens: text.tokens)
            wordTimes = transcript.wordTimes
        }
    }

    /// The time from the first to the last of some tokens, when they have times.
    package func span(_ range: Range<Int>) -> TimeSpan? {
        guard let first = range.first, let last = range.last, let start = times[first], let end = times[last] else {
            return nil
        }
        return TimeSpan(startMs: start.startMs, endMs: max(start.endMs, end.endMs))
    }

    /// The stretch of text some tokens cover.
    package func range(_ range: Range<Int>) -> TextRange {
        TextRange(start: tokens[range.lowerBound].range.start, end: tokens[range.upperBound - 1].range.end)
    }
}
