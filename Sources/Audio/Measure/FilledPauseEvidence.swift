#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What speaks for a held stretch being a hesitation and not a drawn-out word, weighed by a logistic regression whose eight
/// coefficients were fitted on synthetic voices only (espeak-ng, flite, festival, and a glottal-pulse synthesiser with creak and
/// breath; clean, fan noise, 16 kb/s Opus, echo) and rounded.
struct FilledPauseEvidence {
    private static let pauseReach = 12

    /// Length of the held core in milliseconds.
    let coreMs: Float
    /// Mean envelope motion of the core, in units of ``Frame/slopeUnit``.
    let motion: Float
    /// Slope of F0 in semitones per 100 ms.
    let glide: Float
    /// Median distance of F0 from that line in semitones.
    let wobble: Float
    /// Median F0 over the speaker's median, in semitones.
    let height: Float
    /// Share 0–1 of the 120 ms before and after that is quiet.
    let pauses: (before: Float, after: Float)
    /// How central the vowel is, in dB.
    let centralityDb: Float

    /// Gathers the evidence on one stretch.
    init(core: Range<Int>, event: Range<Int>, track: FrameTrack, medianHz: Float) {
        coreMs = Float(core.count * Grid.hopMs)
        motion = core.reduce(0) { $0 + Float(track[$1].slope) } / Float(max(1, core.count))
        let level = Statistics.median(core.map { track[$0].levelDb }) - 15
        let reach = FilledPauseEvidence.pauseReach
        pauses = (
            FilledPauseEvidence.quietShare(event.lowerBound - reach..<event.lowerBound, of: track, below: level),
            FilledPauseEvidence.quietShare(event.upperBound..<event.upperBound + reach, of: track, below: level)
        )
        centralityDb = BandShape(track, core).centralityDb
        let points = event.filter { track[$0].isVoiced }.map {
            (x: Float($0 - event.lowerBound), y: Decibels.semitones(track[$0].hertz, over: medianHz))
        }
        guard points.count > 4 else {
            (glide, wobble, height) = (0, 2, 0)
            return
        }
        height = Statistics.median(points.map(\.y))
        let count = Float(points.count)
        let (meanX, meanY) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
        let spread = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
        let slope = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / max(spread, 1e-6)
        glide = slope * 10
        wobble = Statistics.median(points.map { abs($0.y - meanY - slope * ($0.x - meanX)) })
    }

    /// Probability 0–1 that the stretch is a hesitation.
    var confidence: Float {
        let duration = 2.2 * logf(max(coreMs, 1) / 200)
        let stillness = -3.25 * min(motion, 40) / 20
        let flatness = -0.7 * min(abs(glide), 3) - 0.5 * min(wobble, 1.5)
        let lowness = -0.5 * min(5, max(-5, height))
        let context = 1.2 * pauses.before + 0.4 * pauses.after
        let colour = 0.095 * centralityDb
        return 1 / (1 + expf(-(1.15 + duration + stillness + flatness + lowness + context + colour)))
    }

    /// Share 0–1 of a stretch of frames that lies under a level; what is outside the recording is quiet.
    static func quietShare(_ range: Range<Int>, of track: FrameTrack, below level: Float) -> Float {
        guard !range.isEmpty else { return 1 }
        let quiet = range.filter { !track.indices.contains($0) || track[$0].levelDb < level }
        return Float(quiet.count) / Float(range.count)
    }
}
