#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Triangles, equally wide on O'Shaughnessy's mel scale between 100 and 4000 Hz, and the cosine transform of their levels.
struct MelFilters {
    /// How many triangles there are.
    static let count = 24
    /// Cepstral coefficients kept, the level (the 0th) left out.
    static let cepstraCount = 10
    /// Cepstra are stored in rows of this many floats, the last two zero, so that four fit at a time.
    static let row = 12

    /// First bin and number of bins per triangle, a multiple of four; the weights of those outside it are zero.
    private let bins: [Range<Int>]
    /// Their weights one after the other.
    private let weights: [Float]
    /// A row of cosines per triangle.
    private let cosines: [Float]
    /// Room for the levels of the triangles.
    private var levels = [Float](repeating: 0, count: count)

    /// Filters over a power spectrum of 257 bins, `binHz` apart.
    init(binHz: Float) {
        func mel(_ hertz: Float) -> Float { 2_595 * log10f(1 + hertz / 700) }
        func hertz(_ mel: Float) -> Float { 700 * (powf(10, mel / 2_595) - 1) }
        let low = mel(100)
        let step = (mel(4_000) - low) / Float(MelFilters.count + 1)
        var bins: [Range<Int>] = []
        var weights: [Float] = []
        for band in 0..<MelFilters.count {
            let edges = (0...2).map { hertz(low + step * Float(band + $0)) }
            let filter = MelFilters.triangle(edges, binHz: binHz)
            let padding = (4 - filter.bins.count % 4) % 4
            bins.append(filter.bins.lowerBound..<filter.bins.upperBound + padding)
            weights += filter.weights + [Float](repeating: 0, count: padding)
        }
        self.bins = bins
        self.weights = weights
        cosines = (0..<MelFilters.count).flatMap { band in
            (1...MelFilters.row).map { order -> Float in
                let angle = Float.pi * Float(order) * (Float(band) + 0.5) / Float(MelFilters.count)
                return order > MelFilters.cepstraCount ? 0 : (2 / Float(MelFilters.count)).squareRoot() * cosf(angle)
            }
        }
    }

    /// Writes cepstra 1…10, in dB, to `cepstra`, a row.
    mutating func writeCepstra(of power: UnsafePointer<Float>, to cepstra: inout [Float]) {
        var (s0, s1, s2) = (Lanes(), Lanes(), Lanes())
        let (bins, weights, cosines) = (bins, weights, cosines)
        unsafe levels.withUnsafeMutableBufferPointer { levels in
            unsafe weights.withUnsafeBufferPointer { weights in
                unsafe bins.withUnsafeBufferPointer { bins in
                    guard let base = weights.baseAddress, levels.count == bins.count else { return }
                    var at = 0
                    for band in 0..<bins.count {
                        let range = unsafe bins[band]
                        var sum = Lanes()
                        for i in stride(from: 0, to: range.count, by: 4) {
                            unsafe sum = sum + Lanes(power + (range.lowerBound &+ i)) * Lanes(base + (at &+ i))
                        }
                        at &+= range.count
                        // A floor under the quietest speech keeps the dither of near-silence from looking like movement.
                        unsafe levels[band] = sum.sum + 1e-9
                    }
                    // A loop of its own, because it can be vectorised.
                    for band in 0..<levels.count { unsafe levels[band] = Decibels.fastPower(levels[band]) }
                }
            }
            unsafe cosines.withUnsafeBufferPointer { cosines in
                guard let base = cosines.baseAddress else { return }
                for band in 0..<levels.count {
                    let (row, level) = unsafe (base + band &* MelFilters.row, levels[band])
                    unsafe s0 = s0 + Lanes(row) * level
                    unsafe s1 = s1 + Lanes(row + 4) * level
                    unsafe s2 = s2 + Lanes(row + 8) * level
                }
            }
        }
        guard cepstra.count == MelFilters.row else { return }
        unsafe cepstra.withUnsafeMutableBufferPointer { cepstra in
            guard let cepstra = cepstra.baseAddress else { return }
            unsafe s0.store(cepstra)
            unsafe s1.store(cepstra + 4)
            unsafe s2.store(cepstra + 8)
        }
    }

    private static func triangle(_ edges: [Float], binHz: Float) -> (bins: Range<Int>, weights: [Float]) {
        let (left, centre, right) = (edges[0], edges[1], edges[2])
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
