/// The background's level per band and time: a low quantile of the surrounding six seconds, raised to the mean that quantile
/// belongs to in stationary noise (the idea of Martin's minimum statistics, IEEE TSAP 2001). It follows a fan that speeds up
/// and is not led astray by words, because each band falls silent often even in fluent speech.
struct NoiseFloor {
    /// Frames on each side that are looked at.
    static let reach = 300
    /// Frames between two values.
    static let step = 10
    private static let share: Float = 0.1
    /// No floor is lower: the noise of a good converter in a quiet room.
    private static let lowestDb: Float = -90

    /// Mean noise level per band in dBFS, one value per ``step`` frames.
    private var bands: [SIMD8<Float>] = []
    /// How loud speech gets around here: the 95th percentile of the frame level in dBFS, one value per ``step`` frames.
    private var tops: [Float] = []

    /// Measures the floor of a whole track.
    init(_ track: FrameTrack) {
        var histograms = [LevelHistogram](repeating: LevelHistogram(), count: 8)
        var levels = LevelHistogram()
        let bias = NoiseFloor.bias
        var added = 0
        var removed = 0
        for centre in stride(from: 0, to: track.count, by: NoiseFloor.step) {
            // Near the ends the window is shifted, not shortened.
            let first = max(0, min(centre - NoiseFloor.reach, track.count - 2 * NoiseFloor.reach))
            let end = min(track.count, max(centre + NoiseFloor.reach, 2 * NoiseFloor.reach))
            while added < end {
                let frame = track[added]
                for band in 0..<8 { histograms[band].add(frame.bands[band]) }
                levels.add(NoiseFloor.byte(frame.levelDb))
                added += 1
            }
            while removed < first {
                let frame = track[removed]
                for band in 0..<8 { histograms[band].remove(frame.bands[band]) }
                levels.remove(NoiseFloor.byte(frame.levelDb))
                removed += 1
            }
            var floor = SIMD8<Float>()
            for band in 0..<8 {
                let low = Float(histograms[band].quantile(NoiseFloor.share)) / 2 + Frame.bandFloorDb
                floor[band] = max(NoiseFloor.lowestDb, low + bias[band])
            }
            bands.append(floor)
            tops.append(Float(levels.quantile(0.95)) / 2 + Frame.bandFloorDb)
        }
    }

    /// Mean noise level per band around a frame, in dBFS.
    func bandsDb(at frame: Int) -> SIMD8<Float> {
        bands.isEmpty ? SIMD8(repeating: NoiseFloor.lowestDb) : bands[min(bands.count - 1, frame / NoiseFloor.step)]
    }

    /// The level loud frames reach around a frame, in dBFS.
    func topDb(at frame: Int) -> Float {
        tops.isEmpty ? Decibels.floor : tops[min(tops.count - 1, frame / NoiseFloor.step)]
    }

    private static func byte(_ decibels: Float) -> UInt8 {
        UInt8(clamping: Int(((decibels - Frame.bandFloorDb) * 2).rounded()))
    }

    /// How far the mean lies above the 10th percentile per band, in dB: a band of width B seen for T has about 2BT degrees of
    /// freedom, and Wilson and Hilferty's cube gives the percentile of that chi-square.
    private static let bias: SIMD8<Float> = {
        var bias = SIMD8<Float>()
        for band in 0..<8 {
            let width = Frame.bandEdges[band + 1] - Frame.bandEdges[band]
            let freedom = max(2, 2 * width * 0.0167)
            let c = 2 / (9 * freedom)
            let ratio = 1 - c - 1.2816 * c.squareRoot()
            bias[band] = -Decibels.power(max(0.05, ratio * ratio * ratio))
        }
        return bias
    }()
}
