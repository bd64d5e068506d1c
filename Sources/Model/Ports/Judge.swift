/// Judges the content of an answer: a language model or rules, behind one port.
package struct Judge: Sendable {
    /// What to judge. Emotion is not part of it, by design.
    package struct Request: Sendable, Hashable, Codable {
        /// What was asked.
        package var question: Question
        /// What was said.
        package var transcript: Transcript
        /// How it was said; delivery numbers a drill may be chosen from, never a content score.
        package var delivery: Delivery
        /// Whether the recording is good enough.
        package var quality: Quality
        /// What stands behind the answer.
        package var background: Background

        /// A request.
        package init(
            question: Question,
            transcript: Transcript,
            delivery: Delivery,
            quality: Quality,
            background: Background = Background()
        ) {
            self.question = question
            self.transcript = transcript
            self.delivery = delivery
            self.quality = quality
            self.background = background
        }
    }

    /// Texts around an answer. They tell who speaks and what the job is; nothing in them is evidence of what was said.
    package struct Background: Sendable, Hashable, Codable {
        /// The speaker's résumé.
        package var resume: String?
        /// The job description.
        package var jobDescription: String?
        /// Passages of the owner's knowledge documents that speak of the question; nil when none are used.
        package var passages: [KnowledgePassage]?

        /// A background; none when all are nil.
        package init(resume: String? = nil, jobDescription: String? = nil, passages: [KnowledgePassage]? = nil) {
            self.resume = resume
            self.jobDescription = jobDescription
            self.passages = passages
        }
    }

    /// Who judges: `rules`, `gemini`, …
    package var engine: String
    /// The model, when there is one.
    package var model: String?
    /// Everything the outcome depends on besides the request (rubric, prompt, model, sampling), for the fingerprint.
    package var configuration: String
    /// How often it may ask paid models for one answer, for the ``CallBudget`` of the stage.
    package var calls = CallBudget.perAnswer
    /// Judges. Throws a ``CodedError`` whose code starts with `evaluate.`; abstaining is a result, not an error.
    package var evaluate: @Sendable (Request) async throws -> Evaluation

    /// A judge.
    package init(
        engine: String,
        model: String? = nil,
        configuration: String,
        evaluate: @escaping @Sendable (Request) async throws -> Evaluation
    ) {
        self.engine = engine
        self.model = model
        self.configuration = configuration
        self.evaluate = evaluate
    }
}
