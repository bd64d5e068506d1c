/// How right pauses are where the truth is known: precision and recall at 200 ms in the test half of the accuracy bench, clean, in noise of
/// 10 dB, in a room of 0.6 s and with eight people talking 20 dB below the voice. `Tests/Benchmarks/Accuracy/run --write` writes these.
enum PauseAccuracy {
    /// Precision and recall, 0–1, on one ground.
    static func measured(_ ground: PauseGround) -> (precision: Double, recall: Double) {
        switch ground {
        case .clear: (0.99, 0.99)
        case .noise: (0.60, 0.84)
        case .echo: (0.94, 0.96)
        case .voices: (0.90, 0.90)
        }
    }
}
