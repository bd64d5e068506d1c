import Model

/// What the silences of a recording sound like, and so how far its pauses can be told.
enum PauseGround: String, Sendable, CaseIterable {
    /// As in a quiet room.
    case clear
    /// Noise covers soft beginnings and ends of words.
    case noise
    /// The room goes on sounding after each word.
    case echo
    /// Other people talk, or something else fills the pauses that is as lively as speech.
    case voices

    /// The ground of a recording: what harms most comes first.
    static func of(_ hearing: Hearing) -> PauseGround {
        let codes = Set(hearing.quality.issues.map(\.code))
        if codes.contains("noisy") { return .noise }
        if codes.contains("echo") { return .echo }
        return hearing.acoustics.pausesFilled == true ? .voices : .clear
    }

    /// How right pauses on such ground were in the accuracy bench.
    var measured: Pauses.Measured {
        let (precision, recall) = PauseAccuracy.measured(self)
        return Pauses.Measured(case: rawValue, precision: precision, recall: recall)
    }

    /// What a reader is told beside the pauses.
    var note: String {
        let (precision, recall) = PauseAccuracy.measured(self)
        let figures =
            "found \(FillerCount.tenths(recall)) pauses, and \(FillerCount.tenths(precision)) it reported were right"
        return switch self {
        case .clear:
            "In tests with synthetic voices in a quiet room this way \(figures)."
        case .noise:
            "Noise covers the edges of words, so pauses are rough: in tests with such noise this way \(figures)."
        case .echo:
            "The room's echo runs on into the pauses, so they are rough: in tests in such a room this way \(figures)."
        case .voices:
            "Other voices or sounds fill the pauses, so they are rough: in tests with people talking behind the voice this way \(figures)."
        }
    }
}
