import Model

/// Which stretches of a recording go to the engine, each as one full utterance.
///
/// Stretches of speech with short pauses between them stay together, because the engine normalises each utterance by its own
/// mean (batch CMN) and its language model reads across a pause. Long silence is never handed over: the engine hears words in it.
struct UtterancePlan: Sendable, Hashable {
    /// A pause longer than this always ends an utterance.
    static let joinedPauseMs = 1_500
    /// Silence kept on either side, so that a soft first or last sound is not cut off.
    static let marginMs = 200
    /// Where an over-long stretch may be cut, counted back from its longest allowed end.
    static let cutWindowMs = 8_000

    /// The utterances, in order, not overlapping.
    let utterances: [TimeSpan]

    /// Plans for a recording of `durationMs`. `quietest` finds the best place to cut within a stretch of continuous speech.
    init<Failure: Error>(
        speech: [TimeSpan],
        durationMs: Int,
        maxUtteranceMs: Int,
        quietest: (TimeSpan) throws(Failure) -> Int
    ) throws(Failure) {
        let longest = min(max(maxUtteranceMs, 5_000), 30_000)
        let spans = Self.tidied(speech, durationMs: max(0, durationMs))
        let joined = Self.joined(spans, longestMs: longest - 2 * Self.marginMs)
        var cut: [TimeSpan] = []
        for span in Self.widened(joined, durationMs: max(0, durationMs)) {
            var rest = span
            while rest.durationMs > longest {
                let window = TimeSpan(
                    startMs: rest.startMs + longest - min(Self.cutWindowMs, longest / 2),
                    endMs: rest.startMs + longest
                )
                let place = min(max(try quietest(window), window.startMs), window.endMs)
                cut.append(TimeSpan(startMs: rest.startMs, endMs: place))
                rest = TimeSpan(startMs: place, endMs: rest.endMs)
            }
            cut.append(rest)
        }
        utterances = cut
    }

    /// In order, inside the recording, not touching, none empty.
    private static func tidied(_ speech: [TimeSpan], durationMs: Int) -> [TimeSpan] {
        var result: [TimeSpan] = []
        for span in speech.sorted(by: { $0.startMs < $1.startMs }) {
            let inside = TimeSpan(
                startMs: min(max(0, span.startMs), durationMs),
                endMs: min(max(0, span.endMs), durationMs)
            )
            guard inside.durationMs > 0 else { continue }
            if let last = result.last, inside.startMs <= last.endMs {
                result[result.count - 1].endMs = max(last.endMs, inside.endMs)
            } else {
                result.append(inside)
            }
        }
        return result
    }

    private static func joined(_ spans: [TimeSpan], longestMs: Int) -> [TimeSpan] {
        var result: [TimeSpan] = []
        for span in spans {
            if let last = result.last, span.startMs - last.endMs <= joinedPauseMs,
                span.endMs - last.startMs <= longestMs
            {
                result[result.count - 1].endMs = span.endMs
            } else {
                result.append(span)
            }
        }
        return result
    }

    private static func widened(_ spans: [TimeSpan], durationMs: Int) -> [TimeSpan] {
        spans.indices.map { index in
            let before = index > 0 ? (spans[index].startMs - spans[index - 1].endMs) / 2 : spans[index].startMs
            let after =
                index + 1 < spans.count
                ? (spans[index + 1].startMs - spans[index].endMs) / 2 : durationMs - spans[index].endMs
            return TimeSpan(
                startMs: spans[index].startMs - min(before, marginMs),
                endMs: spans[index].endMs + min(after, marginMs)
            )
        }
    }
}
