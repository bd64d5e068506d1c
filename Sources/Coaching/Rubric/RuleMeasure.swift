/// The measures the rules judge knows; a rubric names them.
package enum RuleMeasure: String, Sendable, Hashable, CaseIterable {
    /// The words of the question, or words of their topic, return in the answer.
    case onTopic
    /// The expected keywords are used in sentences.
    case keywords
    /// The terms of the ideal answer are used in sentences.
    case ideal
    /// The first sentence already says something, without a preamble.
    case direct
    /// When and where it happened.
    case situation
    /// What the speaker was asked or had to do.
    case task
    /// What the speaker did, in the first person.
    case action
    /// What came of it.
    case result
    /// The outcome has a number.
    case quantified
    /// "I did" rather than "we did" or "it was done".
    case ownership
    /// What was learned or would be done differently.
    case reflection
    /// Names, numbers and facts rather than "stuff" and "various things".
    case specific
    /// The parts come in an order a listener can follow.
    case ordered
    /// No repetition and no rambling.
    case concise
    /// Reasons are given.
    case reasons
    /// An example or a real case is given.
    case example
    /// Both sides of a choice are named.
    case tradeoff
}
