import Model

/// Cuts a recording into stretches that Whisper hears in one piece: at most 28 s, from speech to speech, cut in pauses.
///
/// Whisper pads every piece to 30 s, so few long ones are cheaper than many short ones; silence at the end of a piece invites
/// invented words, so a piece ends shortly after the speech in it does.
struct HearingPlan: Sendable, Hashable {
    /// The longest stretch, in milliseconds.
    static let maxMs = 28_000
    /// How much is kept before and after speech, in milliseconds.
    static let marginMs = 250
    /// From this silence on a new stretch begins.
    static let maxSilenceMs = 8_000
    /// The shortest stretch worth hearing.
    static let minMs = 100

    /// The stretches in order; none overlaps another.
    private(set) var stretches: [TimeSpan] = []

    /// Plans `speech` (in order) within `durationMs`; `quietest` finds the best place to cut in a span of endless speech.
    init(speech: [TimeSpan], durationMs: Int, quietest: (TimeSpan) -> Int) {
        var current: TimeSpan?
        for span in speech {
            let start = min(max(current?.endMs ?? stretches.last?.endMs ?? 0, span.startMs), durationMs)
            let rest = TimeSpan(startMs: start, endMs: min(span.endMs, durationMs))
            guard rest.durationMs > 0 else { continue }
            if let open = current, rest.endMs - open.startMs <= Self.maxMs - 2 * Self.marginMs,
                rest.startMs - open.endMs <= Self.maxSilenceMs
            {
                current = TimeSpan(startMs: open.startMs, endMs: rest.endMs)
            } else {
                if let open = current { stretches.append(open) }
                current = cut(rest, quietest)
            }
        }
        if let current { stretches.append(current) }
        widen(durationMs)
    }

    /// Appends whole stretches of a span that is too long and returns what is left of it.
    private mutating func cut(_ span: TimeSpan, _ quietest: (TimeSpan) -> Int) -> TimeSpan {
        var rest = span
        let most = Self.maxMs - 2 * Self.marginMs
        while rest.durationMs > most {
            let end = rest.startMs + most
            let place = min(max(quietest(TimeSpan(startMs: end - 8_000, endMs: end)), rest.startMs + 1), end)
            stretches.append(TimeSpan(startMs: rest.startMs, endMs: place))
            rest = TimeSpan(startMs: place, endMs: rest.endMs)
        }
        return rest
    }

    /// Gives each stretch its margins, half of the silence to its neighbour at most.
    private mutating func widen(_ durationMs: Int) {
        let original = stretches
        for index in original.indices {
            let before = index == 0 ? 0 : original[index - 1].endMs
            let after = index + 1 < original.count ? original[index + 1].startMs : durationMs
            let span = original[index]
            stretches[index] = TimeSpan(
                startMs: index == 0
                    ? max(0, span.startMs - Self.marginMs)
                    : max(span.startMs - Self.marginMs, (before + span.startMs + 1) / 2),
                endMs: index + 1 < original.count
                    ? min(span.endMs + Self.marginMs, (span.endMs + after) / 2)
                    : min(durationMs, span.endMs + Self.marginMs)
            )
        }
        stretches.removeAll { $0.durationMs < Self.minMs }
    }
}
