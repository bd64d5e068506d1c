/// Why content was not judged, as far as it decides what to practise instead.
enum AbstentionCause: Sendable, Hashable {
    /// The recording is too damaged, quiet or empty to measure.
    case unusable
    /// There is no transcript at all.
    case noWords
    /// Too few words were understood for certain.
    case unclear
    /// Too few words were said.
    case tooShort
    /// The speaker talked to the judge.
    case addressed
    /// It is no answer: a refusal, filler text, buzzwords, another language.
    case noAnswer
    /// It answers another question, or none.
    case offTopic
    /// The judge does not know the language, the rubric needs understanding, or runs disagreed: nothing the speaker can change.
    case judge
}
