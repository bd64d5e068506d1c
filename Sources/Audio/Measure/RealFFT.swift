#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The power spectrum of a real frame: one complex transform of half the length (Stockham's self-sorting radix-2, so that
/// the inner loops are contiguous) and the usual split into the real signal's bins.
struct RealFFT {
    /// Length of the transform in samples, a power of two.
    let size: Int
    private let half: Int
    private let stageCosine: [Float]
    private let stageSine: [Float]
    private let splitCosine: [Float]
    private let splitSine: [Float]
    /// Two ping-pong planes of real and imaginary parts.
    private var work: [Float]

    /// A transform of `1 << bits` samples, 4 ≤ bits ≤ 14.
    init(bits: Int) {
        let bits = min(14, max(4, bits))
        size = 1 << bits
        half = size / 2
        let m = half
        stageCosine = (0..<m / 2).map { cosf(-2 * .pi * Float($0) / Float(m)) }
        stageSine = (0..<m / 2).map { sinf(-2 * .pi * Float($0) / Float(m)) }
        splitCosine = (0...m).map { cosf(-.pi * Float($0) / Float(m)) }
        splitSine = (0...m).map { sinf(-.pi * Float($0) / Float(m)) }
        work = [Float](repeating: 0, count: 4 * m)
    }

    /// Writes |X|² of bins 0…size/2 to `power`; `frame` holds `size` samples, already windowed.
    mutating func powerSpectrum(of frame: Span<Float>, into power: inout [Float]) {
        guard frame.count >= size, power.count > half else { return }
        let m = half
        // Taken out for the while: the closure reads the tables of the same struct.
        var work: [Float] = []
        swap(&work, &self.work)
        unsafe work.withUnsafeMutableBufferPointer { work in
            guard let base = work.baseAddress else { return }
            for i in 0..<m {
                unsafe base[i] = frame[2 * i]
                unsafe base[m + i] = frame[2 * i + 1]
            }
            let flipped = unsafe transform(base)
            unsafe split(base + (flipped ? 2 * m : 0), into: &power)
        }
        swap(&work, &self.work)
    }

    /// Runs all stages; true when the result stands in the second plane.
    private func transform(_ base: UnsafeMutablePointer<Float>) -> Bool {
        let m = half
        var length = m
        var stride = 1
        var flipped = false
        while length > 1 {
            let quarter = length / 2
            let source = unsafe base + (flipped ? 2 * m : 0)
            let target = unsafe base + (flipped ? 0 : 2 * m)
            for p in 0..<quarter {
                let c = stageCosine[p * stride]
                let s = stageSine[p * stride]
                let a = unsafe source + stride * p
                let b = unsafe a + stride * quarter
                let sum = unsafe target + stride * 2 * p
                let difference = unsafe sum + stride
                for q in 0..<stride {
                    let (ar, ai, br, bi) = unsafe (a[q], a[q + m], b[q], b[q + m])
                    unsafe sum[q] = ar + br
                    unsafe sum[q + m] = ai + bi
                    let (dr, di) = (ar - br, ai - bi)
                    unsafe difference[q] = dr * c - di * s
                    unsafe difference[q + m] = dr * s + di * c
                }
            }
            flipped.toggle()
            length = quarter
            stride *= 2
        }
        return flipped
    }

    /// The half-length transform's bins become the real signal's.
    private func split(_ z: UnsafeMutablePointer<Float>, into power: inout [Float]) {
        let m = half
        let (r0, i0) = unsafe (z[0], z[m])
        power[0] = (r0 + i0) * (r0 + i0)
        power[m] = (r0 - i0) * (r0 - i0)
        for k in 1..<m {
            let (zr, zi, yr, yi) = unsafe (z[k], z[m + k], z[m - k], z[2 * m - k])
            let (er, ei) = (0.5 * (zr + yr), 0.5 * (zi - yi))
            let (or, oi) = (0.5 * (zi + yi), 0.5 * (yr - zr))
            let (c, s) = (splitCosine[k], splitSine[k])
            let xr = er + or * c - oi * s
            let xi = ei + or * s + oi * c
            power[k] = xr * xr + xi * xi
        }
    }
}
