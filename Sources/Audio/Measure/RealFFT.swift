#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The power spectrum of 512 real samples: one complex transform of half the length (Stockham's self-sorting radix-4, so that
/// every stage but the first reads and writes neighbours) and the usual split into the real signal's bins.
struct RealFFT {
    /// Length of the transform in samples.
    static let size = 512
    private static let half = size / 2
    private static let quarter = half / 4

    /// First, second and third powers of the twiddle factors of the first stage: cosines and sines in six planes of 64. Later
    /// stages use every fourth and every sixteenth.
    private let twiddles: [Float]
    /// Cosines and sines that split the bins, 129 each.
    private let splits: [Float]
    /// Two ping-pong planes of real and imaginary parts.
    private var work = [Float](repeating: 0, count: 4 * RealFFT.half)

    init() {
        twiddles = (1...3).flatMap { power -> [Float] in
            let angles = (0..<RealFFT.quarter).map { -2 * Double.pi * Double(power * $0) / Double(RealFFT.half) }
            return angles.map { Float(cos($0)) } + angles.map { Float(sin($0)) }
        }
        let angles = (0...RealFFT.half / 2).map { -Double.pi * Double($0) / Double(RealFFT.half) }
        splits = angles.map { Float(cos($0)) } + angles.map { Float(sin($0)) }
    }

    /// Writes |X|² of bins 0…256 to `power`, X being the spectrum of the product of `samples` and `window`, which are equally
    /// long, an even number and at most 512, followed by zeros.
    mutating func powerSpectrum(of samples: Span<Float>, under window: Span<Float>, into power: inout [Float]) {
        let count = samples.count / 2
        guard count <= RealFFT.half, window.count == samples.count, power.count > RealFFT.half else { return }
        let (twiddles, splits) = (twiddles, splits)
        // Pointers because the transform is a third of the meter's time and each index would be checked; all are within
        // `work`, whose four planes the stages address by constants.
        unsafe work.withUnsafeMutableBufferPointer { work in
            guard let base = work.baseAddress else { return }
            unsafe samples.withUnsafeBufferPointer { samples in
                unsafe window.withUnsafeBufferPointer { window in
                    for i in 0..<count {
                        unsafe base[i] = samples[2 &* i] * window[2 &* i]
                        unsafe base[RealFFT.half &+ i] = samples[2 &* i &+ 1] * window[2 &* i &+ 1]
                    }
                }
            }
            for i in count..<RealFFT.half { unsafe (base[i], base[RealFFT.half + i]) = (0, 0) }
            unsafe twiddles.withUnsafeBufferPointer { twiddles in
                guard let twiddles = twiddles.baseAddress else { return }
                let other = unsafe base + 2 * RealFFT.half
                unsafe RealFFT.first(base, other, twiddles)
                unsafe RealFFT.middle(other, base, twiddles, stride: 4)
                unsafe RealFFT.middle(base, other, twiddles, stride: 16)
                unsafe RealFFT.middle(other, base, twiddles, stride: 64)
            }
            unsafe splits.withUnsafeBufferPointer { splits in
                unsafe power.withUnsafeMutableBufferPointer { power in
                    guard let splits = splits.baseAddress, let power = power.baseAddress else { return }
                    unsafe RealFFT.split(base, splits, into: power)
                }
            }
        }
    }

    /// Four complex numbers each of four stretches, combined.
    @inline(__always)
    private static func butterfly(
        _ source: UnsafePointer<Float>,
        _ gap: Int
    ) -> (even: (sum: Pair, difference: Pair), odd: (sum: Pair, difference: Pair)) {
        let (a, b) = unsafe (Pair(source), Pair(source + gap))
        let (c, d) = unsafe (Pair(source + 2 &* gap), Pair(source + 3 &* gap))
        return ((a + c, a - c), (b + d, b - d))
    }

    /// The first stage: the results of each butterfly in a stretch of its own, and then interleaved.
    private static func first(
        _ source: UnsafeMutablePointer<Float>,
        _ target: UnsafeMutablePointer<Float>,
        _ twiddles: UnsafePointer<Float>
    ) {
        for p in stride(from: 0, to: quarter, by: 4) { unsafe four(source + p, twiddles + p) }
        unsafe interleave(source, target)
        unsafe interleave(source + half, target + half)
    }

    /// Four neighbouring butterflies of the first stage, in place. Not inlined: in a loop the optimiser would rather gather every fourth
    /// sample of four turns than take the four that lie side by side.
    @inline(never)
    private static func four(_ at: UnsafeMutablePointer<Float>, _ w: UnsafePointer<Float>) {
        let x = unsafe butterfly(at, quarter)
        let (w1, v1) = unsafe (Lanes(w), Lanes(w + quarter))
        let (w2, v2) = unsafe (Lanes(w + 2 * quarter), Lanes(w + 3 * quarter))
        let (w3, v3) = unsafe (Lanes(w + 4 * quarter), Lanes(w + 5 * quarter))
        unsafe (x.even.sum + x.odd.sum).store(at)
        unsafe x.even.difference.minusTimesI(x.odd.difference).times(w1, v1).store(at + quarter)
        unsafe (x.even.sum - x.odd.sum).times(w2, v2).store(at + 2 * quarter)
        unsafe x.even.difference.plusTimesI(x.odd.difference).times(w3, v3).store(at + 3 * quarter)
    }

    /// Four stretches of 64 to 64 groups of four.
    private static func interleave(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
        for p in 0..<quarter {
            let to = unsafe target + 4 &* p
            unsafe to[0] = source[p]
            unsafe to[1] = source[quarter &+ p]
            unsafe to[2] = source[2 &* quarter &+ p]
            unsafe to[3] = source[3 &* quarter &+ p]
        }
    }

    /// A later stage; `stride` is 4, 16 or 64.
    private static func middle(
        _ source: UnsafePointer<Float>,
        _ target: UnsafeMutablePointer<Float>,
        _ twiddles: UnsafePointer<Float>,
        stride: Int
    ) {
        for p in 0..<quarter / stride {
            let w = unsafe twiddles + p &* stride
            let (c1, s1) = unsafe (w[0], w[quarter])
            let (c2, s2) = unsafe (w[2 * quarter], w[3 * quarter])
            let (c3, s3) = unsafe (w[4 * quarter], w[5 * quarter])
            var q = 0
            while q < stride {
                let x = unsafe butterfly(source + (stride &* p &+ q), quarter)
                let to = unsafe target + (4 &* stride &* p &+ q)
                unsafe (x.even.sum + x.odd.sum).store(to)
                unsafe x.even.difference.minusTimesI(x.odd.difference).times(c1, s1).store(to + stride)
                unsafe (x.even.sum - x.odd.sum).times(c2, s2).store(to + 2 &* stride)
                unsafe x.even.difference.plusTimesI(x.odd.difference).times(c3, s3).store(to + 3 &* stride)
                q &+= 4
            }
        }
    }

    /// The half-length transform's bins become the real signal's, bins k and 256 − k together.
    private static func split(
        _ z: UnsafePointer<Float>,
        _ factors: UnsafePointer<Float>,
        into power: UnsafeMutablePointer<Float>
    ) {
        let (r0, i0) = unsafe (z[0], z[half])
        unsafe power[0] = (r0 + i0) * (r0 + i0)
        unsafe power[half] = (r0 - i0) * (r0 - i0)
        for k in stride(from: 1, to: half / 2, by: 4) {
            let (zr, zi) = unsafe (Lanes(z + k), Lanes(z + (half &+ k)))
            let (yr, yi) = unsafe (Lanes(down: z + (half &- k)), Lanes(down: z + (2 &* half &- k)))
            let (er, ei) = (zr + yr, zi - yi)
            let (or, oi) = (zi + yi, yr - zr)
            let (c, s) = unsafe (Lanes(factors + k), Lanes(factors + (half / 2 &+ 1 &+ k)))
            let (tr, ti) = (or * c - oi * s, or * s + oi * c)
            let (ur, ui) = (er + tr, ei + ti)
            let (vr, vi) = (er - tr, ei - ti)
            unsafe ((ur * ur + ui * ui) * 0.25).store(power + k)
            unsafe ((vr * vr + vi * vi) * 0.25).store(down: power + (half &- k))
        }
    }

    /// Four complex numbers.
    private struct Pair {
        let re, im: Lanes

        @inline(__always)
        init(_ re: Lanes, _ im: Lanes) { (self.re, self.im) = (re, im) }

        @inline(__always)
        init(_ source: UnsafePointer<Float>) {
            unsafe self.init(Lanes(source), Lanes(source + RealFFT.half))
        }

        @inline(__always)
        func store(_ target: UnsafeMutablePointer<Float>) {
            unsafe re.store(target)
            unsafe im.store(target + RealFFT.half)
        }

        @inline(__always)
        static func + (x: Pair, y: Pair) -> Pair { Pair(x.re + y.re, x.im + y.im) }

        @inline(__always)
        static func - (x: Pair, y: Pair) -> Pair { Pair(x.re - y.re, x.im - y.im) }

        /// self − i·other.
        @inline(__always)
        func minusTimesI(_ other: Pair) -> Pair { Pair(re + other.im, im - other.re) }

        /// self + i·other.
        @inline(__always)
        func plusTimesI(_ other: Pair) -> Pair { Pair(re - other.im, im + other.re) }

        @inline(__always)
        func times(_ c: Float, _ s: Float) -> Pair { Pair(re * c - im * s, re * s + im * c) }

        @inline(__always)
        func times(_ c: Lanes, _ s: Lanes) -> Pair { Pair(re * c - im * s, re * s + im * c) }
    }
}

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
