/// What a question asks for, as far as its words tell: a told experience has the parts of a story, other questions have a structure of
/// their own.
package enum QuestionKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// "Tell me about a time …": one thing that happened.
    case story
    /// "Tell me about yourself."
    case aboutYou
    /// "Why do you want to work here?"
    case motivation
    /// "What is your greatest weakness?": a quality of the speaker.
    case trait
    /// "What is the difference between …", "How would you design …": subject matter.
    case technical
    /// "What do you think about …", "Where do you see yourself …": a view or a plan.
    case opinion

    /// Phrases that tell a kind, looked for in this order; the first that occurs decides.
    private static let phrases: [(QuestionKind, [String])] = [
        (
            .aboutYou,
            [
                "about yourself", "introduce yourself", "walk me through your resume", "walk me through your cv",
                "walk me through your background", "walk me through your career", "who are you", "your background",
                "your story", "through your cv", "a bit about you", "something about you", "who you are",
            ]
        ),
        (
            .motivation,
            [
                "why do you want", "why are you interested", "why us", "why this", "why should we", "why did you apply",
                "why are you applying", "why are you leaving", "what attracts you", "what interests you",
                "what motivates you", "why our", "why here", "what brings you", "why do you think you are",
                "why would you like", "why did you choose", "why did you become", "why did you go into",
                "what made you",
                "what drew you", "what brought you", "want to leave", "why did you leave", "why you want",
            ]
        ),
        (
            .story,
            [
                "a time", "a situation", "an occasion", "example of when", "example of how you", "have you ever",
                "what was your biggest", "what was the biggest", "what was the hardest", "what was your hardest",
                "proudest", "most proud", "a project you", "a conflict", "a mistake", "a failure", "you failed",
                "a decision you", "a problem you", "something you improved", "a challenge you", "did you ever",
                "a disagreement", "an achievement", "your last project", "a difficult", "an accomplishment",
                "when did you last", "how did you", "what did you do", "proud of", "you are proud", "you were proud",
            ]
        ),
        (
            .trait,
            [
                "weakness", "weaknesses", "strength", "strengths", "describe yourself", "what are you good at",
                "management style", "leadership style", "work style", "how would your colleagues", "three words",
                "weak spot",
                "weak point", "really good at", "say about you", "describe you",
            ]
        ),
        (
            .opinion,
            [
                "what do you think", "your opinion", "your view", "where do you see", "what would you do if",
                "do you prefer", "how do you feel", "what makes a good", "what makes a great", "should companies",
                "in five years", "do you believe", "how do you handle", "how do you deal", "how do you prioritise",
                "how do you prioritize", "how do you stay", "how do you cope", "how do you decide", "how do you keep",
                "how do you organise", "how do you organize", "how do you plan", "how do you manage",
                "how do you react",
                "how would you react", "what would you do", "what do you want from", "what do you expect",
            ]
        ),
        (
            .technical,
            [
                "difference between", "how does", "how do", "explain", "what is a", "what is an", "what is the",
                "what are the", "what happens", "how would you", "design a", "design an", "write a", "implement",
                "compare", "when would you use", "debug", "estimate", "what does", "index", "query",
                "what do you do when",
                "why does", "why do", "why is", "why are",
            ]
        ),
    ]

    /// The kind of a question's text; `story` for "tell me about …" that no other phrase decides, `opinion` when nothing fits.
    package init(_ question: String) {
        let words = " " + Folding.words(question.prefix(2_000)).joined(separator: " ") + " "
        for (kind, phrases) in Self.phrases where phrases.contains(where: { words.contains(" \($0) ") }) {
            self = kind
            return
        }
        self = words.hasPrefix(" tell me about ") || words.hasPrefix(" describe ") ? .story : .opinion
    }

    /// Whether an answer has to speak of the speaker: "I", "my", "we".
    var isPersonal: Bool { self != .technical && self != .opinion }
}
