import Model

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

/// How loud the speech is and how loud what lies between it.
struct SpeechLevels {
    /// Margin around speech, in frames, that belongs to neither: onsets, releases and the room's echo.
    private static let margin = 10
    /// Fewest frames of noise a level is taken from.
    private static let fewest = 20

    /// Mean power of the speech in dBFS; nil without speech.
    let speechDb: Double?
    /// Speech over what lies between the words in dB, nil with under 200 ms of it; see ``BandRatio``.
    let bandRatioDb: Double?
    /// Mean power of everything in dBFS.
    let overallDb: Double
    /// Share 0–1 of the speech power in 4–7.6 kHz.
    let trebleShare: Double
    /// Share 0–1 of the speech frames that are voiced.
    let voicedShare: Double
    /// Share 0–1 of the voiced frames whose spectrum stands still, as a held note's does.
    let heldShare: Double
    /// Level of the frames the recording ends with (the last 30 ms), in dBFS.
    let endDb: Double

    /// Speech over the background in dB as the depth of the level tells it, where pauses are too few to listen into.
    let depthRatioDb: Double?

    /// How long the recording has been nearly as loud as speech when it ends, in milliseconds; 0 when that is longer than a torn syllable,
    /// and the background is as loud.
    let endsInSoundMs: Int

    /// How far under the speech a sound may lie and be a part of a word, in dB.
    private static let soundRangeDb: Float = 18
    /// Longest sound at the end that is the torn beginning of a word and no background, in frames.
    private static let longestTorn = 30
    /// Share of a recording that must be pause for its noise to be measured there alone.
    private static let leastPause = 0.05

    /// Adds up the frames of a recording.
    init(_ track: FrameTrack, _ detector: SpeechDetector) {
        var speech = (power: 0.0, treble: 0.0, count: 0, voiced: 0, held: 0)
        for span in detector.speech {
            for i in span.startMs / Grid.hopMs..<min(track.count, span.endMs / Grid.hopMs) {
                let frame = track[i]
                speech.power += Double(Decibels.meanSquare(frame.levelDb))
                speech.treble += Double(frame.bandPower(7))
                speech.count += 1
                guard frame.isVoiced else { continue }
                speech.voiced += 1
                if frame.slope <= FilledPauseFinder.steadySlope { speech.held += 1 }
            }
        }
        speechDb = speech.count > 0 ? Decibels.power(speech.power / Double(speech.count)) : nil
        let near = Float(speechDb ?? 0) - SpeechLevels.soundRangeDb
        let loud = track.indices.reversed().prefix { track[$0].levelDb > near }.count
        let tail = loud <= SpeechLevels.longestTorn ? loud : 0
        endsInSoundMs = tail * Grid.hopMs
        var pauses: [Range<Int>] = []
        for span in detector.silences {
            let first = span.startMs / Grid.hopMs + (span.startMs > 0 ? SpeechLevels.margin(in: detector.room) : 0)
            // A word's beginning that the recording's end cuts off is too short to be told from a noise, and is none.
            let end = min(
                track.count - (tail > 0 ? tail + SpeechLevels.margin : 0),
                span.endMs / Grid.hopMs - (span.endMs / Grid.hopMs < track.count ? SpeechLevels.margin : 0)
            )
            if first < end { pauses.append(first..<end) }
        }
        let ratio = BandRatio(track, speech: detector.speech, pauses: pauses)
        var all = 0.0
        for i in track.indices { all += Double(Decibels.meanSquare(track[i].levelDb)) }
        overallDb = Decibels.power(all / Double(max(1, track.count)))
        let isRare = Double(ratio.pauseFrames) < SpeechLevels.leastPause * Double(track.count)
        depthRatioDb = isRare ? detector.background.ratioDb : nil
        bandRatioDb = ratio.pauseFrames >= SpeechLevels.fewest ? ratio.decibels : nil
        trebleShare = speech.power > 0 ? speech.treble / speech.power : 0
        voicedShare = Double(speech.voiced) / Double(max(1, speech.count))
        heldShare = Double(speech.held) / Double(max(1, speech.voiced))
        var end = 0.0
        for i in max(0, track.count - 3)..<track.count { end += Double(Decibels.meanSquare(track[i].levelDb)) }
        endDb = Decibels.power(end / 3)
    }

    /// Speech over noise in dB; nil when either is missing.
    var snrDb: Double? { depthRatioDb ?? bandRatioDb }

    /// Frames after speech that still hold its echo.
    private static func margin(in room: RoomDecay) -> Int {
        guard let seconds = room.seconds else { return margin }
        // 30 dB of decay, and no more than leaves something of most pauses.
        return min(3 * margin, max(margin, Int(seconds.middle * 500) / Grid.hopMs))
    }
}
