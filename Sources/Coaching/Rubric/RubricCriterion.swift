/// A group of rubric items with its share of the score.
package struct RubricCriterion: Sendable, Hashable {
    /// Its id, e.g. `relevance`.
    package var id: String
    /// The title a reader sees.
    package var title: String
    /// Its weight against the other criteria, above 0 and at most 100.
    package var weight: Double
    /// Its items.
    package var items: [RubricItem]
}
