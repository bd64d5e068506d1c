import Model

/// How far speech stands above what lies between the words, as a listener and every measure here hear it: band by band. Each band's ratio is
/// taken in dB between none and ``mostDb``, and their mean is the result, after French and Steinberg, "Factors governing the intelligibility
/// of speech sounds" (JASA 19, 1947), whose articulation index weighs bands alike. A ratio of whole powers would be that of the lowest band:
/// a rumble that is not heard and that hides no consonant would make a recording noisy.
struct BandRatio {
    /// Ratio beyond which noise in a band matters no more, in dB.
    static let mostDb = 40.0
    /// How far under the whole a band of the speech may lie and still carry some of it, in dB.
    static let leastShareDb = 50.0
    /// Share of the pauses, the loudest, that is left out: a click, a chair, a breath is no background.
    static let transient: Float = 0.1

    /// Frames of pause it rests on.
    let pauseFrames: Int
    /// The mean ratio in dB, 0 to ``mostDb``; nil without speech or pauses.
    let decibels: Double?

    /// Compares the frames of the speech with those of the pauses.
    init(_ track: FrameTrack, speech: [TimeSpan], pauses: [Range<Int>]) {
        pauseFrames = pauses.reduce(0) { $0 + $1.count }
        var histogram = LevelHistogram()
        for pause in pauses { for i in pause { histogram.add(BandRatio.byte(track[i])) } }
        let loudest = histogram.quantile(1 - BandRatio.transient)
        var (noise, voice) = (BandSum(), BandSum())
        for pause in pauses {
            for i in pause where BandRatio.byte(track[i]) <= loudest { noise.add(track[i]) }
        }
        for span in speech {
            for i in span.startMs / Grid.hopMs..<min(track.count, span.endMs / Grid.hopMs) { voice.add(track[i]) }
        }
        guard noise.count > 0, voice.count > 0 else {
            decibels = nil
            return
        }
        let clean = (0..<8).map { max(0, voice.mean($0) - noise.mean($0)) }
        let least = clean.reduce(0, +) * Double(Decibels.meanSquare(Float(-BandRatio.leastShareDb)))
        let ratios = (0..<8).filter { voice.mean($0) > least }.map { band in
            min(BandRatio.mostDb, max(0, Decibels.power(clean[band] / max(1e-12, noise.mean(band)))))
        }
        decibels = ratios.isEmpty ? 0 : ratios.reduce(0, +) / Double(ratios.count)
    }

    private static func byte(_ frame: Frame) -> UInt8 {
        UInt8(clamping: Int((frame.levelDb - Frame.bandFloorDb) * 2))
    }

    /// The powers of some frames, band by band.
    private struct BandSum {
        private(set) var count = 0
        private var powers = [Double](repeating: 0, count: 8)

        mutating func add(_ frame: Frame) {
            count += 1
            for band in 0..<8 { powers[band] += Double(frame.bandPower(band)) }
        }

        func mean(_ band: Int) -> Double { powers[band] / Double(max(1, count)) }
    }
}

/// The mean spectrum of a few frames, as band levels relative to their sum.
struct BandShape {
    /// Band levels in dB relative to the sum of all bands.
    let relativeDb: [Float]

    /// Averages the power of a stretch of frames.
    init(_ track: FrameTrack, _ range: Range<Int>) {
        var power = [Float](repeating: 0, count: 8)
        for i in range {
            let frame = track[i]
            for band in 0..<8 { power[band] += frame.bandPower(band) }
        }
        let total = power.reduce(0, +)
        relativeDb = power.map { total > 0 ? Decibels.power($0 / total) : Decibels.floor }
    }

    /// Whether it sounds like "m" or "n": the voice bar rules and 500–1600 Hz is missing.
    var isNasal: Bool {
        relativeDb[0] > -4.5 && max(relativeDb[2], max(relativeDb[3], relativeDb[4])) < -9
    }

    /// How far 1100–1600 Hz stands above 1600–2500 Hz, −10…10 dB: positive for the second formant of "uh", negative for front
    /// vowels.
    var centralityDb: Float { max(-10, min(10, relativeDb[4] - relativeDb[5])) }
}
