#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Halves the rate to 8 kHz for the pitch tracker: a 31-tap Blackman-windowed half-band low-pass.
struct Decimator {
    /// Samples by which the output lags, at the input rate.
    static let delay = 15
    private let taps: [Float]
    private var line: [Float]

    init() {
        var taps = (0..<31).map { i -> Float in
            let n = Float(i - Decimator.delay)
            let phase = Float.pi * n / 2
            let sinc = n == 0 ? 0.5 : sinf(phase) / (.pi * n)
            let w = Float.pi * Float(i + 1) / 16
            return sinc * (0.42 - 0.5 * cosf(w) + 0.08 * cosf(2 * w))
        }
        let gain = taps.reduce(0, +)
        for i in taps.indices { taps[i] /= gain }
        self.taps = taps + [0]
        line = [Float](repeating: 0, count: 30 + Grid.hop + 2)
    }

    /// Appends half as many samples to `output` as the frame has.
    mutating func consume(_ frame: Span<Float>, into output: inout [Float]) {
        let history = 30
        for i in frame.indices { line[history + i] = frame[i] }
        unsafe line.withUnsafeBufferPointer { line in
            unsafe taps.withUnsafeBufferPointer { taps in
                guard let samples = line.baseAddress, let weights = taps.baseAddress else { return }
                for i in stride(from: 0, to: frame.count, by: 2) {
                    output.append(unsafe Kernels.dot(samples + i, weights, 32))
                }
            }
        }
        for i in 0..<history { line[i] = line[frame.count + i] }
    }
}
