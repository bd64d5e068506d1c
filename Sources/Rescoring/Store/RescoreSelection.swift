package import FoundationEssentials
package import Model

/// Which answers are scored again: those that are done and fit everything that is set. Nothing set means all of them.
package struct RescoreSelection: Sendable, Hashable, Codable {
    /// Most ids that may be named.
    package static let maxIDs = 10_000

    /// These answers only.
    package var ids: [AnswerID]?
    /// Whose answers.
    package var owner: String?
    /// The role the question was asked for, as it was sent.
    package var role: String?
    /// Accepted at this time or later.
    package var since: Date?
    /// Accepted before this time.
    package var until: Date?
    /// The rubric of the score that counts now, by its name.
    package var rubric: String?
    /// Who made the score that counts now.
    package var engine: String?
    /// With which model it was made.
    package var model: String?

    /// All answers.
    package init(
        ids: [AnswerID]? = nil,
        owner: String? = nil,
        role: String? = nil,
        since: Date? = nil,
        until: Date? = nil,
        rubric: String? = nil,
        engine: String? = nil,
        model: String? = nil
    ) {
        self.ids = ids
        self.owner = owner
        self.role = role
        self.since = since
        self.until = until
        self.rubric = rubric
        self.engine = engine
        self.model = model
    }

    /// Whether the score that counts now has to be looked at.
    var looksAtScores: Bool { rubric != nil || engine != nil || model != nil }
}
