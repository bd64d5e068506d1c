/// How fast the spectral envelope moves: the regression slope of each cepstral coefficient over ±50 ms, after Goto, Itou and
/// Hayamizu (Eurospeech 1999). A vowel held for hesitation barely moves; running speech does all the time.
struct EnvelopeMotion {
    /// Frames the answer lags behind the question.
    static let delay = 5
    private static let length = 2 * delay + 1
    private var rows = [Float](repeating: 0, count: length * MelFilters.row)

    /// Adds a frame's cepstra, a row; returns the motion around the frame ``delay`` earlier, in dB per frame averaged over the
    /// bands.
    mutating func push(_ cepstra: [Float]) -> Float {
        let row = MelFilters.row
        guard cepstra.count == row else { return 0 }
        var (s0, s1, s2) = (Lanes(), Lanes(), Lanes())
        unsafe rows.withUnsafeMutableBufferPointer { rows in
            guard let base = rows.baseAddress else { return }
            let kept = (EnvelopeMotion.length - 1) * row
            unsafe base.update(from: base + row, count: kept)
            for k in 0..<row { unsafe base[kept + k] = cepstra[k] }
            for j in 0..<EnvelopeMotion.length {
                let weight = Float(j - EnvelopeMotion.delay)
                let row = unsafe base + j &* row
                unsafe s0 = s0 + Lanes(row) * weight
                unsafe s1 = s1 + Lanes(row + 4) * weight
                unsafe s2 = s2 + Lanes(row + 8) * weight
            }
        }
        let squares = (s0 * s0 + s1 * s1 + s2 * s2).sum
        // 110 is the sum of the squares of -5…5.
        return (squares / Float(MelFilters.count)).squareRoot() / 110
    }
}
