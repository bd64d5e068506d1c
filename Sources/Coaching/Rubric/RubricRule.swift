/// How the rules judge looks for an item without understanding it.
package enum RubricRule: Sendable, Hashable {
    /// A measure the rules judge knows by name.
    case measure(RuleMeasure)
    /// Phrases; `yes` of them in different sentences meet the item, `partly` of them half of it.
    case cues([String], yes: Int, partly: Int)
    /// One term of the question.
    case term(String)
}
