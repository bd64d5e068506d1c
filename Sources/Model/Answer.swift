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
