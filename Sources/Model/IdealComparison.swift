/// An answer held against the ideal one, point by point. It enters no score: an ideal answer is one good answer among others.
package struct IdealComparison: Sendable, Hashable, Codable {
    /// One point of the ideal answer.
    package struct Point: Sendable, Hashable, Codable {
        /// The point, in the words of the ideal answer.
        package var text: String
        /// Whether the answer covers it.
        package var met: Evaluation.Met
        /// The speaker's words that cover it.
        package var evidence: [Evaluation.Evidence]

        /// A point.
        package init(text: String, met: Evaluation.Met, evidence: [Evaluation.Evidence] = []) {
            self.text = text
            self.met = met
            self.evidence = evidence
        }
    }

    /// The points that could be compared, in the order of the ideal answer.
    package var points: [Point]
    /// How they were compared, and what that cannot tell.
    package var note: String

    /// A comparison.
    package init(points: [Point], note: String) {
        self.points = points
        self.note = note
    }

    /// The points the answer covers, at least partly.
    package var covered: [Point] { points.filter { $0.met != .no } }
    /// The points it misses.
    package var missing: [Point] { points.filter { $0.met == .no } }
}
