import Model

/// A drill of the catalogue: one skill, 60–90 seconds, no preparation.
struct CatalogueDrill: Sendable, Hashable {
    /// Its id, as rubric items name it.
    var id: String
    /// The name a speaker sees.
    var title: String
    /// What to do.
    var steps: [String]

    /// The drill with the reason it was chosen.
    func drill(because reason: String) -> Evaluation.Drill {
        Evaluation.Drill(title: title, reason: reason, steps: steps)
    }
}
