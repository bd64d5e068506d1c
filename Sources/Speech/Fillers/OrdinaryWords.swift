import Model

/// What a transcript already explains of the signal, by time: the words the engine is sure of, inside which a candidate is a drawn-out
/// vowel, and the filled pauses it wrote down, which count already.
struct OrdinaryWords {
    /// From this certainty on a word of the offline recognizer counts as heard (94 % of those are right); others, and words of an engine
    /// that gives no certainty, are believed.
    static let lowAccuracyCertainty = 0.7
    /// From this certainty on a word of any other engine counts as heard.
    static let certainty = 0.4

    private let spans: [TimeSpan]
    /// The latest end of this and all earlier spans, so that a search may stop.
    private let latestEnds: [Int]

    /// How far inside a word a pause must lie to be in it and not beside it, in milliseconds.
    static let edgeMs = 80

    /// The sure words and the filled pauses of a transcript; `silences` are those of the signal, in order.
    init(
        _ spoken: SpokenText,
        filledPauses: Set<Int>,
        accuracy: Transcript.Accuracy,
        keepsFillers: Bool,
        silences: [TimeSpan]
    ) {
        var spans: [TimeSpan] = []
        var silence = 0
        for (index, token) in spoken.tokens.enumerated() {
            guard let span = spoken.times[index], span.durationMs > 0 else { continue }
            if filledPauses.contains(index) {
                spans.append(span)
                continue
            }
            // An engine that writes fillers down and heard a word, however unsure of which, heard no filler.
            let least = keepsFillers ? 0 : Self.certainty
            let needed = accuracy == .low ? Self.lowAccuracyCertainty : least
            guard (spoken.confidences[index] ?? (accuracy == .low ? 0 : 1)) >= needed else { continue }
            // An engine that drops fillers lends their time to a neighbour: a word stretched past any drawl, or over a pause, has not been
            // timed.
            if !keepsFillers, span.durationMs > Self.longestMs(token.folded) { continue }
            while silence < silences.count, silences[silence].endMs < span.startMs + Self.edgeMs { silence += 1 }
            let holdsPause =
                silence < silences.count && silences[silence].startMs > span.startMs + Self.edgeMs
                && silences[silence].endMs < span.endMs - Self.edgeMs
            if !keepsFillers, holdsPause { continue }
            spans.append(span)
        }
        self.spans = spans.sorted { ($0.startMs, $0.endMs) < ($1.startMs, $1.endMs) }
        var latest = Int.min
        latestEnds = self.spans.map {
            latest = max(latest, $0.endMs)
            return latest
        }
    }

    /// Whether words cover at least half of a span.
    func explain(_ span: TimeSpan) -> Bool {
        var low = 0
        var high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].startMs < span.endMs { low = middle + 1 } else { high = middle }
        }
        var covered = 0
        var index = low - 1
        while index >= 0, latestEnds[index] > span.startMs, covered * 2 < span.durationMs {
            covered += spans[index].overlapMs(with: span)
            index -= 1
        }
        return covered * 2 >= span.durationMs
    }

    /// The longest a word plausibly takes, drawn out, in milliseconds.
    static func longestMs(_ word: String) -> Int { 500 + 110 * min(40, word.unicodeScalars.count) }
}
