package import Core
package import FoundationEssentials

/// A recorded answer and everything known about it: the JSON every client, the command line and the report read. Keys are
/// stable; changes only add.
package struct Answer: Sendable, Hashable, Codable {
    /// Its identifier.
    package var id: AnswerID
    /// Where it stands.
    package var status: AnswerStatus
    /// The step it is at, or the last one when done.
    package var stage: Stage
    /// What was asked.
    package var question: Question
    /// Who speaks, as the report names them.
    package var candidate: String?
    /// When it was accepted.
    package var createdAt: Date
    /// Why it failed.
    package var problem: Problem?
    /// What the file is.
    package var recording: Recording?
    /// Whether it is good enough.
    package var quality: Quality?
    /// What was said.
    package var transcript: Transcript?
    /// How it was said.
    package var delivery: Delivery?
    /// What an emotion endpoint answered.
    package var emotion: Emotion?
    /// What the content is worth.
    package var evaluation: Evaluation?
    /// How each part came about.
    package var provenance: [Provenance]
    /// Sentences for the reader on stages that are missing or weak in this answer.
    package var notes: [String]
    /// The stages the answer ended without; nil when there are none.
    package var problems: [StageProblem]?
    /// Whether it ended without a stage; nil while it is not finished, or where it was not asked for.
    package var degraded: Bool?
    /// When it last changed; nil for an answer that is not stored.
    package var updatedAt: Date?
    /// When it was done or failed.
    package var finishedAt: Date?
    /// What the client keeps with it for itself.
    package var metadata: [String: String]?
    /// The client's own name for it.
    package var externalId: String?
    /// What its speaker calls it; nil when it has the question's name.
    package var name: String?
    /// Whether its speaker starred it; nil for an answer that is not stored, and for other readers.
    package var starred: Bool?
    /// What was sent with it besides what has a name of its own.
    package var sent: Sent?

    /// An answer as it is known so far.
    package init(
        id: AnswerID,
        status: AnswerStatus,
        stage: Stage,
        question: Question,
        candidate: String? = nil,
        createdAt: Date,
        problem: Problem? = nil,
        recording: Recording? = nil,
        quality: Quality? = nil,
        transcript: Transcript? = nil,
        delivery: Delivery? = nil,
        emotion: Emotion? = nil,
        evaluation: Evaluation? = nil,
        provenance: [Provenance] = [],
        notes: [String] = []
    ) {
        self.id = id
        self.status = status
        self.stage = stage
        self.question = question
        self.candidate = candidate
        self.createdAt = createdAt
        self.problem = problem
        self.recording = recording
        self.quality = quality
        self.transcript = transcript
        self.delivery = delivery
        self.emotion = emotion
        self.evaluation = evaluation
        self.provenance = provenance
        self.notes = notes
    }

    /// Takes away what is its speaker's alone: the own name and the star.
    package mutating func hideLabel() { (name, starred) = (nil, nil) }

    /// A stage that an answer had to do without.
    package struct StageProblem: Sendable, Hashable, Codable {
        /// The stage, or `emotion`.
        package var stage: String
        /// A code of the error table.
        package var code: String
        /// Whether the answer may get what is missing when it is worked on again.
        package var retryable: Bool

        /// A stage that is missing.
        package init(stage: String, code: String, retryable: Bool) {
            self.stage = stage
            self.code = code
            self.retryable = retryable
        }
    }

    /// What came with a recording, to be read back.
    package struct Sent: Sendable, Hashable, Codable {
        /// BCP 47 tag.
        package var language: String
        /// The rubric that was named.
        package var rubric: String?
        /// The interviewer's name.
        package var interviewer: String?
        /// The company's name.
        package var company: String?
        /// Whether the evaluation is to be told in prose too.
        package var narrative: Bool
        /// Whether the speaker consented to the emotion endpoint.
        package var emotionConsent: Bool
        /// Whether a transcript came along.
        package var transcript: Bool
        /// Whether a résumé came along.
        package var resume: Bool
        /// Whether a job description came along.
        package var jobDescription: Bool
        /// Whether the answer was typed.
        package var typed: Bool

        /// What came with a submission.
        package init(_ submission: Submission) {
            language = submission.language
            rubric = submission.rubric
            interviewer = submission.interviewer
            company = submission.company
            narrative = submission.narrative == true
            emotionConsent = submission.emotionConsent
            transcript = submission.transcript != nil && !submission.isTyped
            resume = submission.resume != nil
            jobDescription = submission.jobDescription != nil
            typed = submission.isTyped
        }
    }

    /// Why an answer failed.
    package struct Problem: Sendable, Hashable, Codable {
        /// A stable code from the error table, e.g. `decode.unsupported_container`.
        package var code: String
        /// One sentence for the speaker.
        package var detail: String

        /// A problem.
        package init(code: String, detail: String) {
            self.code = code
            self.detail = detail
        }
    }
}

/// The kind of an answer's identifier.
package enum AnswerKind: IdentifierKind {
    package static let prefix = "ans"
}

/// The identifier of an answer, `ans_…`.
package typealias AnswerID = Identifier<AnswerKind>

/// The kind of a resumable upload's identifier.
package enum UploadKind: IdentifierKind {
    package static let prefix = "upl"
}

/// The identifier of a resumable upload, `upl_…`.
package typealias UploadID = Identifier<UploadKind>

/// Where an answer stands as a whole; ``Stage`` says which step it is at.
package enum AnswerStatus: String, Sendable, Codable, CaseIterable {
    /// Accepted and waiting for a worker.
    case queued
    /// A worker has it.
    case running
    /// Everything that could be done is done.
    case done
    /// It ended with a problem; the recording is kept.
    case failed
}

/// The steps an answer goes through, in order. The raw values are used letter for letter everywhere:
/// database columns, metric labels, log fields, the command line, error codes and test folders.
package enum Stage: String, Sendable, Codable, CaseIterable, Comparable {
    /// The recording arrives and is kept.
    case upload
    /// Bytes become 16 kHz mono samples, and the signal is measured.
    case decode
    /// Samples become words with times.
    case transcribe
    /// Words and signal become fillers, pace, pauses and the other delivery numbers.
    case analyze
    /// The content is judged against a rubric.
    case evaluate
    /// Everything becomes a PDF.
    case report

    package static func < (a: Stage, b: Stage) -> Bool { a.order < b.order }

    private var order: Int { Stage.allCases.firstIndex(of: self) ?? 0 }
}

/// How one stage's result came about.
package struct Provenance: Sendable, Hashable, Codable {
    /// The stage.
    package var stage: Stage
    /// Hash of everything the result depends on, hexadecimal.
    package var fingerprint: String
    /// Who did it, e.g. `pocketsphinx`, `rules`, `libharu`.
    package var engine: String?
    /// Its model, when it has one.
    package var model: String?
    /// How long it took.
    package var durationMs: Int
    /// Whether a stored result was taken instead of computing it again.
    package var reused: Bool

    /// The history of one stage.
    package init(
        stage: Stage,
        fingerprint: String,
        engine: String? = nil,
        model: String? = nil,
        durationMs: Int,
        reused: Bool
    ) {
        self.stage = stage
        self.fingerprint = fingerprint
        self.engine = engine
        self.model = model
        self.durationMs = durationMs
        self.reused = reused
    }
}
