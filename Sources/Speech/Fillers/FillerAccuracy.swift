/// How right the filled pauses were in the accuracy bench, by what the words told. Written by `Tests/Benchmarks/Accuracy/run --write`: clean
/// answers of the test half, an event being right when it begins within 100 ms of a true one.
enum FillerAccuracy {
    /// Shares of 1: how many of the reported were right, and how many of the true ones were found.
    static func measured(_ ground: FillerGround) -> (precision: Double, recall: Double) {
        switch ground {
        case .verbatim: (1.00, 1.00)
        case .betweenWords: (0.99, 0.97)
        case .someWords: (0.98, 0.81)
        case .soundAlone: (0.94, 0.81)
        }
    }
}
