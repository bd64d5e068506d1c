/// How far the sound falls between the loud moments of a recording. A noise floor per band cannot tell other people's
/// talk from the speaker's, because both are speech; but no voice near the microphone stays quiet for a fifth of a second while it talks,
/// and a near voice is louder than those behind it.
///
/// Levels are power over 50 ms. In clean running speech the 5th percentile lies 25 dB and more below the 95th, because every stop and every
/// breath is a dip; over eight other talkers at 20 dB it is 27 dB and at 10 dB 17, and then it hardly moves.
struct Background {
    /// Frames on each side of a frame that its level is averaged over.
    private static let reach = 2
    /// Depth from which the background is quiet enough to be told by its spectrum.
    static let quietDepthDb: Float = 40
    /// How far up from the 5th percentile to the 95th the background may rise.
    static let fluctuation: Float = 1.0 / 3
    /// Least share of the speech that must turn out to be background before any of it is taken out.
    static let leastShare = 0.05
    /// Depth that speech without a pause has on its own; less is noise.
    static let ownDepthDb: Float = 21
    /// How much deeper than the ratio of speech to background the depth is, from mixtures of known ratio.
    static let depthOverRatioDb: Float = 7

    /// Level per frame in half decibels above ``Frame/bandFloorDb``.
    private let levels: [UInt8]
    /// The 95th percentile less the 5th, in dB.
    let depthDb: Float
    /// What lies below is background if it lasts.
    private let ceiling: UInt8

    /// Looks at the levels of a whole track.
    init(_ track: FrameTrack) {
        var histogram = LevelHistogram()
        var levels: [UInt8] = []
        levels.reserveCapacity(track.count)
        var window = [Float](repeating: 0, count: 2 * Background.reach + 1)
        for i in 0..<track.count + Background.reach {
            window[i % window.count] = i < track.count ? Decibels.meanSquare(track[i].levelDb) : 0
            guard i >= Background.reach else { continue }
            let level = Decibels.fastPower(window.reduce(0, +) / Float(window.count))
            levels.append(UInt8(clamping: Int((level - Frame.bandFloorDb) * 2)))
            histogram.add(levels[levels.count - 1])
        }
        self.levels = levels
        let (low, high) = (histogram.quantile(0.05), histogram.quantile(0.95))
        depthDb = Float(high - min(low, high)) / 2
        ceiling = UInt8(clamping: Int(low) + Int(2 * depthDb * Background.fluctuation))
    }

    /// Speech over the background in dB where the speech never pauses; nil when the depth is one that speech alone can have.
    var ratioDb: Double? {
        depthDb < Background.ownDepthDb ? Double(max(0, depthDb - Background.depthOverRatioDb)) : nil
    }

    /// The parts of the stretches in which the near voice speaks: those in which only the background is left are taken out, if it is loud
    /// enough to be mistaken and makes more of them than soft words do.
    func near(_ stretches: [Range<Int>], leastGap: Int) -> [Range<Int>] {
        guard depthDb < Background.quietDepthDb else { return stretches }
        var kept: [Range<Int>] = []
        var (all, removed) = (0, 0)
        for stretch in stretches {
            all += stretch.count
            var begin = stretch.lowerBound
            var quietFrom = stretch.lowerBound
            for i in stretch where levels[i] >= ceiling {
                if i - quietFrom >= leastGap {
                    if quietFrom > begin { kept.append(begin..<quietFrom) }
                    removed += i - quietFrom
                    begin = i
                }
                quietFrom = i + 1
            }
            if stretch.upperBound - quietFrom >= leastGap {
                if quietFrom > begin { kept.append(begin..<quietFrom) }
                removed += stretch.upperBound - quietFrom
            } else {
                kept.append(begin..<stretch.upperBound)
            }
        }
        return Double(removed) > Background.leastShare * Double(all) ? kept : stretches
    }
}
