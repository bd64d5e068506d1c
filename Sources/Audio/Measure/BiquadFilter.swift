/// A second-order recursive filter in transposed direct form II, in double precision. ``BlockFilter`` runs two of them.
struct BiquadFilter {
    /// Feed-forward coefficients.
    let b0, b1, b2: Double
    /// Feedback coefficients, the leading one being 1.
    let a1, a2: Double
    /// What the filter remembers.
    var s1 = 0.0
    /// What the filter remembers.
    var s2 = 0.0

    /// A filter at rest.
    init(b0: Double, b1: Double, b2: Double, a1: Double, a2: Double) {
        (self.b0, self.b1, self.b2, self.a1, self.a2) = (b0, b1, b2, a1, a2)
    }

    /// The next output.
    mutating func step(_ x: Double) -> Double {
        let y = b0 * x + s1
        s1 = b1 * x - a1 * y + s2
        s2 = b2 * x - a2 * y
        return y
    }
}
