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
