import Model

/// Gives the words of a text the times of an engine's word list. Both lists say the same in the same order, so a walk with a bounded
/// look-ahead finds the pairs; where they differ ("twenty-five" against "twenty", "five"), the time of the words in between is spread over
/// the tokens in between by their length.
enum WordAlignment {
    /// What a token got.
    struct Match: Sendable {
        /// When it was said.
        var span: TimeSpan?
        /// How sure the engine is.
        var confidence: Double?
    }

    private struct Piece {
        var folded: String
        var span: TimeSpan?
        var confidence: Double?
    }

    private static let lookAhead = 12
    /// No recording lasts longer, so no time may: ten days in milliseconds.
    private static let latestMs = 864_000_000

    /// The match of every token.
    static func align(_ tokens: [TextToken], with words: [Transcript.Word]) -> [Match] {
        let pieces = words.flatMap(pieces)
        var matches = Array(repeating: Match(), count: tokens.count)
        var t = 0
        var p = 0
        while t < tokens.count && p < pieces.count {
            if tokens[t].folded == pieces[p].folded {
                matches[t] = Match(span: pieces[p].span, confidence: pieces[p].confidence)
                t += 1
                p += 1
                continue
            }
            let (skipTokens, skipPieces) = nextPair(tokens, t, pieces, p)
            spread(pieces[p..<p + skipPieces], over: t..<t + skipTokens, tokens, into: &matches)
            t += skipTokens
            p += skipPieces
        }
        return matches
    }

    /// Gives tokens without a time the time between their neighbours.
    static func filled(_ spans: [TimeSpan?], tokens: [TextToken]) -> [TimeSpan?] {
        var filled = spans
        var index = 0
        while index < filled.count {
            guard filled[index] == nil else {
                index += 1
                continue
            }
            var end = index
            while end < filled.count, filled[end] == nil { end += 1 }
            let before = index > 0 ? filled[index - 1]?.endMs : nil
            let after = end < filled.count ? filled[end]?.startMs : nil
            let start = before ?? after ?? 0
            let span = TimeSpan(startMs: start, endMs: max(start, after ?? start))
            for (offset, part) in shares(span, tokens[index..<end].map(\.folded)).enumerated() {
                filled[index + offset] = part
            }
            index = end
        }
        return filled
    }

    /// Divides a span over words by their length, a letter more for the space between.
    static func shares(_ span: TimeSpan, _ words: [String]) -> [TimeSpan] {
        let weights = words.map { $0.unicodeScalars.count + 1 }
        let total = max(1, weights.reduce(0, +))
        var done = 0
        return weights.map { weight in
            let start = span.startMs + span.durationMs * done / total
            done += weight
            return TimeSpan(startMs: start, endMs: span.startMs + span.durationMs * done / total)
        }
    }

    /// How many tokens and pieces to pass over until two are the same again.
    private static func nextPair(_ tokens: [TextToken], _ t: Int, _ pieces: [Piece], _ p: Int) -> (Int, Int) {
        for distance in 1...(2 * lookAhead) {
            for skipTokens in max(0, distance - lookAhead)...min(distance, lookAhead) {
                let skipPieces = distance - skipTokens
                guard t + skipTokens < tokens.count, p + skipPieces < pieces.count else { continue }
                if tokens[t + skipTokens].folded == pieces[p + skipPieces].folded { return (skipTokens, skipPieces) }
            }
        }
        // Near the end of a list what is left belongs together; in the middle it is one pair of unlike words.
        let tokensLeft = tokens.count - t
        let piecesLeft = pieces.count - p
        if tokensLeft <= lookAhead && piecesLeft <= lookAhead { return (tokensLeft, piecesLeft) }
        return (1, 1)
    }

    private static func spread(
        _ pieces: ArraySlice<Piece>,
        over range: Range<Int>,
        _ tokens: [TextToken],
        into matches: inout [Match]
    ) {
        guard !range.isEmpty, !pieces.isEmpty else { return }
        let confidence = pieces.compactMap(\.confidence).min()
        let spans = pieces.compactMap(\.span)
        let start = spans.first?.startMs
        let end = spans.last?.endMs
        let parts: [TimeSpan?]
        if pieces.count == range.count, spans.count == pieces.count {
            parts = spans
        } else if let start, let end {
            parts = shares(TimeSpan(startMs: start, endMs: end), tokens[range].map(\.folded))
        } else {
            parts = Array(repeating: nil, count: range.count)
        }
        for (index, part) in zip(range, parts) { matches[index] = Match(span: part, confidence: confidence) }
    }

    /// The tokens inside one word of an engine, its time divided between them.
    private static func pieces(_ word: Transcript.Word) -> [Piece] {
        let tokens = TextTokens(word.text).tokens
        let span = word.span.map {
            TimeSpan(startMs: min(max(0, $0.startMs), latestMs), endMs: min(max(0, $0.endMs), latestMs))
        }
        let spans: [TimeSpan?] = span.map { shares($0, tokens.map(\.folded)) } ?? tokens.map { _ in nil }
        return zip(tokens, spans).map { Piece(folded: $0.folded, span: $1, confidence: word.confidence) }
    }
}
