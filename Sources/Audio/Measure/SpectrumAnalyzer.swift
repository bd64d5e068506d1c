#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The spectrum of a frame: 25 ms under a Hann window, 512 points, reduced to eight band levels, flatness, tonality and mel
/// cepstra.
struct SpectrumAnalyzer {
    /// What one frame's spectrum says.
    struct Reading {
        /// Level per band of ``Frame/bandEdges`` in dBFS.
        var bandsDb = SIMD8<Float>(repeating: Frame.bandFloorDb)
        /// Share of the power in the strongest three bins, 0–1.
        var tonality: Float = 0
        /// Geometric over arithmetic mean of the power in 300–4000 Hz, in dB: 0 flat, −20 and less peaky.
        var flatnessDb: Float = 0
    }

    private static let windowLength = 400
    private static let melCount = 24
    /// Cepstral coefficients kept, the level (the 0th) left out.
    static let cepstraCount = 10

    private var fft = RealFFT(bits: 9)
    private let window: [Float]
    private var frame = [Float](repeating: 0, count: 512)
    private var power = [Float](repeating: 0, count: 257)
    private let bandBins: [Range<Int>]
    private let flatBins: Range<Int>
    private let mel: [(bins: Range<Int>, weights: [Float])]
    private let cosines: [Float]
    private var melDb = [Float](repeating: 0, count: SpectrumAnalyzer.melCount)

    init() {
        let length = SpectrumAnalyzer.windowLength
        let hann = (0..<length).map { 0.5 - 0.5 * cosf(2 * .pi * (Float($0) + 0.5) / Float(length)) }
        // Scaled so that the bins of a full-scale sine add up to its mean square.
        let scale = (2 / (512 * hann.reduce(0) { $0 + $1 * $1 })).squareRoot()
        window = hann.map { $0 * scale }
        let binHz = Float(Grid.sampleRate) / 512
        let bins = Frame.bandEdges.map { Int(($0 / binHz).rounded()) }
        bandBins = zip(bins, bins.dropFirst()).map { $0..<$1 }
        flatBins = Int(300 / binHz)..<Int(4_000 / binHz)
        mel = SpectrumAnalyzer.melFilters(binHz: binHz)
        let count = SpectrumAnalyzer.melCount
        cosines = (1...SpectrumAnalyzer.cepstraCount).flatMap { order in
            (0..<count).map { band in
                (2 / Float(count)).squareRoot() * cosf(.pi * Float(order) * (Float(band) + 0.5) / Float(count))
            }
        }
    }

    /// Reads the 400 samples in the middle of `samples` and writes cepstra 1…10 to `cepstra`.
    mutating func read(_ samples: Span<Float>, cepstra: inout [Float]) -> Reading {
        let offset = (samples.count - SpectrumAnalyzer.windowLength) / 2
        guard offset >= 0 else { return Reading() }
        for i in 0..<SpectrumAnalyzer.windowLength { frame[i] = samples[offset + i] * window[i] }
        let windowed = frame
        fft.powerSpectrum(of: windowed.span, into: &power)
        var reading = Reading()
        for (band, bins) in bandBins.enumerated() {
            var sum: Float = 0
            for k in bins { sum += power[k] }
            reading.bandsDb[band] = Decibels.fastPower(sum)
        }
        reading.tonality = tonality()
        reading.flatnessDb = flatness()
        writeCepstra(to: &cepstra)
        return reading
    }

    private func tonality() -> Float {
        var total: Float = 0
        var best: Float = 0
        var at = 2
        for k in 2..<250 {
            total += power[k]
            if power[k] > best { (best, at) = (power[k], k) }
        }
        guard total > 0 else { return 0 }
        return (power[at - 1] + power[at] + power[at + 1]) / total
    }

    private func flatness() -> Float {
        var logs: Float = 0
        var sum: Float = 0
        // Every other bin: the Hann window makes neighbours alike.
        for k in stride(from: flatBins.lowerBound, to: flatBins.upperBound, by: 2) {
            logs += Decibels.fastPower(power[k])
            sum += power[k]
        }
        let count = Float((flatBins.count + 1) / 2)
        return min(0, logs / count - Decibels.fastPower(sum / count))
    }

    private mutating func writeCepstra(to cepstra: inout [Float]) {
        for (band, filter) in mel.enumerated() {
            var sum: Float = 0
            for (i, k) in filter.bins.enumerated() { sum += power[k] * filter.weights[i] }
            // A floor under the quietest speech keeps the dither of near-silence from looking like movement.
            melDb[band] = Decibels.fastPower(sum + 1e-9)
        }
        let count = SpectrumAnalyzer.melCount
        for order in 0..<SpectrumAnalyzer.cepstraCount {
            var sum: Float = 0
            for band in 0..<count { sum += melDb[band] * cosines[order * count + band] }
            cepstra[order] = sum
        }
    }

    /// Triangles, equally wide on O'Shaughnessy's mel scale between 100 and 4000 Hz.
    private static func melFilters(binHz: Float) -> [(bins: Range<Int>, weights: [Float])] {
        func mel(_ hertz: Float) -> Float { 2_595 * log10f(1 + hertz / 700) }
        func hertz(_ mel: Float) -> Float { 700 * (powf(10, mel / 2_595) - 1) }
        let low = mel(100)
        let step = (mel(4_000) - low) / Float(melCount + 1)
        return (0..<melCount).map { band in
            let (left, centre, right) = (
                hertz(low + step * Float(band)), hertz(low + step * Float(band + 1)),
                hertz(low + step * Float(band + 2))
            )
            let first = Int((left / binHz).rounded(.up))
            let last = max(first, Int((right / binHz).rounded(.down)))
            let weights = (first...last).map { k -> Float in
                let f = Float(k) * binHz
                return max(0, f <= centre ? (f - left) / (centre - left) : (right - f) / (right - centre))
            }
            // The lowest filters are narrower than a bin; the nearest bin then stands for them.
            if weights.reduce(0, +) < 0.1 {
                let k = Int((centre / binHz).rounded())
                return (k..<k + 1, [1])
            }
            return (first..<last + 1, weights)
        }
    }
}
