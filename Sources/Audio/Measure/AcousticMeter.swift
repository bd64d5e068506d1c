package import Model

/// Measures a recording in one pass over its samples, 16 kHz mono. Samples are seen once and not kept; what stays is 16 bytes
/// per 10 ms and a few smaller tracks, about 7 MB an hour.
package struct AcousticMeter {
    private var frames = FrameMeter()
    private var levels = LevelMeter()
    private var loudness = LoudnessMeter()
    private var waveform = WaveformPeaks()
    private var clipping = ClippingMeter()
    private var hum = HumDetector()
    private var pending: [Int16] = []
    private var raw = [Float](repeating: 0, count: Grid.hop)
    private var clean = [Float](repeating: 0, count: Grid.hop)
    private var sampleCount = 0

    /// A meter that has heard nothing.
    package init() {
        pending.reserveCapacity(Grid.hop)
    }

    /// Hears the next samples, as many as the caller has at hand.
    package mutating func consume(_ samples: Span<Int16>) {
        sampleCount += samples.count
        var start = 0
        if !pending.isEmpty {
            start = min(samples.count, Grid.hop - pending.count)
            for i in 0..<start { pending.append(samples[i]) }
            guard pending.count == Grid.hop else { return }
            let full = pending
            pending.removeAll(keepingCapacity: true)
            consume(hop: full.span)
        }
        while start + Grid.hop <= samples.count {
            consume(hop: samples.extracting(start..<start + Grid.hop))
            start += Grid.hop
        }
        while start < samples.count {
            pending.append(samples[start])
            start += 1
        }
    }

    /// Ends the recording. `decodeIssues` are what the decoder met on the way (gaps, a torn end); they count in the verdict. `gaps` are
    /// stretches of the decoded recording that were not consumed, since there is nothing of it there: everything is measured without
    /// them, and told at the times of the decoded recording.
    package consuming func finish(
        decodeIssues: [Quality.Issue],
        gaps: [TimeSpan] = []
    ) -> (acoustics: Acoustics, quality: Quality) {
        if !pending.isEmpty {
            let rest = pending
            consume(hop: rest.span)
        }
        frames.finish()
        let durationMs = (sampleCount * 1_000 + Grid.sampleRate / 2) / Grid.sampleRate
        let track = frames.track
        let floor = NoiseFloor(track)
        let detector = SpeechDetector(track, floor: floor, durationMs: durationMs)
        let curve = levels.curve
        let finder = FilledPauseFinder(track, floor: floor, within: detector.speech)
        var acoustics = Acoustics(
            durationMs: durationMs,
            speech: detector.speech,
            silences: detector.silences,
            curveStepMs: Grid.curveStepMs,
            levelsDb: curve.map { (Double($0) * 10).rounded() / 10 },
            waveform: waveform.percentages,
            levelSpreadDb: LevelMeter.spread(of: loudness.levels, within: detector.speech),
            pitch: PitchSummary.pitch(track, within: detector.speech),
            syllableNucleiMs: SyllableFinder.nuclei(track, floor: floor, room: detector.room, within: detector.speech),
            filledPauses: finder.filledPauses(within: detector.speech),
            sonorants: finder.sonorants(within: detector.speech),
            pausesFilled: detector.pausesFilled
        )
        let evidence = QualityEvidence(
            durationMs: durationMs,
            speech: detector.speech,
            levels: SpeechLevels(track, detector),
            room: detector.room,
            loudnessLufs: loudness.integrated,
            clipping: clipping,
            offset: levels.offset(within: detector.silences),
            hum: hum.finding(within: detector.silences)
        )
        var quality = QualityJudge.judge(evidence, decodeIssues: decodeIssues)
        if !gaps.isEmpty {
            let timeline = GapTimeline(gaps)
            timeline.place(&acoustics, waveformStepMs: waveform.width * Grid.hopMs)
            // The decoder's own are placed already.
            for index in quality.issues.indices.dropFirst(decodeIssues.count) { timeline.place(&quality.issues[index]) }
        }
        return (acoustics, quality)
    }

    /// A whole frame, or the last one when it is shorter.
    private mutating func consume(hop: Span<Int16>) {
        let startMs = levels.frames * Grid.hopMs
        let peak = levels.consume(hop, raw: &raw, clean: &clean)
        waveform.append(peak)
        if peak >= ClippingMeter.fullScale {
            clipping.consume(hop, startMs: startMs)
        } else {
            clipping.skip()
        }
        // A span of a stored property borrows the whole struct; of a local it does not.
        let (raw, clean) = (raw, clean)
        loudness.consume(raw.span.extracting(0..<hop.count))
        hum.consume(clean.span)
        frames.consume(clean.span)
    }
}
