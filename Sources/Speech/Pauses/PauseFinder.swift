import Model

/// Places the silences of a signal among the words.
///
/// A pause lies at a boundary when the word before it carries a comma or the end of a sentence, or the word after it begins a clause
/// ("and", "because"); it lies inside a clause when the word before it cannot end one ("the", "of", "to"). In a punctuated transcript
/// every other place is inside a clause; without punctuation, and beside words the engine is not sure of, it stays unknown.
struct PauseFinder: Sendable {
    /// The shortest silence that counts as a pause, in milliseconds (Language Testing 42(3), 2025: best for monologue).
    static let shortestMs = 200
    /// A pause this long is long.
    static let longMs = 1_000
    /// Below this certainty a neighbour says nothing about its place.
    static let certainty = 0.5

    private let clauseStarters: Set<String>
    private let neverLast: Set<String>

    /// A finder for a language; with no list only punctuation tells a boundary.
    init(_ list: LanguageList?) {
        clauseStarters = Set(list?.clauseStarters ?? [])
        neverLast = Set(list?.neverLast ?? [])
    }

    /// The pauses of a recording.
    func pauses(in hearing: Hearing, _ spoken: SpokenText, filledPauses: Set<Int>, accuracy: Transcript.Accuracy)
        -> Pauses
    {
        let acoustics = hearing.acoustics
        guard let first = acoustics.speech.first, let last = acoustics.speech.last else {
            return Pauses(count: 0, totalMs: 0)
        }
        let time = OwnTime(acoustics)
        var items: [Pauses.Item] = []
        let latency = time.own(TimeSpan(startMs: 0, endMs: first.startMs))
        if latency.durationMs >= Self.shortestMs {
            items.append(Pauses.Item(startMs: 0, endMs: latency.endMs, place: .initial))
        }
        var words = NeighbourWords(spoken, passing: filledPauses)
        for silence in acoustics.silences
        where silence.durationMs >= Self.shortestMs && silence.startMs >= first.startMs && silence.endMs <= last.endMs {
            let own = time.own(silence)
            guard own.durationMs >= Self.shortestMs else { continue }
            let (before, after) = words.around(silence)
            let place = place(before, after, spoken, accuracy: accuracy)
            items.append(Pauses.Item(startMs: own.startMs, endMs: own.endMs, place: place))
        }
        let ground = PauseGround.of(hearing)
        let inner = items.filter { $0.place != .initial }
        return Pauses(
            count: inner.count,
            totalMs: inner.reduce(0) { $0 + $1.durationMs },
            longest: inner.max { ($0.durationMs, $1.startMs) < ($1.durationMs, $0.startMs) },
            longCount: inner.count { $0.durationMs >= Self.longMs },
            startLatencyMs: max(0, latency.durationMs),
            items: items,
            reliability: ground == .clear ? .measured : .rough,
            reliabilityNote: ground.note,
            measured: ground.measured
        )
    }

    private func place(_ before: Int?, _ after: Int?, _ spoken: SpokenText, accuracy: Transcript.Accuracy)
        -> Pauses.Place
    {
        guard let before, let after, spoken.wordTimes == .exact else { return .unknown }
        let strongest = (before + 1...max(before + 1, after)).map { spoken.tokens[$0].gapBefore }.max() ?? .tight
        if strongest != .tight { return .boundary }
        let leastCertain = min(
            spoken.confidences[before] ?? certaintyOf(accuracy),
            spoken.confidences[after] ?? certaintyOf(accuracy)
        )
        guard leastCertain >= Self.certainty else { return .unknown }
        if neverLast.contains(spoken.tokens[before].folded) { return .midClause }
        if clauseStarters.contains(spoken.tokens[after].folded) { return .boundary }
        return spoken.isPunctuated ? .midClause : .unknown
    }

    /// What a word without a certainty is taken for.
    private func certaintyOf(_ accuracy: Transcript.Accuracy) -> Double { accuracy == .low ? 0 : 1 }
}
