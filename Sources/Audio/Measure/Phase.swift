#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Trigonometry shared by the windows and the single-line spectra.
enum Phase {
    /// Value `i` of a Hann window of `length` samples, symmetric.
    static func hann(_ i: Int, of length: Int) -> Float {
        0.5 - 0.5 * cosf(2 * .pi * (Float(i) + 0.5) / Float(max(1, length)))
    }

    /// Goertzel's coefficient for a frequency at a rate, both in hertz.
    static func goertzel(_ hertz: Float, rate: Float) -> Float {
        2 * cosf(2 * .pi * hertz / rate)
    }
}
