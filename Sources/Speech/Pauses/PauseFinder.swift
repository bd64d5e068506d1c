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

/// A walk along the words of a transcript that finds those on both sides of each silence, filled pauses passed over. Silences must come
/// in order: the walk never turns back.
struct NeighbourWords {
    private let spoken: SpokenText
    private let order: [Int]
    private var at = 0

    /// A walk over the timed words of a transcript.
    init(_ spoken: SpokenText, passing: Set<Int>) {
        self.spoken = spoken
        order = spoken.tokens.indices.filter { !passing.contains($0) && spoken.times[$0] != nil }
    }

    /// The tokens before and after a silence, by the middle of each: word times are good to 50 ms at best, so edges may overlap.
    mutating func around(_ silence: TimeSpan) -> (before: Int?, after: Int?) {
        let middle = silence.startMs + silence.durationMs / 2
        while at < order.count, let span = spoken.times[order[at]], span.startMs + span.durationMs / 2 <= middle {
            at += 1
        }
        return (at > 0 ? order[at - 1] : nil, at < order.count ? order[at] : nil)
    }
}

/// Time that is the speaker's own: without the silence that was put in for lost sound, or for a time in which the recorder was paused.
struct OwnTime {
    private let gaps: [TimeSpan]

    /// The time of one recording.
    init(_ acoustics: Acoustics) {
        gaps = (acoustics.gaps ?? []).filter { $0.durationMs > 0 }.sorted { $0.startMs < $1.startMs }
    }

    /// Whether all of it is the speaker's.
    var isWhole: Bool { gaps.isEmpty }

    /// How much of a stretch is the speaker's, in milliseconds.
    func durationMs(of span: TimeSpan) -> Int {
        var (own, end) = (span.durationMs, span.startMs)
        for gap in gaps where gap.startMs < span.endMs && gap.endMs > span.startMs {
            let from = max(gap.startMs, end)
            let to = min(gap.endMs, span.endMs)
            if to > from { own -= to - from }
            end = max(end, to)
        }
        return max(0, own)
    }

    /// A silence as long as the speaker was silent in it, from its start on.
    func own(_ silence: TimeSpan) -> TimeSpan {
        TimeSpan(startMs: silence.startMs, endMs: silence.startMs + durationMs(of: silence))
    }
}

/// What the silences of a recording sound like, and so how far its pauses can be told.
enum PauseGround: String, Sendable, CaseIterable {
    /// As in a quiet room.
    case clear
    /// Noise covers soft beginnings and ends of words.
    case noise
    /// The room goes on sounding after each word.
    case echo
    /// Other people talk, or something else fills the pauses that is as lively as speech.
    case voices

    /// The ground of a recording: what harms most comes first.
    static func of(_ hearing: Hearing) -> PauseGround {
        let codes = Set(hearing.quality.issues.map(\.code))
        if codes.contains("noisy") { return .noise }
        if codes.contains("echo") { return .echo }
        return hearing.acoustics.pausesFilled == true ? .voices : .clear
    }

    /// How right pauses on such ground were in the accuracy bench.
    var measured: Pauses.Measured {
        let (precision, recall) = PauseAccuracy.measured(self)
        return Pauses.Measured(case: rawValue, precision: precision, recall: recall)
    }

    /// What a reader is told beside the pauses.
    var note: String {
        let (precision, recall) = PauseAccuracy.measured(self)
        let figures =
            "found \(FillerCount.tenths(recall)) pauses, and \(FillerCount.tenths(precision)) it reported were right"
        return switch self {
        case .clear:
            "In tests with synthetic voices in a quiet room this way \(figures)."
        case .noise:
            "Noise covers the edges of words, so pauses are rough: in tests with such noise this way \(figures)."
        case .echo:
            "The room's echo runs on into the pauses, so they are rough: in tests in such a room this way \(figures)."
        case .voices:
            "Other voices or sounds fill the pauses, so they are rough: in tests with people talking behind the voice this way \(figures)."
        }
    }
}
