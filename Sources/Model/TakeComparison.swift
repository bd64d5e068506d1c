/// Two takes of one answer, measure by measure.
package struct TakeComparison: Sendable, Hashable, Codable {
    /// One measure in both takes.
    package struct Row: Sendable, Hashable, Codable {
        /// What was measured.
        package var measure: String
        /// In the first take; nil when it is not known there.
        package var before: Double?
        /// In the second take; nil when it is not known there.
        package var after: Double?
        /// How many decimals are meaningful, 0 or 1.
        package var decimals: Int
        /// What a reader must know, e.g. that a count is a lower bound; empty when nothing.
        package var note: String

        /// A measure.
        package init(measure: String, before: Double?, after: Double?, decimals: Int = 0, note: String = "") {
            self.measure = measure
            self.before = before
            self.after = after
            self.decimals = decimals
            self.note = note
        }

        /// Second take less first, of the figures as they are shown; nil when one is not known.
        package var change: Double? {
            guard let before, let after, before.isFinite, after.isFinite else { return nil }
            let scale: Double = decimals == 0 ? 1 : 10
            return ((after * scale).rounded() - (before * scale).rounded()) / scale
        }
    }

    /// The first take.
    package var before: AnswerID
    /// The second take.
    package var after: AnswerID
    /// The measures in the order they are shown.
    package var rows: [Row]

    /// A comparison that was made elsewhere.
    package init(before: AnswerID, after: AnswerID, rows: [Row]) {
        self.before = before
        self.after = after
        self.rows = rows
    }

    /// Compares two answers by everything both reports show as a number.
    package init(from before: Answer, to after: Answer) {
        self.before = before.id
        self.after = after.id
        func row(_ measure: String, decimals: Int = 0, note: String = "", _ value: (Answer) -> Double?) -> Row {
            Row(measure: measure, before: value(before), after: value(after), decimals: decimals, note: note)
        }
        let rubrics = [before, after].compactMap(\.evaluation?.rubric)
        let judged = Set(rubrics).count > 1 ? "Judged by different rubrics: do not compare." : ""
        let bound = [before, after].contains { $0.delivery?.fillers.reliability == .lowerBound }
        let fillers = bound ? "One of the two counts or both are rough." : ""
        rows = [
            row("Score", note: judged) { $0.evaluation?.score },
            row("Words a minute") { $0.delivery?.wordsPerMinute },
            row("Fillers a minute", decimals: 1, note: fillers) { Self.counted($0)?.perMinute },
            row("Fillers per 100 words", decimals: 1, note: fillers) { Self.counted($0)?.per100Words },
            row("Long pauses") { ($0.delivery?.pauses.longCount).map(Double.init) },
            row("Seconds to the first point", decimals: 1) {
                ($0.evaluation?.economy?.timeToFirstPointMs).map { Double($0) / 1000 }
            },
            row("Seconds spoken", decimals: 1) { ($0.quality?.speechMs).map { Double($0) / 1000 } },
            row("Fluency") { $0.delivery?.fluency?.score },
            row("Steadiness") { $0.delivery?.confidence?.score },
        ]
    }

    private static func counted(_ answer: Answer) -> Fillers? {
        answer.delivery?.fillers.reliability == Fillers.Reliability.none ? nil : answer.delivery?.fillers
    }
}
