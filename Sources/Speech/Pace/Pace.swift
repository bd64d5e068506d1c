import Model

/// How fast the speaker speaks.
enum Pace {
    /// Under this much speech no rate is given, in milliseconds.
    static let leastMs = 3_000
    /// The window of the pace curve, in milliseconds.
    static let windowMs = 15_000
    /// How far the window moves from point to point, in milliseconds.
    static let stepMs = 5_000
    /// One word more or less at the edges of a 15 s window is 4 words a minute, so the curve is rounded to 5.
    static let curveStep = 5.0

    /// Words per minute over the time from the first to the last speech, to whole words; nil without words or under 3 s of speech.
    static func wordsPerMinute(_ words: Int, talkMs: Int?, speechMs: Int) -> Double? {
        guard words > 0, let talkMs, talkMs > 0, speechMs >= leastMs else { return nil }
        return rounded(Double(words) * 60_000 / Double(talkMs), to: 1)
    }

    /// Syllable nuclei per second of speech, pauses excluded (articulation rate after De Jong & Wempe 2009), to a tenth; nil under 3 s
    /// of speech, or when no nuclei were found.
    static func syllablesPerSecond(_ acoustics: Acoustics) -> Double? {
        let speechMs = acoustics.speechMs
        guard speechMs >= leastMs else { return nil }
        var count = 0
        var span = 0
        for nucleus in acoustics.syllableNucleiMs.sorted() {
            while span < acoustics.speech.count, acoustics.speech[span].endMs <= nucleus { span += 1 }
            if span < acoustics.speech.count, acoustics.speech[span].startMs <= nucleus { count += 1 }
        }
        return count > 0 ? rounded(Double(count) * 1_000 / Double(speechMs), to: 0.1) : nil
    }

    /// Words per minute in windows of 15 s, one every 5 s; empty when the answer is shorter than a window and a step, or the words
    /// have no times.
    static func curve(_ words: [TimeSpan], from startMs: Int, to endMs: Int, in time: OwnTime) -> [Delivery.PacePoint] {
        guard endMs - startMs >= windowMs + stepMs, !words.isEmpty else { return [] }
        let middles = words.map { $0.startMs + $0.durationMs / 2 }.sorted()
        var points: [Delivery.PacePoint] = []
        var low = 0
        var high = 0
        for start in stride(from: startMs, through: endMs - windowMs, by: stepMs) {
            while low < middles.count, middles[low] < start { low += 1 }
            high = max(high, low)
            while high < middles.count, middles[high] < start + windowMs { high += 1 }
            let ownMs = time.durationMs(of: TimeSpan(startMs: start, endMs: start + windowMs))
            // A window that is mostly put in says nothing about the speaker.
            guard ownMs * 2 >= windowMs else { continue }
            let rate = Double(high - low) * 60_000 / Double(ownMs)
            points.append(
                Delivery.PacePoint(
                    startMs: start,
                    endMs: start + windowMs,
                    wordsPerMinute: rounded(rate, to: curveStep)
                )
            )
        }
        return points
    }
}
