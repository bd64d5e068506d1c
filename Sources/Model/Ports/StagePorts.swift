package import FoundationEssentials
import Synchronization

/// Speech to text: what is needed from an engine.
package struct Transcriber: Sendable {
    /// What an engine can do; printed in results so that a reader knows what a count is worth.
    package struct Capabilities: Sendable, Hashable, Codable {
        /// Whether "um" and "uh" are written down.
        package var keepsFillers: Bool
        /// How words are timed.
        package var wordTimes: Transcript.WordTimes
        /// What to expect of the words.
        package var accuracy: Transcript.Accuracy
        /// The longest audio one call takes; nil when there is no limit.
        package var maxDurationMs: Int?
        /// The forms in which it takes a recording as it was uploaded; besides these, every engine takes the decoded WAV.
        package var accepts: Set<UploadedAudio.Form>

        /// An engine's abilities.
        package init(
            keepsFillers: Bool,
            wordTimes: Transcript.WordTimes,
            accuracy: Transcript.Accuracy,
            maxDurationMs: Int? = nil,
            accepts: Set<UploadedAudio.Form> = []
        ) {
            self.keepsFillers = keepsFillers
            self.wordTimes = wordTimes
            self.accuracy = accuracy
            self.maxDurationMs = maxDurationMs
            self.accepts = accepts
        }
    }

    /// One recording to hear.
    package struct Request: Sendable {
        /// The decoded recording: 16 kHz mono 16-bit WAV with a 44-byte header.
        package var wav: URL
        /// Where speech is.
        package var speech: [TimeSpan]
        /// Length of the decoded audio.
        package var durationMs: Int
        /// BCP 47 language tag.
        package var language: String
        /// The recording as it was uploaded, when its times are those of the decoded one.
        package var original: UploadedAudio?

        /// A request.
        package init(
            wav: URL,
            speech: [TimeSpan],
            durationMs: Int,
            language: String,
            original: UploadedAudio? = nil
        ) {
            self.wav = wav
            self.speech = speech
            self.durationMs = durationMs
            self.language = language
            self.original = original
        }
    }

    /// The engine's name, e.g. `pocketsphinx`, `openai`.
    package var engine: String
    /// The engine's model, when it has one.
    package var model: String?
    /// What it can do.
    package var capabilities: Capabilities
    /// Hears a recording. Throws a ``CodedError`` whose code starts with `transcribe.`.
    package var transcribe: @Sendable (Request) async throws -> Transcript

    /// An engine.
    package init(
        engine: String,
        model: String? = nil,
        capabilities: Capabilities,
        transcribe: @escaping @Sendable (Request) async throws -> Transcript
    ) {
        self.engine = engine
        self.model = model
        self.capabilities = capabilities
        self.transcribe = transcribe
    }
}

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

/// Tells an evaluation in connected prose: what a narrative review needs.
package struct Narrator: Sendable {
    /// Everything the text depends on besides the evaluation and the request, for the fingerprint.
    package var configuration: String
    /// Writes. Throws nothing but `CancellationError`: when a model fails, the text is put together without one, and says so.
    package var write: @Sendable (Evaluation, Judge.Request) async throws -> Narrative

    /// A narrator.
    package init(
        configuration: String,
        write: @escaping @Sendable (Evaluation, Judge.Request) async throws -> Narrative
    ) {
        self.configuration = configuration
        self.write = write
    }
}

/// A voice-emotion endpoint. Off unless configured and consented to for the upload at hand.
package struct EmotionReader: Sendable {
    /// Who answers.
    package var engine: String
    /// Reads the emotion of a decoded recording (16 kHz mono 16-bit WAV). Never throws: a failure is a result whose
    /// ``Emotion/note`` says why, so that it cannot block an answer.
    package var read: @Sendable (URL) async -> Emotion

    /// An endpoint.
    package init(engine: String, read: @escaping @Sendable (URL) async -> Emotion) {
        self.engine = engine
        self.read = read
    }
}

/// How many calls to paid models one answer may cost, over everything that asks again: repairs of unreadable replies, fallback models,
/// attempts after failures, a narrator after a judge. Safe to share between tasks.
///
/// The evaluate stage sets ``current`` around an answer, a judge sets a narrower one within it. A provider that makes more than one call
/// for a question takes each of them from there; a provider that knows nothing of budgets is counted by the judge.
package final class CallBudget: Sendable {
    /// The budget of the running task; nil outside of a judgement.
    @TaskLocal package static var current: CallBudget?
    /// Calls for one answer when nothing else is configured.
    package static let perAnswer = 4

    /// The most calls.
    package let limit: Int
    private let count = Mutex(0)
    private let parent: CallBudget?

    /// A budget of at least one call, within that of the task around it, if there is one.
    package init(limit: Int = CallBudget.perAnswer) {
        self.limit = max(1, limit)
        parent = Self.current
    }

    /// Calls made so far.
    package var made: Int { count.withLock { $0 } }
    /// Calls that are left, here and in the budget around this one.
    package var left: Int { min(max(0, limit - made), parent?.left ?? .max) }
    /// Whether no call is left.
    package var isSpent: Bool { left == 0 }

    /// Takes one call.
    ///
    /// - Returns: false when none is left, here or in the budget around this one; nothing is taken then.
    package func take() -> Bool {
        let isFree = count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isFree else { return false }
        if let parent, !parent.take() {
            count.withLock { $0 -= 1 }
            return false
        }
        return true
    }

    /// "It was asked 4 times."; empty when nothing was asked.
    package var sentence: String {
        switch made {
        case 0: ""
        case 1: "It was asked once."
        case 2: "It was asked twice."
        default: "It was asked \(made) times."
        }
    }
}
