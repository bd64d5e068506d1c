import Model

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
