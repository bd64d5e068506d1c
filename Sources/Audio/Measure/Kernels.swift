/// The inner loops worth unrolling by hand: the optimiser may not reorder a floating-point sum, so a plain loop stays scalar.
/// They take pointers because a bounds check per element would keep them scalar too; each says what must lie behind them.
enum Kernels {
    /// The scalar product of two stretches of `count` floats.
    @inline(__always)
    static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
        var (s, t) = (Lanes(), Lanes())
        var i = 0
        while i &+ 8 <= count {
            unsafe s = s + Lanes(a + i) * Lanes(b + i)
            unsafe t = t + Lanes(a + (i &+ 4)) * Lanes(b + (i &+ 4))
            i &+= 8
        }
        var total = (s + t).sum
        while i < count {
            unsafe total += a[i] * b[i]
            i &+= 1
        }
        return total
    }

    /// The sum of `count` floats.
    @inline(__always)
    static func sum(_ a: UnsafePointer<Float>, _ count: Int) -> Float {
        var (s, t) = (Lanes(), Lanes())
        var i = 0
        while i &+ 8 <= count {
            unsafe s = s + Lanes(a + i)
            unsafe t = t + Lanes(a + (i &+ 4))
            i &+= 8
        }
        var total = (s + t).sum
        while i < count {
            unsafe total += a[i]
            i &+= 1
        }
        return total
    }

    /// The largest magnitude among `count` floats, a multiple of four.
    @inline(__always)
    static func peak(_ a: UnsafePointer<Float>, _ count: Int) -> Float {
        var best = Lanes()
        var i = 0
        while i &+ 4 <= count {
            unsafe best = Lanes.larger(best, Lanes(a + i).magnitude)
            i &+= 4
        }
        return best.largest
    }

    /// Sums of `a[i] · a[i + lag]` for sixteen lags from `lag` on. Behind the `count` floats lie at least 17 zeros.
    static func correlate16(_ a: UnsafePointer<Float>, _ count: Int, lag: Int, into sums: UnsafeMutablePointer<Float>) {
        var (s0, s1, s2, s3) = (Lanes(), Lanes(), Lanes(), Lanes())
        var i = 0
        while i < count &- lag {
            let b = unsafe a + (i &+ lag)
            let (x, y) = unsafe (a[i], a[i &+ 1])
            unsafe s0 = s0 + Lanes(b) * x
            unsafe s1 = s1 + Lanes(b + 4) * x
            unsafe s2 = s2 + Lanes(b + 8) * x
            unsafe s3 = s3 + Lanes(b + 12) * x
            unsafe s0 = s0 + Lanes(b + 1) * y
            unsafe s1 = s1 + Lanes(b + 5) * y
            unsafe s2 = s2 + Lanes(b + 9) * y
            unsafe s3 = s3 + Lanes(b + 13) * y
            i &+= 2
        }
        unsafe s0.store(sums)
        unsafe s1.store(sums + 4)
        unsafe s2.store(sums + 8)
        unsafe s3.store(sums + 12)
    }

    /// Sums of `a[i] · a[i + lag]` for four lags from `lag` on. Behind the `count` floats lie at least 8 zeros.
    static func correlate4(_ a: UnsafePointer<Float>, _ count: Int, lag: Int) -> Lanes {
        var (s0, s1, s2, s3) = (Lanes(), Lanes(), Lanes(), Lanes())
        var i = 0
        while i < count &- lag {
            let b = unsafe a + (i &+ lag)
            unsafe s0 = s0 + Lanes(b) * a[i]
            unsafe s1 = s1 + Lanes(b + 1) * a[i &+ 1]
            unsafe s2 = s2 + Lanes(b + 2) * a[i &+ 2]
            unsafe s3 = s3 + Lanes(b + 3) * a[i &+ 3]
            i &+= 4
        }
        return (s0 + s1) + (s2 + s3)
    }
}

/// Four floats that are worked on together. In a release build they live in one vector register; in a debug build, where the
/// tests run, they stay four plain numbers, which the standard library's SIMD types are a hundred times slower than.
struct Lanes {
    /// The values, in order of address.
    var a, b, c, d: Float

    /// Four different values.
    @inline(__always)
    init(_ a: Float, _ b: Float, _ c: Float, _ d: Float) {
        (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }

    /// Four zeros.
    @inline(__always)
    init() { self.init(0, 0, 0, 0) }

    /// The four values from an address on.
    @inline(__always)
    init(_ source: UnsafePointer<Float>) {
        unsafe self.init(source[0], source[1], source[2], source[3])
    }

    /// The four values from an address down.
    @inline(__always)
    init(down source: UnsafePointer<Float>) {
        unsafe self.init(source[0], source[-1], source[-2], source[-3])
    }

    /// Writes the values from an address on.
    @inline(__always)
    func store(_ target: UnsafeMutablePointer<Float>) {
        unsafe (target[0], target[1], target[2], target[3]) = (a, b, c, d)
    }

    /// Writes the values from an address down.
    @inline(__always)
    func store(down target: UnsafeMutablePointer<Float>) {
        unsafe (target[0], target[-1], target[-2], target[-3]) = (a, b, c, d)
    }

    /// All four added up.
    @inline(__always)
    var sum: Float { (a + c) + (b + d) }

    /// The largest of the four.
    @inline(__always)
    var largest: Float { max(max(a, c), max(b, d)) }

    /// The magnitude of each.
    @inline(__always)
    var magnitude: Lanes { Lanes(abs(a), abs(b), abs(c), abs(d)) }

    /// The larger of each pair.
    @inline(__always)
    static func larger(_ x: Lanes, _ y: Lanes) -> Lanes {
        Lanes(x.a > y.a ? x.a : y.a, x.b > y.b ? x.b : y.b, x.c > y.c ? x.c : y.c, x.d > y.d ? x.d : y.d)
    }

    /// Sum of each pair.
    @inline(__always)
    static func + (x: Lanes, y: Lanes) -> Lanes { Lanes(x.a + y.a, x.b + y.b, x.c + y.c, x.d + y.d) }

    /// Difference of each pair.
    @inline(__always)
    static func - (x: Lanes, y: Lanes) -> Lanes { Lanes(x.a - y.a, x.b - y.b, x.c - y.c, x.d - y.d) }

    /// Product of each pair.
    @inline(__always)
    static func * (x: Lanes, y: Lanes) -> Lanes { Lanes(x.a * y.a, x.b * y.b, x.c * y.c, x.d * y.d) }

    /// Each times the same factor.
    @inline(__always)
    static func * (x: Lanes, y: Float) -> Lanes { Lanes(x.a * y, x.b * y, x.c * y, x.d * y) }
}
