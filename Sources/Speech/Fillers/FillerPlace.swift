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
