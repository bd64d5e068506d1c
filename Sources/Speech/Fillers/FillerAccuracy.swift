/// How right the counts of filled pauses were, by what the words told. `Tests/Benchmarks/Accuracy/run --write` writes it: figures of people
/// where there are any (`Tests/Benchmarks/Accuracy/people`, recordings that nothing was fitted on), else of clean synthetic answers of the
/// test half. An event is right when it begins within 500 ms of a true one of people, which is what a count needs, and within 100 ms of a
/// synthetic one.
enum FillerAccuracy {
    /// Shares of 1: how many of the reported were right, and how many of the true ones were found.
    static func measured(_ ground: FillerGround) -> (precision: Double, recall: Double) {
        switch ground {
        case .verbatim: (0.97, 0.97)
        case .betweenWords: (0.99, 0.97)
        case .someWords: (0.98, 0.81)
        case .soundAlone: (0.77, 0.33)
        }
    }

    /// The share of 1 of people's fillers whose reported moment was within 100 ms; nil where it was not measured.
    static func placed(_ ground: FillerGround) -> Double? { ground == .verbatim ? 0.70 : nil }

    /// Whether the figures are of recordings of people.
    static func isOfPeople(_ ground: FillerGround) -> Bool { ground == .verbatim || ground == .soundAlone }
}
