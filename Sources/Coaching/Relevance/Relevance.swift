/// Whether an answer answers its question, as far as it was judged.
struct Relevance: Sendable, Hashable {
    /// What was found.
    enum Verdict: Sendable, Hashable {
        /// It answers the question.
        case yes
        /// It does not.
        case no
        /// The signals disagree, or lie between the bands.
        case unsure
        /// It was not looked at: there is no embedder with a measured band, no question, or it failed.
        case unjudged
    }

    /// What was found.
    var verdict: Verdict
    /// The words nearest to the question, as word indices; empty when there are none.
    var evidence: [Range<Int>] = []
    /// What the signals were, for tests and measurements; nil when nothing was measured.
    var signals: RelevanceSignals?
    /// How near the answer comes to each point of the ideal answer; empty when there is none or nothing was measured.
    var points: [PointNearness] = []
    /// What its stretches are about; nil where no meaning was read.
    var parts: PartReading?

    /// An answer whose relevance was not looked at.
    static let unjudged = Relevance(verdict: .unjudged)

    /// What a speaker is told first when the answer misses the question.
    static let missed = "This does not seem to answer the question."
    /// Why there is no score when nothing judged the relevance.
    static let notJudged =
        "Nothing here could judge whether this answers the question, so there is no score. The checklist shows what was found in your words."
    /// Why there is no score between the bands.
    static let unclear =
        "It is not clear whether this answers the question, so there is no score. The checklist shows what was found in your words."
}

/// How near an answer comes to one point of an ideal answer.
struct PointNearness: Sendable, Hashable {
    /// The best passage's cosine.
    var cosine: Double
    /// Its words.
    var words: Range<Int>
}

/// What several independent looks at an answer say about its relevance.
struct RelevanceSignals: Sendable, Hashable, Codable {
    /// The mean cosine of the three passages nearest to the question, its statement and what such answers say, −1…1.
    var nearness: Double
    /// How much nearer the whole answer is to its question's subject than to the other subjects, in standard deviations of those.
    var margin: Double
    /// How much nearer it is to its own subject than to the nearest other one, as a difference of cosines.
    var lead: Double
    /// Whether it is addressed as such an answer is, −2.5…0.5: a reason to want a job speaks of the listener, a story seldom does.
    var form: Double
    /// How far its words belong together: the mean cosine of each content word to its three nearest in the answer, plus to its nearest
    /// in the sentence. Real speech has 0.74–0.95, sentences of words that have nothing to do with each other 0.60–0.72.
    var sense: Double
    /// See ``AnswerGenre/told``.
    var told: Double
    /// See ``AnswerGenre/aside``.
    var aside: Double
    /// See ``AnswerGenre/oddness``.
    var oddness: Double
    /// Whether a told experience was asked for.
    var asksStory: Bool
    /// Whether it was asked for one kind of experience, so that a story about something else is no answer.
    var isNarrow: Bool
}
