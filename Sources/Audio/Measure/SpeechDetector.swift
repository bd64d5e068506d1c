import Model

/// Tells speech from silence, noise and breaths.
///
/// Per frame: the log-likelihood ratio of Sohn, Kim and Sung ("A statistical model-based voice activity detection", IEEE SPL
/// 1999) averaged over eight bands against ``NoiseFloor``, smoothed over 30 ms, with hysteresis. Per stretch: it must hold
/// voiced sound; unvoiced sound counts only beside it and only as long as a fricative lasts, so breaths, clicks and rustling
/// stay outside.
struct SpeechDetector {
    /// Ratio that opens a stretch.
    static let onset: Float = 1.1
    /// Ratio under which it closes.
    static let offset: Float = 0.45
    /// Frames this far below the loudest ones around are the room's echo and breath, not speech.
    static let dynamicRangeDb: Float = 36
    /// No frame below is speech: what the quietest usable recording whispers.
    static let quietestDb: Float = -72
    /// Shortest silence that is reported and separates two spans.
    static let minSilenceMs = 200
    /// Shortest stretch that is speech.
    static let minSpeechMs = 80
    /// Voiced sound a stretch must hold.
    static let minVoicedMs = 40
    /// Longest silence within a stretch: a stop's closure ("si[x]ty").
    static let closureMs = 120
    /// Least rise of a voiced frame over the noise in one of the bands under 1.1 kHz, in dB.
    static let voicedExcessDb: Float = 7
    /// Frames by which the 25 ms window makes every stretch too long at each end.
    static let spill = 1
    /// Longest unvoiced sound before the first voiced frame of a stretch ("str").
    static let unvoicedLeadMs = 220
    /// Longest unvoiced sound after the last voiced frame of a stretch ("sts").
    static let unvoicedTailMs = 300

    /// Where speech is, in order, at least ``minSilenceMs`` apart.
    let speech: [TimeSpan]
    /// The complement of ``speech``, as far as it lasts at least ``minSilenceMs``.
    let silences: [TimeSpan]

    /// What lies behind the voice.
    let background: Background

    /// Whether sound other than the near voice was taken out of its pauses.
    let pausesFilled: Bool

    /// The room it speaks in.
    let room: RoomDecay

    /// Looks at a whole track; `durationMs` ends the last silence.
    init(_ track: FrameTrack, floor: NoiseFloor, durationMs: Int) {
        let background = Background(track)
        self.background = background
        let room = RoomDecay(track, depthDb: background.depthDb)
        self.room = room
        var stretches = SpeechDetector.stretches(SpeechDetector.ratios(track, floor, lateDb: room.lateDb))
        stretches = stretches.compactMap { SpeechDetector.trimmed($0, track, floor) }
        let near = background.near(stretches, leastGap: SpeechDetector.minSilenceMs / Grid.hopMs)
        pausesFilled = near != stretches
        stretches = near
        var joined: [Range<Int>] = []
        for stretch in stretches {
            if let last = joined.last, (stretch.lowerBound - last.upperBound) * Grid.hopMs < SpeechDetector.minSilenceMs
            {
                joined[joined.count - 1] = last.lowerBound..<stretch.upperBound
            } else {
                joined.append(stretch)
            }
        }
        var speech: [TimeSpan] = []
        for stretch in joined where stretch.count * Grid.hopMs >= SpeechDetector.minSpeechMs {
            let start = stretch.lowerBound * Grid.hopMs
            speech.append(TimeSpan(startMs: start, endMs: min(durationMs, stretch.upperBound * Grid.hopMs)))
        }
        self.speech = speech
        silences = SpeechDetector.gaps(between: speech, durationMs: durationMs)
    }

    /// The complement of the spans, pieces shorter than ``minSilenceMs`` left out.
    private static func gaps(between speech: [TimeSpan], durationMs: Int) -> [TimeSpan] {
        var gaps: [TimeSpan] = []
        var cursor = 0
        for span in speech + [TimeSpan(startMs: durationMs, endMs: durationMs)] {
            if span.startMs - cursor >= minSilenceMs { gaps.append(TimeSpan(startMs: cursor, endMs: span.startMs)) }
            cursor = max(cursor, span.endMs)
        }
        return gaps
    }

    /// The likelihood ratio of every frame. Where a room is heard, what it leaves of the sound before counts as noise.
    private static func ratios(_ track: FrameTrack, _ floor: NoiseFloor, lateDb: Float?) -> [Float] {
        var raw = [Float](repeating: 0, count: track.count)
        for i in track.indices {
            let frame = track[i]
            guard frame.levelDb > max(quietestDb, floor.topDb(at: i) - dynamicRangeDb) else { continue }
            var noise = floor.bandsDb(at: i)
            if let lateDb, i >= RoomDecay.delay {
                let before = track[i - RoomDecay.delay]
                for band in 0..<8 { noise[band] = max(noise[band], before.bandDb(band) - lateDb) }
            }
            var sum: Float = 0
            for band in 0..<8 {
                let excess = min(12, frame.bandDb(band) - noise[band])
                guard excess > 0 else { continue }
                let gamma = Decibels.meanSquare(excess)
                sum += gamma - 1 - excess * 0.230_258_5
            }
            raw[i] = sum / 8
        }
        guard raw.count > 2 else { return raw }
        var smooth = raw
        for i in 1..<raw.count - 1 { smooth[i] = (raw[i - 1] + raw[i] + raw[i + 1]) / 3 }
        return smooth
    }

    private static func stretches(_ ratios: [Float]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start: Int?
        for (i, ratio) in ratios.enumerated() {
            if let begun = start {
                if ratio < offset {
                    found.append(begun..<i)
                    start = nil
                }
            } else if ratio > onset {
                // Back to where the rise began.
                var first = i
                while first > (found.last?.upperBound ?? 0), i - first < 5, ratios[first - 1] > offset { first -= 1 }
                start = first
            }
        }
        if let begun = start { found.append(begun..<ratios.count) }
        return merged(found, gap: closureMs / Grid.hopMs)
    }

    private static func merged(_ ranges: [Range<Int>], gap: Int) -> [Range<Int>] {
        var joined: [Range<Int>] = []
        for range in ranges {
            if let last = joined.last, range.lowerBound - last.upperBound <= gap {
                joined[joined.count - 1] = last.lowerBound..<range.upperBound
            } else {
                joined.append(range)
            }
        }
        return joined
    }

    /// A stretch without what cannot be speech at its ends; nil when nothing is left.
    private static func trimmed(_ stretch: Range<Int>, _ track: FrameTrack, _ floor: NoiseFloor) -> Range<Int>? {
        var voiced = 0
        var first: Int?
        var last = stretch.lowerBound
        for i in stretch where track[i].isVoiced && standsOut(track[i], floor.bandsDb(at: i)) {
            voiced += 1
            first = first ?? i
            last = i
        }
        guard let first, voiced * Grid.hopMs >= minVoicedMs else { return nil }
        let lower = max(stretch.lowerBound + spill, first - unvoicedLeadMs / Grid.hopMs)
        let upper = min(stretch.upperBound - spill, last + 1 + unvoicedTailMs / Grid.hopMs)
        return lower < upper ? lower..<upper : nil
    }

    /// Whether the first formant's range is above the noise: a fan's rumble can look periodic.
    private static func standsOut(_ frame: Frame, _ noise: SIMD8<Float>) -> Bool {
        (0..<4).contains { frame.bandDb($0) > noise[$0] + voicedExcessDb }
    }
}
