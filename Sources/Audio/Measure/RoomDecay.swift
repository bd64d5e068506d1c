/// How long a room goes on sounding after the voice, told without knowing what was said: the reverberation time after de M. Prego, de Lima,
/// Netto, Lee, Said, Schafer and Kalker, "A blind algorithm for reverberation-time estimation using subband decomposition of speech signals"
/// (JASA 131(4), 2012). In each band the stretches in which the level falls without a break are free decays; a straight line through each
/// gives a time for 60 dB, and the middle of all these times is the room's.
///
/// A voice stops in many ways, quickly and slowly; a room decays in one. So a narrow distribution is a room, and a wide one says that no room
/// is heard: that is what tells them apart, after Wen, Habets and Naylor, "Blind estimation of reverberation time based on the distribution
/// of signal decay rates" (ICASSP 2008).
struct RoomDecay {
    /// Shortest decay that is looked at, in frames.
    static let shortest = 12
    /// Least share of a decay's variance that a straight line explains.
    static let straight: Float = 0.9
    /// How far above the 10th percentile of its band a decay must stay, in dB.
    static let aboveFloorDb: Float = 6
    /// Slowest fall that is a decay, in dB per frame: 60 dB in 3 s.
    static let slowest: Float = 0.2
    /// Fewest decays that say something about a room.
    static let fewest = 20
    /// Widest distribution, between quartiles and over the median, that one room can have.
    static let widest: Float = 0.5

    /// Seconds for 60 dB, 25th percentile and median of the decays; nil when no room is heard.
    let seconds: (short: Float, middle: Float)?

    /// Least depth of the level (``Background/depthDb``) at which decays end in the room and not in noise, in dB.
    static let leastDepthDb: Float = 25

    /// Listens to a whole track whose level is so deep.
    init(_ track: FrameTrack, depthDb: Float) {
        guard depthDb >= RoomDecay.leastDepthDb else {
            seconds = nil
            return
        }
        var levels = [[UInt8]](repeating: [], count: 8)
        for band in 0..<8 { levels[band].reserveCapacity(track.count) }
        for i in track.indices {
            let bands = track[i].bands
            for band in 0..<8 { levels[band].append(bands[band]) }
        }
        var times: [Float] = []
        for band in levels { RoomDecay.gather(band, into: &times) }
        guard times.count >= RoomDecay.fewest else {
            seconds = nil
            return
        }
        let (short, middle) = (Statistics.quantile(times, 0.25), Statistics.quantile(times, 0.5))
        let width = Statistics.quantile(times, 0.75) - short
        seconds = width <= RoomDecay.widest * middle ? (short, middle) : nil
    }

    /// Adds the times of one band's free decays; `levels` are in half decibels.
    private static func gather(_ levels: [UInt8], into times: inout [Float]) {
        var histogram = LevelHistogram()
        for level in levels { histogram.add(level) }
        let floor = Int(histogram.quantile(0.1)) + Int(2 * aboveFloorDb)
        var decay = FreeDecay()
        var over = false
        for i in 1..<max(1, levels.count - 2) {
            // The mean of three frames falls; and what reaches the floor has ended, whatever comes after in the same fall.
            if levels[i + 2] < levels[i - 1] {
                over = over || Int(levels[i]) < floor
                if !over { decay.add(Float(levels[i]) / 2) }
            } else {
                if !over, decay.count > 0, Int(levels[i]) >= floor { decay.add(Float(levels[i]) / 2) }
                decay.seconds.map { times.append($0) }
                decay = FreeDecay()
                over = false
            }
        }
    }

    /// A line through the levels of one decay, by least squares.
    private struct FreeDecay {
        private(set) var count: Float = 0
        private var (sum, squares, moment): (Float, Float, Float) = (0, 0, 0)

        /// Adds the next frame's level in dB.
        mutating func add(_ level: Float) {
            sum += level
            squares += level * level
            moment += count * level
            count += 1
        }

        /// Time for 60 dB; nil when it is too short, too crooked or no decay.
        var seconds: Float? {
            guard count >= Float(RoomDecay.shortest) else { return nil }
            let spread = count * (count * count - 1) / 12
            let together = moment - sum * (count - 1) / 2
            let variance = squares - sum * sum / count
            guard variance > 0, together * together > RoomDecay.straight * spread * variance else { return nil }
            let perFrame = -together / spread
            return perFrame > RoomDecay.slowest ? 60 / perFrame * Float(Grid.hopMs) / 1_000 : nil
        }
    }

    /// How far below the level of ``delay`` frames before the room's echo lies, in dB, with ``margin``: exponential decay as in Lebart,
    /// Boucher and Denbigh, "A new method based on spectral subtraction for speech dereverberation" (Acta Acustica 87, 2001). Nil when no
    /// room is heard, or one that is as short as a voice's own endings.
    var lateDb: Float? {
        guard let seconds, seconds.middle >= RoomDecay.heard else { return nil }
        return 60 * Float(RoomDecay.delay * Grid.hopMs) / 1_000 / seconds.middle - RoomDecay.marginDb
    }

    /// Frames after which sound is the room's and no longer the voice's.
    static let delay = 8
    /// How far the echo may rise above its mean, in dB.
    static let marginDb: Float = 3
    /// Shortest reverberation time that makes words longer, in seconds.
    static let heard: Float = 0.25
}
