/// A second-order recursive filter in transposed direct form II, in double precision: K-weighting's high-pass has its poles
/// so close to 1 that single precision drifts.
struct BiquadFilter {
    /// Feed-forward coefficients.
    let b0, b1, b2: Double
    /// Feedback coefficients, the leading one being 1.
    let a1, a2: Double
    private let c1: Double
    private var s1 = 0.0
    private var s2 = 0.0

    /// A filter at rest.
    init(b0: Double, b1: Double, b2: Double, a1: Double, a2: Double) {
        (self.b0, self.b1, self.b2, self.a1, self.a2) = (b0, b1, b2, a1, a2)
        c1 = b1 - a1 * b0
    }

    /// The next output.
    @inline(__always)
    mutating func step(_ x: Double) -> Double {
        let y = b0 * x + s1
        // As b1·x − a1·y + s2, with y written out: the next output then waits for one product and one sum instead of two each.
        let next = (c1 * x + s2) - a1 * s1
        s2 = b2 * x - a2 * y
        s1 = next
        return y
    }
}
