#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Halves the rate for the pitch tracker: a Blackman-windowed half-band low-pass, every other weight of which is zero, so that
/// only the even samples are filtered and the odd ones enter with weight one half.
struct Decimator {
    /// Weights of the even samples, `2 · reach`; symmetric.
    private let weights: [Float]
    private let centre: Float
    private let reach: Int
    private var even: [Float]
    private var odd: [Float]

    /// A decimator of `4 · reach − 1` taps; its output lags by `2 · reach − 1` input samples.
    init(reach: Int) {
        self.reach = reach
        let middle = 2 * reach - 1
        let taps = (0..<2 * middle + 1).map { i -> Float in
            let n = Float(i - middle)
            let phase = Float.pi * n / 2
            let sinc = n == 0 ? 0.5 : sinf(phase) / (.pi * n)
            let w = Float.pi * Float(i + 1) / Float(middle + 1)
            return sinc * (0.42 - 0.5 * cosf(w) + 0.08 * cosf(2 * w))
        }
        let gain = taps.reduce(0, +)
        weights = stride(from: 0, to: taps.count, by: 2).map { taps[$0] / gain }
        centre = taps[middle] / gain
        even = [Float](repeating: 0, count: 2 * reach - 1 + Grid.hop / 2)
        odd = [Float](repeating: 0, count: reach + Grid.hop / 2)
    }

    /// Replaces the end of `output` by as many new samples as half of `input` has; `input` has at most a frame's, a multiple of
    /// eight.
    mutating func consume(_ input: Span<Float>, into output: inout [Float]) {
        let count = input.count / 2
        guard count <= output.count, count <= Grid.hop / 2, count % 4 == 0 else { return }
        let (weights, centre, reach) = (weights, centre, reach)
        // Pointers: both lines hold their history before `count` new samples, and the loops go no further.
        unsafe input.withUnsafeBufferPointer { input in
            unsafe even.withUnsafeMutableBufferPointer { even in
                unsafe odd.withUnsafeMutableBufferPointer { odd in
                    unsafe output.withUnsafeMutableBufferPointer { output in
                        unsafe weights.withUnsafeBufferPointer { weights in
                            guard let input = input.baseAddress, let even = even.baseAddress,
                                let odd = odd.baseAddress, let target = output.baseAddress,
                                let weights = weights.baseAddress
                            else { return }
                            let (evens, odds) = unsafe (even + (2 * reach - 1), odd + reach)
                            for i in 0..<count {
                                unsafe evens[i] = input[2 &* i]
                                unsafe odds[i] = input[2 &* i &+ 1]
                            }
                            let end = unsafe target + (output.count - count)
                            for i in stride(from: 0, to: count, by: 4) {
                                // The weights are symmetric: samples that share one are added first.
                                var sum = unsafe Lanes(odd + i) * centre
                                let (low, high) = unsafe (even + i, even + (i &+ 2 &* reach &- 1))
                                for k in 0..<reach {
                                    unsafe sum = sum + (Lanes(low + k) + Lanes(high - k)) * weights[k]
                                }
                                unsafe sum.store(end + i)
                            }
                            unsafe even.update(from: even + count, count: 2 * reach - 1)
                            unsafe odd.update(from: odd + count, count: reach)
                        }
                    }
                }
            }
        }
    }
}
