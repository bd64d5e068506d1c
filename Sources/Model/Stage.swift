/// The steps an answer goes through, in order. The raw values are used letter for letter everywhere:
/// database columns, metric labels, log fields, the command line, error codes and test folders.
package enum Stage: String, Sendable, Codable, CaseIterable, Comparable {
    /// The recording arrives and is kept.
    case upload
    /// Bytes become 16 kHz mono samples, and the signal is measured.
    case decode
    /// Samples become words with times.
    case transcribe
    /// Words and signal become fillers, pace, pauses and the other delivery numbers.
    case analyze
    /// The content is judged against a rubric.
    case evaluate
    /// Everything becomes a PDF.
    case report

    package static func < (a: Stage, b: Stage) -> Bool { a.order < b.order }

    private var order: Int { Stage.allCases.firstIndex(of: self) ?? 0 }
}
