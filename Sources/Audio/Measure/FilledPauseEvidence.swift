#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What speaks for a held stretch being a hesitation and not a drawn-out word, weighed by a logistic regression whose
/// coefficients were fitted on synthetic voices only (espeak-ng, flite, festival, and a glottal-pulse synthesiser with creak and
/// breath; clean, fan noise, 16 kb/s Opus, echo; against running, slow and drawn-out speech) and rounded. Drawn-out words are
/// far commoner there than in an answer, so the odds are raised from 0.45 to 0.6.
struct FilledPauseEvidence {
    private static let pauseReach = 12

    /// Share 0–1 of the stretch that is held.
    let heldShare: Float
    /// Median level over the loud frames around, in dB.
    let prominenceDb: Float
    /// Share 0–1 of the frames that are unvoiced or more than five semitones under the speaker's median: creak.
    let creakShare: Float
    /// Standard deviation of the level in dB.
    let unevennessDb: Float
    /// Level of 1600–4000 Hz relative to all bands, in dB.
    let trebleDb: Float
    /// Median envelope motion from onset to release, in units of ``Frame/slopeUnit``.
    let restlessness: Float
    /// Mean envelope motion of the core, in units of ``Frame/slopeUnit``.
    let motion: Float
    /// Slope of F0 in semitones per 100 ms.
    let glide: Float
    /// Median F0 over the speaker's median, in semitones.
    let height: Float
    /// Share 0–1 of the 120 ms before and after that is quiet.
    let pauses: (before: Float, after: Float)
    /// How central the vowel is, in dB.
    let centralityDb: Float

    /// Gathers the evidence on one stretch.
    init(core: Range<Int>, event: Range<Int>, track: FrameTrack, floor: NoiseFloor, medianHz: Float) {
        heldShare = Float(core.count) / Float(max(1, event.count))
        motion = core.reduce(0) { $0 + Float(track[$1].slope) } / Float(max(1, core.count))
        restlessness = Statistics.median(event.map { Float(track[$0].slope) })
        unevennessDb = Statistics.deviation(event.map { track[$0].levelDb })
        let creaky = event.filter { !track[$0].isVoiced || track[$0].hertz < 0.75 * medianHz }
        creakShare = Float(creaky.count) / Float(max(1, event.count))
        let middle = Statistics.median(core.map { track[$0].levelDb })
        prominenceDb = middle - floor.topDb(at: core.lowerBound)
        let level = middle - 15
        let reach = FilledPauseEvidence.pauseReach
        pauses = (
            FilledPauseEvidence.quietShare(event.lowerBound - reach..<event.lowerBound, of: track, below: level),
            FilledPauseEvidence.quietShare(event.upperBound..<event.upperBound + reach, of: track, below: level)
        )
        let shape = BandShape(track, core)
        centralityDb = shape.centralityDb
        trebleDb = max(shape.relativeDb[5], shape.relativeDb[6])
        let points = event.filter { track[$0].isVoiced }.map {
            (x: Float($0 - event.lowerBound), y: Decibels.semitones(track[$0].hertz, over: medianHz))
        }
        guard points.count > 4 else {
            (glide, height) = (0, 0)
            return
        }
        height = Statistics.median(points.map(\.y))
        let count = Float(points.count)
        let (meanX, meanY) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
        let spread = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
        let slope = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / max(spread, 1e-6)
        glide = slope * 10
    }

    /// Probability 0–1 that the stretch is a hesitation.
    var confidence: Float {
        let stillness = 8.3 * heldShare - 0.08 * min(motion, 40) - 0.027 * min(restlessness, 100)
        let pitch = -0.83 * min(abs(glide), 3) - 0.23 * min(5, max(-5, height)) + 1.33 * creakShare
        let level = -0.144 * min(5, max(-20, prominenceDb)) - 0.35 * min(unevennessDb, 8)
        let context = 2 * pauses.before + 0.65 * pauses.after
        let colour = 0.09 * centralityDb - 0.128 * min(0, max(-40, trebleDb))
        return 1 / (1 + expf(-(stillness + pitch + level + context + colour - 8.25)))
    }

    /// Share 0–1 of a stretch of frames that lies under a level; what is outside the recording is quiet.
    static func quietShare(_ range: Range<Int>, of track: FrameTrack, below level: Float) -> Float {
        guard !range.isEmpty else { return 1 }
        let quiet = range.filter { !track.indices.contains($0) || track[$0].levelDb < level }
        return Float(quiet.count) / Float(range.count)
    }
}
