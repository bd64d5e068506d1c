import Model

/// Where the sound shows a filled pause that the words name.
///
/// An engine knows between which two words a hesitation stands; when it was, it often does not: a recogniser's alignment gives a hesitation's
/// time to the word before it or to the pause behind it. So the order comes from the words and the moment from the sound: of what is voiced
/// between the neighbours, the piece is taken that is most like a hesitation and nearest to the time the engine gives.
struct FillerPlace {
    /// A voiced stretch of the sound, and how sure the detector is that it is a filled pause.
    struct Piece: Hashable {
        /// Where it is.
        var span: TimeSpan
        /// The detector's confidence; nil for a vowel or nasal that it does not know as a filled pause.
        var confidence: Double?
        /// Its place among the candidates it was taken from.
        var candidate: Int?
    }

    /// Shortest voiced sound that is one, in milliseconds.
    static let shortestMs = 90
    /// Longest one that runs on into its neighbours.
    static let longestMs = 1_300
    /// From this length on a longer sound is no better, in milliseconds.
    static let plentyMs = 350
    /// How far a piece may reach over the window and still end with it: word times are good to 50 ms at best.
    static let edgeMs = 60
    /// How far behind a last word its hesitation may be heard.
    static let afterMs = 400
    /// The shortest time that a word takes: its beginning, and what each of its letters adds, up to the longest.
    static let wordMs = (least: 60, letter: 45, letters: 12)
    /// What each end that lies in the window is worth, and what each second from the engine's time costs.
    static let worth = (end: 0.35, second: 0.4)

    /// From the earliest end of the word before to the start of the word after.
    let window: TimeSpan
    /// When the engine says it was.
    let said: TimeSpan

    /// The window of a filled pause at some tokens; nil when it or a neighbour has no time.
    ///
    /// - Parameters:
    ///   - filled: the tokens that are filled pauses themselves; they may be short.
    ///   - afterMs: where the filled pause before it ends.
    init?(of tokens: Range<Int>, in spoken: SpokenText, filled: Set<Int>, afterMs: Int) {
        guard let said = spoken.span(tokens) else { return nil }
        var (start, end) = (0, said.endMs + Self.afterMs)
        if tokens.lowerBound > 0 {
            let before = tokens.lowerBound - 1
            guard let time = spoken.times[before] else { return nil }
            let letters = min(Self.wordMs.letters, spoken.tokens[before].folded.unicodeScalars.count)
            start = time.startMs + Self.wordMs.least + (filled.contains(before) ? 0 : letters * Self.wordMs.letter)
        }
        if tokens.upperBound < spoken.tokens.count {
            guard let time = spoken.times[tokens.upperBound] else { return nil }
            end = time.startMs
        }
        start = max(afterMs, min(start, said.startMs))
        self.said = said
        window = TimeSpan(startMs: start, endMs: max(end, said.endMs, start + Self.shortestMs))
    }

    /// The best of some pieces, cut to the window where it runs on; nil when none of them can be it.
    func best(of pieces: [Piece]) -> Piece? {
        var best: (worth: Double, piece: Piece)?
        for piece in pieces {
            guard let (worth, span) = worth(of: piece), worth > best?.worth ?? -.infinity else { continue }
            best = (worth, Piece(span: span, confidence: piece.confidence, candidate: piece.candidate))
        }
        return best?.piece
    }

    private func worth(of piece: Piece) -> (Double, TimeSpan)? {
        let begins = piece.span.startMs >= window.startMs - Self.edgeMs
        let ends = piece.span.endMs <= window.endMs + Self.edgeMs
        let inside = TimeSpan(
            startMs: max(piece.span.startMs, window.startMs),
            endMs: min(piece.span.endMs, window.endMs)
        )
        guard inside.endMs - inside.startMs >= Self.shortestMs, begins && ends || inside.durationMs <= Self.longestMs,
            begins || piece.span.endMs > said.startMs
        else { return nil }
        let isMostly = 2 * inside.durationMs >= piece.span.durationMs
        // Where a sound runs in from the word before, only the engine can say when the hesitation begins.
        let startMs =
            begins ? piece.span.startMs : min(max(inside.startMs, said.startMs), inside.endMs - Self.shortestMs)
        let span = TimeSpan(startMs: startMs, endMs: ends ? piece.span.endMs : inside.endMs)
        let distance = Double(abs(startMs - said.startMs)) / 1_000
        return (
            Double(min(inside.durationMs, Self.plentyMs)) / Double(Self.plentyMs)
                + (isMostly ? piece.confidence ?? 0 : 0)
                + Self.worth.end * ((begins ? 1 : 0) + (ends ? 1 : 0))
                - Self.worth.second * distance,
            span
        )
    }
}

/// Pieces by time, so that those over a span are found without looking at all of them.
struct PieceSearch {
    private let pieces: [FillerPlace.Piece]
    /// The latest end of this and all earlier pieces, so that a search may stop.
    private let latestEnds: [Int]

    /// Some pieces in any order.
    init(_ pieces: [FillerPlace.Piece]) {
        self.pieces = pieces.sorted { ($0.span.startMs, $0.span.endMs) < ($1.span.startMs, $1.span.endMs) }
        var latest = Int.min
        latestEnds = self.pieces.map {
            latest = max(latest, $0.span.endMs)
            return latest
        }
    }

    /// Those that overlap a span, the earliest first.
    func pieces(over span: TimeSpan) -> [FillerPlace.Piece] {
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].span.startMs < span.endMs { low = middle + 1 } else { high = middle }
        }
        var first = low
        while first > 0, latestEnds[first - 1] > span.startMs { first -= 1 }
        return pieces[first..<low].filter { $0.span.endMs > span.startMs }
    }
}

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
