/// The time grid every measurement shares: 16 kHz samples, 10 ms frames.
enum Grid {
    /// Samples per second.
    static let sampleRate = 16_000
    /// Samples per frame.
    static let hop = 160
    /// Milliseconds per frame.
    static let hopMs = 10
    /// Frames per value of the 100 ms curves.
    static let framesPerCurveStep = 10
    /// Milliseconds per value of the curves.
    static let curveStepMs = 100
}
