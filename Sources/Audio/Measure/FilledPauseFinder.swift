import Model

/// Finds "uh" and "um" without words, after Goto, Itou and Hayamizu, "A real-time filled pause detection system for spontaneous
/// speech recognition" (Eurospeech 1999): while hesitating a speaker holds the articulators still, so the spectral envelope
/// barely moves and F0 is flat. ``FilledPauseEvidence`` weighs each held stretch; this type says where it begins and ends.
struct FilledPauseFinder {
    /// Confidence from which a stretch is a candidate. Which candidates count depends on the words around them and is not decided here.
    static let leastConfidence: Float = 0.1
    /// Fastest envelope motion of a held frame, in units of ``Frame/slopeUnit``.
    static let steadySlope: UInt8 = 26
    /// Least periodicity of a held frame the tracker did not call voiced, in units of ``Frame/periodicity``: creaky voice.
    static let creakyPeriodicity: UInt8 = 80
    /// How far under the loudest frames around a sonorant may lie, in dB.
    static let sonorantRangeDb: Float = 22
    /// Shortest held core.
    static let shortestCore = 6
    /// Longest wavering inside a held stretch, in frames; longer where a nasal follows ("uh" closing into "m").
    static let joint = (plain: 9, nasal: 16)
    /// Longest wavering between two held stretches that may be one hesitation, in frames.
    static let longestWaver = 25
    /// How much further than the core a stretch may begin and end: the motion is measured over ±50 ms. In frames.
    static let edge = 7
    /// How far a hesitation's first vowel may lie before its core when a pause precedes it, and its end after it. In frames.
    static let longEdge = (before: 45, after: 30)
    /// Longest dip inside a stretch of ``sonorants(within:)`` and its shortest length, in frames.
    static let (dip, shortestSonorant) = (4, 10)
    /// Longest hesitation, in frames; what lasts longer is singing, a tone or a machine.
    static let longest = 200

    private let track: FrameTrack
    private let floor: NoiseFloor
    private let medianHz: Float

    /// A finder over the frames of one recording.
    init(_ track: FrameTrack, floor: NoiseFloor, within speech: [TimeSpan]) {
        self.track = track
        self.floor = floor
        var voiced: [Float] = []
        for span in speech {
            for i in span.startMs / Grid.hopMs..<min(track.count, span.endMs / Grid.hopMs) where track[i].isVoiced {
                voiced.append(track[i].hertz)
            }
        }
        medianHz = voiced.isEmpty ? 120 : Statistics.median(voiced)
    }

    /// The hesitations within the given spans, in order.
    func filledPauses(within speech: [TimeSpan]) -> [Acoustics.FilledPause] {
        var found: [Acoustics.FilledPause] = []
        for span in speech {
            let end = min(track.count, span.endMs / Grid.hopMs)
            for core in withUnions(cores(span.startMs / Grid.hopMs..<max(span.startMs / Grid.hopMs, end))) {
                let event = extended(core)
                guard event.count <= FilledPauseFinder.longest else { continue }
                let evidence = FilledPauseEvidence(core: core, event: event, track: track, medianHz: medianHz)
                let confidence = evidence.confidence
                guard confidence >= FilledPauseFinder.leastConfidence else { continue }
                let candidate = Acoustics.FilledPause(
                    span: TimeSpan(startMs: event.lowerBound * Grid.hopMs, endMs: event.upperBound * Grid.hopMs),
                    confidence: (Double(confidence) * 100).rounded() / 100
                )
                // Of two that overlap the surer one stays.
                if let last = found.last, last.span.endMs > candidate.span.startMs {
                    if last.confidence < candidate.confidence { found[found.count - 1] = candidate }
                } else {
                    found.append(candidate)
                }
            }
        }
        return found
    }

    /// Vowels and nasals within the given spans, in order: what a filled pause can consist of. Short dips are bridged, shorter
    /// stretches than a filled pause left out.
    func sonorants(within speech: [TimeSpan]) -> [TimeSpan] {
        var found: [TimeSpan] = []
        for span in speech {
            var last: Range<Int>?
            for i in span.startMs
                / Grid.hopMs..<max(span.startMs / Grid.hopMs, min(track.count, span.endMs / Grid.hopMs))
            {
                let frame = track[i]
                guard frame.isVoiced || frame.periodicity > FilledPauseFinder.creakyPeriodicity,
                    isSonorant(frame, at: i)
                else { continue }
                if let open = last, i - open.upperBound <= FilledPauseFinder.dip {
                    last = open.lowerBound..<i + 1
                } else {
                    last.map { append($0, to: &found) }
                    last = i..<i + 1
                }
            }
            last.map { append($0, to: &found) }
        }
        return found
    }

    private func append(_ run: Range<Int>, to found: inout [TimeSpan]) {
        guard run.count >= FilledPauseFinder.shortestSonorant else { return }
        found.append(TimeSpan(startMs: run.lowerBound * Grid.hopMs, endMs: run.upperBound * Grid.hopMs))
    }

    /// Vowels and nasals: loud enough, and louder below 1.1 kHz than above 2.5 kHz.
    private func isSonorant(_ frame: Frame, at index: Int) -> Bool {
        guard frame.levelDb > floor.topDb(at: index) - FilledPauseFinder.sonorantRangeDb else { return false }
        let low = max(max(frame.bands[0], frame.bands[1]), max(frame.bands[2], frame.bands[3]))
        let high = max(frame.bands[6], frame.bands[7])
        return Int(low) > Int(high) + 12
    }

    private func isHeld(_ index: Int) -> Bool {
        let frame = track[index]
        return frame.slope <= FilledPauseFinder.steadySlope
            && (frame.isVoiced || frame.periodicity > FilledPauseFinder.creakyPeriodicity)
            && isSonorant(frame, at: index)
    }

    /// Held stretches, short wavering bridged.
    private func cores(_ range: Range<Int>) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start: Int?
        for i in range.lowerBound...range.upperBound {
            let held = i < range.upperBound && isHeld(i)
            if held, start == nil { start = i }
            guard !held, let begun = start else { continue }
            let run = begun..<i
            start = nil
            if let last = runs.last, bridges(last, run) {
                runs[runs.count - 1] = last.lowerBound..<run.upperBound
            } else {
                runs.append(run)
            }
        }
        return runs.filter { $0.count >= FilledPauseFinder.shortestCore }
    }

    /// The cores, and between two that one sonorant sound holds together, their union: a hesitation that wavers for longer than
    /// ``joint`` is one all the same, and what is weighed is then all of it.
    private func withUnions(_ cores: [Range<Int>]) -> [Range<Int>] {
        var all: [Range<Int>] = []
        for core in cores {
            if let last = all.last, core.lowerBound > last.upperBound,
                core.lowerBound - last.upperBound <= FilledPauseFinder.longestWaver,
                (last.upperBound..<core.lowerBound).allSatisfy({ track[$0].isVoiced && isSonorant(track[$0], at: $0) })
            {
                all.append(last.lowerBound..<core.upperBound)
            }
            all.append(core)
        }
        return all
    }

    private func bridges(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
        let gap = b.lowerBound - a.upperBound
        guard gap <= FilledPauseFinder.joint.nasal else { return false }
        guard gap <= FilledPauseFinder.joint.plain || BandShape(track, b).isNasal else { return false }
        return (a.upperBound..<b.lowerBound).allSatisfy { isSonorant(track[$0], at: $0) }
    }

    /// The core with the onset and release that belong to it.
    private func extended(_ core: Range<Int>) -> Range<Int> {
        let level = Statistics.median(core.map { track[$0].levelDb })
        var first = core.lowerBound
        while first > 0, core.lowerBound - first < FilledPauseFinder.edge, belongs(first - 1, level - 12, slope: 150) {
            first -= 1
        }
        var end = core.upperBound
        while end < track.count, end - core.upperBound < FilledPauseFinder.edge, belongs(end, level - 12, slope: 150) {
            end += 1
        }
        // With a pause beside it the whole sonorant stretch is the hesitation, if at least half of it is held.
        var far = first
        while far > 0, first - far <= FilledPauseFinder.longEdge.before, belongs(far - 1, level - 15, slope: 255) {
            far -= 1
        }
        let begins = first - far <= FilledPauseFinder.longEdge.before && 2 * core.count >= core.upperBound - far
        if begins, isPause(far - 8..<far, below: level - 15) { first = far }
        var late = end
        while late < track.count, late - end <= FilledPauseFinder.longEdge.after, belongs(late, level - 15, slope: 255)
        {
            late += 1
        }
        let ends = late - end <= FilledPauseFinder.longEdge.after && 2 * core.count >= late - core.lowerBound
        if ends, isPause(late..<late + 8, below: level - 15) { end = late }
        return first..<end
    }

    private func belongs(_ index: Int, _ least: Float, slope: UInt8) -> Bool {
        let frame = track[index]
        return frame.levelDb > least && frame.slope <= slope && isSonorant(frame, at: index)
    }

    private func isPause(_ range: Range<Int>, below level: Float) -> Bool {
        FilledPauseEvidence.quietShare(range, of: track, below: level) > 0.6
    }
}

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
