import Model

/// What a reader is told about pitch, from the tracker's frames.
enum PitchSummary {
    /// Voiced speech under which nothing is said.
    static let leastVoicedMs = 1_000
    /// Values further than this from the median are taken for octave errors and left out of the spread.
    static let widestSemitones: Float = 12

    /// Median, spread and curve over the voiced frames within speech; nil with under ``leastVoicedMs`` of them. Hertz are
    /// whole, semitones have one decimal: more would be noise.
    static func pitch(_ track: FrameTrack, within speech: [TimeSpan]) -> Acoustics.Pitch? {
        var voiced: [Float] = []
        var curve = [Double](
            repeating: 0,
            count: (track.count + Grid.framesPerCurveStep - 1) / Grid.framesPerCurveStep
        )
        var step: [Float] = []
        var current = -1
        func close() {
            if current >= 0, step.count >= 3 { curve[current] = Double(Statistics.median(step).rounded()) }
            step.removeAll(keepingCapacity: true)
        }
        for span in speech {
            for i in span.startMs / Grid.hopMs..<min(track.count, span.endMs / Grid.hopMs) where track[i].isVoiced {
                if i / Grid.framesPerCurveStep != current {
                    close()
                    current = i / Grid.framesPerCurveStep
                }
                step.append(track[i].hertz)
                voiced.append(track[i].hertz)
            }
        }
        close()
        guard voiced.count * Grid.hopMs >= leastVoicedMs else { return nil }
        let median = Statistics.median(voiced)
        let distances = voiced.map { Decibels.semitones($0, over: median) }.filter { abs($0) <= widestSemitones }
        let meanSquare = distances.reduce(0) { $0 + $1 * $1 } / Float(max(1, distances.count))
        return Acoustics.Pitch(
            medianHz: Double(median.rounded()),
            spreadSemitones: (Double(meanSquare.squareRoot()) * 10).rounded() / 10,
            voicedMs: voiced.count * Grid.hopMs,
            curveHz: curve
        )
    }
}
