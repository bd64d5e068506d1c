/// How fast the spectral envelope moves: the regression slope of each cepstral coefficient over ±50 ms, after Goto, Itou and
/// Hayamizu (Eurospeech 1999). A vowel held for hesitation barely moves; running speech does all the time.
struct EnvelopeMotion {
    /// Frames the answer lags behind the question.
    static let delay = 5
    private static let length = 2 * delay + 1
    private var ring = [Float](repeating: 0, count: length * SpectrumAnalyzer.cepstraCount)
    private var next = 0

    /// Adds a frame's cepstra; returns the motion around the frame ``delay`` earlier, in dB per frame averaged over the bands.
    mutating func push(_ cepstra: [Float]) -> Float {
        let width = SpectrumAnalyzer.cepstraCount
        for k in 0..<width { ring[next * width + k] = cepstra[k] }
        next = (next + 1) % EnvelopeMotion.length
        var total: Float = 0
        for k in 0..<width {
            var slope: Float = 0
            for j in 0..<EnvelopeMotion.length {
                var row = next + j
                if row >= EnvelopeMotion.length { row -= EnvelopeMotion.length }
                slope += ring[row * width + k] * Float(j - EnvelopeMotion.delay)
            }
            slope /= 110  // the sum of squares of -5…5
            total += slope * slope
        }
        return (total / 24).squareRoot()
    }
}
