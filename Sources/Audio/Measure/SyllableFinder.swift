import Model

/// Syllable nuclei from the signal alone, after De Jong and Wempe, "Praat script to detect syllable nuclei and measure speech
/// rate automatically" (Behavior Research Methods 41, 2009): peaks of the intensity that are loud enough, preceded by a dip and
/// voiced. The intensity is that of 300–2500 Hz, where vowels stand out of nasals and fricatives (as in Mermelstein, JASA 58,
/// 1975), smoothed over 70 ms; in that band a smaller dip than their 2 dB separates syllables (fitted on synthetic voices).
enum SyllableFinder {
    /// Least rise above the dip before a peak, in dB.
    static let dipDb: Float = 0.9
    /// The same in a room that is heard: echo swells on its own, in dB.
    static let echoingDipDb: Float = 1.6
    /// How far under the loudest nuclei around a nucleus may lie, in dB.
    static let rangeDb: Float = 27
    /// A peak counts when a voiced frame is this near, in frames.
    private static let voicingReach = 2
    /// Weights of the smoothing window.
    private static let weights: [Float] = [0.04, 0.11, 0.22, 0.26, 0.22, 0.11, 0.04]

    /// Times of the nuclei in milliseconds, in order.
    static func nuclei(_ track: FrameTrack, floor: NoiseFloor, room: RoomDecay, within speech: [TimeSpan]) -> [Int] {
        speech.flatMap { span -> [Int] in
            let first = span.startMs / Grid.hopMs
            let end = min(track.count, span.endMs / Grid.hopMs)
            guard first < end else { return [] }
            return peaks(track, floor, room, first..<end)
        }
    }

    private static func peaks(_ track: FrameTrack, _ floor: NoiseFloor, _ room: RoomDecay, _ range: Range<Int>) -> [Int]
    {
        let envelope = smoothed(range.map { vowelDb(track[$0]) })
        var found: [Int] = []
        let depth = room.lateDb == nil ? dipDb : echoingDipDb
        var dip = Float.infinity
        var pending: (index: Int, level: Float)?
        for i in envelope.indices {
            let level = envelope[i]
            dip = min(dip, level)
            if let peak = pending {
                if level > peak.level {
                    pending = (i, level)
                } else if level < peak.level - depth {
                    if accepted(peak.index + range.lowerBound, peak.level, track, floor, room) {
                        found.append((peak.index + range.lowerBound) * Grid.hopMs + Grid.hopMs / 2)
                    }
                    pending = nil
                    dip = level
                }
            } else if level > dip + depth || (i == 0 && level > Decibels.floor) {
                pending = (i, level)
            }
        }
        if let peak = pending, accepted(peak.index + range.lowerBound, peak.level, track, floor, room) {
            found.append((peak.index + range.lowerBound) * Grid.hopMs + Grid.hopMs / 2)
        }
        return found
    }

    private static func accepted(
        _ index: Int,
        _ level: Float,
        _ track: FrameTrack,
        _ floor: NoiseFloor,
        _ room: RoomDecay
    ) -> Bool {
        guard level > floor.topDb(at: index) - rangeDb else { return false }
        // What an echoing room leaves of the syllable before swells too, and is none.
        if let lateDb = room.lateDb, index >= RoomDecay.delay,
            level < vowelDb(track[index - RoomDecay.delay]) - lateDb
        {
            return false
        }
        let near = max(0, index - voicingReach)...min(track.count - 1, index + voicingReach)
        return near.contains { track[$0].isVoiced }
    }

    private static func vowelDb(_ frame: Frame) -> Float {
        var power: Float = 0
        for band in 1...5 { power += frame.bandPower(band) }
        return Decibels.power(power)
    }

    private static func smoothed(_ levels: [Float]) -> [Float] {
        let reach = weights.count / 2
        return levels.indices.map { i in
            var sum: Float = 0
            for (k, weight) in weights.enumerated() {
                sum += weight * levels[min(levels.count - 1, max(0, i + k - reach))]
            }
            return sum
        }
    }
}

/// How fast the spectral envelope moves: the regression slope of each cepstral coefficient over ±50 ms, after Goto, Itou and
/// Hayamizu (Eurospeech 1999). A vowel held for hesitation barely moves; running speech does all the time.
struct EnvelopeMotion {
    /// Frames the answer lags behind the question.
    static let delay = 5
    private static let length = 2 * delay + 1
    private var rows = [Float](repeating: 0, count: length * MelFilters.row)

    /// Adds a frame's cepstra, a row; returns the motion around the frame ``delay`` earlier, in dB per frame averaged over the
    /// bands.
    mutating func push(_ cepstra: [Float]) -> Float {
        let row = MelFilters.row
        guard cepstra.count == row else { return 0 }
        var (s0, s1, s2) = (Lanes(), Lanes(), Lanes())
        unsafe rows.withUnsafeMutableBufferPointer { rows in
            guard let base = rows.baseAddress else { return }
            let kept = (EnvelopeMotion.length - 1) * row
            unsafe base.update(from: base + row, count: kept)
            for k in 0..<row { unsafe base[kept + k] = cepstra[k] }
            for j in 0..<EnvelopeMotion.length {
                let weight = Float(j - EnvelopeMotion.delay)
                let row = unsafe base + j &* row
                unsafe s0 = s0 + Lanes(row) * weight
                unsafe s1 = s1 + Lanes(row + 4) * weight
                unsafe s2 = s2 + Lanes(row + 8) * weight
            }
        }
        let squares = (s0 * s0 + s1 * s1 + s2 * s2).sum
        // 110 is the sum of the squares of -5…5.
        return (squares / Float(MelFilters.count)).squareRoot() / 110
    }
}
