/// What one of several judges of the same answer said.
package struct PanelVote: Sendable, Hashable, Codable {
    /// Who judged.
    package var engine: String
    /// The model.
    package var model: String
    /// Its score, 0–100; nil when it gave none.
    package var score: Double?
    /// Its range over its own runs.
    package var range: ScoreRange?
    /// Why it gave no score: its reason to abstain, or what went wrong.
    package var reason: String?

    /// A vote.
    package init(
        engine: String,
        model: String,
        score: Double? = nil,
        range: ScoreRange? = nil,
        reason: String? = nil
    ) {
        self.engine = engine
        self.model = model
        self.score = score
        self.range = range
        self.reason = reason
    }
}
