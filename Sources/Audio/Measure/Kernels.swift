/// The inner loops worth unrolling by hand: the optimiser may not reorder a floating-point sum, so a plain loop stays scalar.
enum Kernels {
    /// The scalar product of two stretches of `count` floats. Eight independent sums become two vector registers; SIMD types
    /// would say the same but are a hundred times slower in a debug build, where the tests run.
    @inline(__always)
    static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
        var (s0, s1, s2, s3): (Float, Float, Float, Float) = (0, 0, 0, 0)
        var (s4, s5, s6, s7): (Float, Float, Float, Float) = (0, 0, 0, 0)
        var i = 0
        while i &+ 8 <= count {
            unsafe s0 += a[i] * b[i]
            unsafe s1 += a[i &+ 1] * b[i &+ 1]
            unsafe s2 += a[i &+ 2] * b[i &+ 2]
            unsafe s3 += a[i &+ 3] * b[i &+ 3]
            unsafe s4 += a[i &+ 4] * b[i &+ 4]
            unsafe s5 += a[i &+ 5] * b[i &+ 5]
            unsafe s6 += a[i &+ 6] * b[i &+ 6]
            unsafe s7 += a[i &+ 7] * b[i &+ 7]
            i &+= 8
        }
        var total = (s0 + s4) + (s1 + s5) + ((s2 + s6) + (s3 + s7))
        while i < count {
            unsafe total += a[i] * b[i]
            i &+= 1
        }
        return total
    }
}
