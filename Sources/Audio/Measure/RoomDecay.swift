/// How long a room goes on sounding after the voice, told without knowing what was said: the reverberation time after de M. Prego, de Lima,
/// Netto, Lee, Said, Schafer and Kalker, "A blind algorithm for reverberation-time estimation using subband decomposition of speech signals"
/// (JASA 131(4), 2012). In each band the stretches in which the level falls without a break are free decays; a straight line through each
/// gives a time for 60 dB, and the middle of all these times is the room's.
///
/// A voice stops in many ways, quickly and slowly; a room decays in one. So a narrow distribution is a room, and a wide one says that no room
/// is heard: that is what tells them apart, after Wen, Habets and Naylor, "Blind estimation of reverberation time based on the distribution
/// of signal decay rates" (ICASSP 2008).
struct RoomDecay {
    /// How decays are looked for.
    private struct Search {
        /// Frames on each side of a frame that its level is averaged over.
        var reach: Int
        /// Shortest decay, in frames.
        var shortest: Int
        /// Least share of a decay's variance that a straight line explains.
        var straight: Float
        /// How far above the 10th percentile of its band a decay must stay, in dB.
        var aboveFloorDb: Float
        /// Slowest fall that is a decay, in dB per frame.
        var slowest: Float
    }

    /// Rooms up to half a second and more; a longer decay wavers too much to fall without a break for so few frames.
    private static let rooms = Search(reach: 1, shortest: 12, straight: 0.9, aboveFloorDb: 6, slowest: 0.2)
    /// Halls.
    private static let halls = Search(reach: 3, shortest: 18, straight: 0.8, aboveFloorDb: 4, slowest: 0.1)

    /// Fewest decays that say something about a room.
    static let fewest = 20
    /// Widest distribution, between quartiles and over the median, that one room can have.
    static let widest: Float = 0.5
    /// Least depth of the level (``Background/depthDb``) at which decays end in the room and not in noise, in dB.
    static let leastDepthDb: Float = 25
    /// Shortest time of three quarters of a hall's decays, in seconds per 60 dB: noise does not make so many so slow.
    static let hallSeconds: Float = 0.75
    /// Fewest decays a second of recording, and widest distribution, that are a hall.
    static let hall: (perSecond: Float, widest: Float) = (0.55, 0.6)

    /// Seconds for 60 dB, 25th percentile and median of the decays; nil when no room is heard.
    let seconds: (short: Float, middle: Float)?
    /// Whether it is a hall: sound dies away so slowly that pauses never fall silent.
    let isHall: Bool

    /// Listens to a whole track whose level is so deep.
    init(_ track: FrameTrack, depthDb: Float) {
        var levels = [[UInt8]](repeating: [], count: 8)
        for band in 0..<8 { levels[band].reserveCapacity(track.count) }
        for i in track.indices {
            let bands = track[i].bands
            for band in 0..<8 { levels[band].append(bands[band]) }
        }
        let rooms = RoomDecay.quartiles(levels, RoomDecay.rooms)
        let isRoom =
            depthDb >= RoomDecay.leastDepthDb && rooms.count >= RoomDecay.fewest
            && rooms.high - rooms.low <= RoomDecay.widest * rooms.middle
        seconds = isRoom ? (rooms.low, rooms.middle) : nil
        let halls = RoomDecay.quartiles(levels, RoomDecay.halls)
        let most = max(Float(RoomDecay.fewest), RoomDecay.hall.perSecond * Float(track.count * Grid.hopMs) / 1_000)
        isHall =
            Float(halls.count) >= most && halls.low >= RoomDecay.hallSeconds
            && halls.high - halls.low <= RoomDecay.hall.widest * halls.middle
    }

    /// How many decays there are, and the quartiles of their times.
    private static func quartiles(_ levels: [[UInt8]], _ search: Search)
        -> (count: Int, low: Float, middle: Float, high: Float)
    {
        var times: [Float] = []
        for band in levels { gather(band, search, into: &times) }
        times.sort()
        guard !times.isEmpty else { return (0, 0, 0, 0) }
        let at = { (share: Float) in times[Int((share * Float(times.count - 1)).rounded())] }
        return (times.count, at(0.25), at(0.5), at(0.75))
    }

    /// Adds the times of one band's free decays; `levels` are in half decibels.
    private static func gather(_ levels: [UInt8], _ search: Search, into times: inout [Float]) {
        var histogram = LevelHistogram()
        for level in levels { histogram.add(level) }
        let floor = Int(histogram.quantile(0.1)) + Int(2 * search.aboveFloorDb)
        var decay = FreeDecay()
        var over = false
        for i in search.reach..<max(search.reach, levels.count - search.reach - 1) {
            // The mean around a frame falls; and what reaches the floor has ended, whatever comes after in the same fall.
            if levels[i + search.reach + 1] < levels[i - search.reach] {
                over = over || Int(levels[i]) < floor
                if !over { decay.add(Float(levels[i]) / 2) }
            } else {
                if !over, decay.count > 0, Int(levels[i]) >= floor { decay.add(Float(levels[i]) / 2) }
                decay.seconds(search).map { times.append($0) }
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
        func seconds(_ search: Search) -> Float? {
            guard count >= Float(search.shortest) else { return nil }
            let spread = count * (count * count - 1) / 12
            let together = moment - sum * (count - 1) / 2
            let variance = squares - sum * sum / count
            guard variance > 0, together * together > search.straight * spread * variance else { return nil }
            let perFrame = -together / spread
            return perFrame > search.slowest ? 60 / perFrame * Float(Grid.hopMs) / 1_000 : nil
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
