/// The spectrum of a frame: 25 ms under a Hann window, 512 points, reduced to eight band levels and mel cepstra.
struct SpectrumAnalyzer {
    /// What one frame's spectrum says.
    struct Reading {
        /// Level per band of ``Frame/bandEdges`` in dBFS.
        var bandsDb = SIMD8<Float>(repeating: Frame.bandFloorDb)
        /// Mean square of all bands together, 1 being full scale.
        var power: Float = 0
    }

    private static let windowLength = 400

    private var fft = RealFFT()
    private let window: [Float]
    private var power = [Float](repeating: 0, count: RealFFT.size / 2 + 1)
    /// The bins where each band begins, and where the last one ends.
    private let bandBins: [Int]
    private var mel: MelFilters

    init() {
        let length = SpectrumAnalyzer.windowLength
        let hann = (0..<length).map { Phase.hann($0, of: length) }
        // Scaled so that the bins of a full-scale sine add up to its mean square.
        let scale = (2 / (Float(RealFFT.size) * hann.reduce(0) { $0 + $1 * $1 })).squareRoot()
        window = hann.map { $0 * scale }
        let binHz = Float(Grid.sampleRate) / Float(RealFFT.size)
        bandBins = Frame.bandEdges.map { Int(($0 / binHz).rounded()) }
        mel = MelFilters(binHz: binHz)
    }

    /// Reads the 400 samples in the middle of `samples` and writes cepstra 1…10 to `cepstra`.
    mutating func read(_ samples: Span<Float>, cepstra: inout [Float]) -> Reading {
        let offset = (samples.count - SpectrumAnalyzer.windowLength) / 2
        guard offset >= 0 else { return Reading() }
        let window = window
        let middle = samples.extracting(offset..<offset + SpectrumAnalyzer.windowLength)
        fft.powerSpectrum(of: middle, under: window.span, into: &power)
        var reading = Reading()
        unsafe power.withUnsafeBufferPointer { power in
            guard let power = power.baseAddress else { return }
            for band in 0..<8 {
                let first = bandBins[band]
                let sum = unsafe Kernels.sum(power + first, bandBins[band + 1] - first)
                reading.power += sum
                reading.bandsDb[band] = Decibels.fastPower(sum)
            }
            unsafe mel.writeCepstra(of: power, to: &cepstra)
        }
        return reading
    }
}
