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
