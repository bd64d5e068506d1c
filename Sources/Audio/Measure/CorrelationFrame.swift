/// A Hann-windowed frame whose autocorrelation is asked for at some lags, divided by the window's own (Boersma 1993).
struct CorrelationFrame {
    /// Zeros behind the frame, as ``Kernels`` wants them.
    private static let padding = 20

    /// The shortest lag ``correlate(into:)`` gives.
    let firstLag: Int
    private let length: Int
    private let window: [Float]
    /// What makes a periodic sound's autocorrelation 1, per lag from 0 on.
    private let correction: [Float]
    private var frame: [Float]
    private var energy: Float = 0

    /// A frame of `length` samples, a multiple of four, for lags in samples.
    init(length: Int, lags: ClosedRange<Int>) {
        self.length = length
        firstLag = lags.lowerBound
        let window = (0..<length).map { Phase.hann($0, of: length) }
        self.window = window
        let own = window.reduce(0) { $0 + $1 * $1 }
        correction = (0...lags.upperBound).map { lag in
            var sum: Float = 0
            for i in 0..<length - lag { sum += window[i] * window[i + lag] }
            return own / sum
        }
        frame = [Float](repeating: 0, count: length + CorrelationFrame.padding)
    }

    /// Takes the samples, their mean away; false when there is nothing in them.
    mutating func load(_ samples: Span<Float>) -> Bool {
        guard samples.count == length else { return false }
        let length = length
        // Pointers here and below: frame and window are `length` long, and the sums are the hottest loops of the meter.
        energy = unsafe samples.withUnsafeBufferPointer { samples in
            unsafe window.withUnsafeBufferPointer { window in
                unsafe frame.withUnsafeMutableBufferPointer { frame in
                    guard let source = samples.baseAddress, let window = window.baseAddress,
                        let target = frame.baseAddress
                    else { return 0 }
                    let mean = unsafe Kernels.sum(source, length) / Float(length)
                    let means = Lanes(mean, mean, mean, mean)
                    for i in stride(from: 0, to: length, by: 4) {
                        unsafe ((Lanes(source + i) - means) * Lanes(window + i)).store(target + i)
                    }
                    return unsafe Kernels.dot(target, target, length)
                }
            }
        }
        return energy > 1e-9
    }

    /// Writes the autocorrelation at lags from ``firstLag`` on, as many as `sums` has, a multiple of 16.
    func correlate(into sums: inout [Float]) {
        let count = sums.count
        guard count % 16 == 0, firstLag + count <= correction.count else { return }
        unsafe frame.withUnsafeBufferPointer { frame in
            unsafe sums.withUnsafeMutableBufferPointer { sums in
                guard let base = frame.baseAddress, let sums = sums.baseAddress else { return }
                for i in stride(from: 0, to: count, by: 16) {
                    unsafe Kernels.correlate16(base, length, lag: firstLag + i, into: sums + i)
                }
            }
        }
        let scale = 1 / energy
        for i in 0..<count { sums[i] *= scale * correction[firstLag + i] }
    }

    /// The autocorrelation at four lags; zero where they are not among the lags asked for.
    func correlation(from lag: Int) -> Lanes {
        guard lag >= 0, lag + 3 < correction.count else { return Lanes() }
        let sums = unsafe frame.withUnsafeBufferPointer { frame in
            guard let base = frame.baseAddress else { return Lanes() }
            return unsafe Kernels.correlate4(base, length, lag: lag)
        }
        let factors = Lanes(correction[lag], correction[lag + 1], correction[lag + 2], correction[lag + 3])
        return sums * factors * (1 / energy)
    }
}
