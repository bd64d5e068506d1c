/// The inner loops worth vectorising by hand: the optimiser may not reorder a floating-point sum, so a plain loop stays scalar.
enum Kernels {
    /// The scalar product of two stretches of `count` floats.
    @inline(__always)
    static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
        let (rawA, rawB) = unsafe (UnsafeRawPointer(a), UnsafeRawPointer(b))
        var sums = SIMD8<Float>()
        var more = SIMD8<Float>()
        var i = 0
        while i &+ 16 <= count {
            let offset = i &* 4
            let a0 = unsafe rawA.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
            let b0 = unsafe rawB.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
            let a1 = unsafe rawA.loadUnaligned(fromByteOffset: offset &+ 32, as: SIMD8<Float>.self)
            let b1 = unsafe rawB.loadUnaligned(fromByteOffset: offset &+ 32, as: SIMD8<Float>.self)
            sums += a0 * b0
            more += a1 * b1
            i &+= 16
        }
        var total = (sums + more).sum()
        while i < count {
            total += unsafe a[i] * b[i]
            i &+= 1
        }
        return total
    }
}
