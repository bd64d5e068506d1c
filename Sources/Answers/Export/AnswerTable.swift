import Core
import FoundationEssentials
package import Model

/// Answers as comma-separated values (RFC 4180), one line each.
package enum AnswerTable {
    private static let columns: [(name: String, value: @Sendable (Answer) -> String?)] = [
        ("id", { $0.id.rawValue }),
        ("status", { $0.status.rawValue }),
        ("created_at", { $0.createdAt.formatted(.iso8601) }),
        ("candidate", { quoted($0.candidate) }),
        ("role", { quoted($0.question.role) }),
        ("level", { quoted($0.question.level) }),
        ("question", { quoted($0.question.text) }),
        ("problem", { $0.problem?.code }),
        ("language", { quoted($0.transcript?.language) }),
        ("duration_ms", { number($0.recording.map { Double($0.durationMs) }) }),
        ("speech_ms", { number($0.quality.map { Double($0.speechMs) }) }),
        ("quality", { $0.quality?.verdict.rawValue }),
        ("score", { number($0.evaluation?.score) }),
        ("score_low", { number($0.evaluation?.range?.low) }),
        ("score_high", { number($0.evaluation?.range?.high) }),
        ("engine", { quoted($0.evaluation?.engine) }),
        ("model", { quoted($0.evaluation?.model) }),
        ("rubric", { quoted($0.evaluation?.rubric) }),
        ("words", { number($0.delivery.map { Double($0.wordCount) }) }),
        ("words_per_minute", { number($0.delivery?.wordsPerMinute) }),
        ("fillers", { number($0.delivery.map { Double($0.fillers.total) }) }),
        ("fillers_per_minute", { number($0.delivery?.fillers.perMinute) }),
        ("fillers_reliability", { $0.delivery?.fillers.reliability.rawValue }),
        ("long_pauses", { number($0.delivery.map { Double($0.pauses.longCount) }) }),
        ("fluency", { number($0.delivery?.fluency?.score) }),
        ("confidence", { number($0.delivery?.confidence?.score) }),
        ("drill", { quoted($0.evaluation?.nextDrill?.title) }),
        ("transcript", { quoted($0.transcript?.text) }),
    ]

    /// The first line.
    package static let header = columns.map(\.name).joined(separator: ",") + "\r\n"

    /// An answer's line. What is not known is empty.
    package static func line(_ answer: Answer) -> String {
        columns.map { $0.value(answer) ?? "" }.joined(separator: ",") + "\r\n"
    }

    /// With a point, whatever the locale, and at most three decimals.
    private static func number(_ value: Double?) -> String? {
        guard let value, value.isFinite, abs(value) < 1e12 else { return nil }
        let rounded = (value * 1000).rounded() / 1000
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }

    /// A field in quotes; one that a spreadsheet would take for a formula is kept from being one. The first scalar decides, and those
    /// that programs make of it: with a mark on it an equals sign is another character and the same formula.
    private static func quoted(_ text: String?) -> String? {
        guard let text else { return nil }
        // What is blank or invisible in front is skipped by some programs.
        let first = text.unicodeScalars.first {
            !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint
        }
        let isFormula =
            first.map { formulaSigns.contains($0) } ?? false
            || text.unicodeScalars.first.map { "\t\r\n".unicodeScalars.contains($0) } ?? false
        return "\"" + ((isFormula ? "'" : "") + text).replacing("\"", with: "\"\"") + "\""
    }

    /// Signs that begin a formula, with their full-width and small forms and the minus sign.
    private static let formulaSigns = Set(
        "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}\u{FE66}\u{FE62}\u{FE63}\u{FE6B}\u{2212}".unicodeScalars
    )
}
