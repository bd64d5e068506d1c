package import FoundationEssentials

/// Everything a client sent with a recording, kept with the answer so that any stage can be run again.
package struct Submission: Sendable, Hashable, Codable {
    /// The answer it became.
    package var id: AnswerID
    /// What was asked.
    package var question: Question
    /// Who speaks, as the report names them.
    package var candidate: String?
    /// The interviewer's name, for the report.
    package var interviewer: String?
    /// The company's name, for the report.
    package var company: String?
    /// BCP 47 language tag of the answer.
    package var language: String
    /// Words supplied instead of recognition.
    package var transcript: Transcript?
    /// Name of the rubric to judge by; nil for the default of the question's role.
    package var rubric: String?
    /// The speaker's résumé as text; background for the judge, and printed behind the report.
    package var resume: String?
    /// The job description as text; background for the judge, and printed behind the report.
    package var jobDescription: String?
    /// Whether facts are held against the owner's knowledge documents; nil means no.
    package var knowledge: Bool?
    /// Whether the evaluation is also told in connected prose; nil means no.
    package var narrative: Bool?
    /// Whether the speaker consented to the emotion endpoint for this upload.
    package var emotionConsent: Bool
    /// Size of the recording in bytes.
    package var bytes: Int
    /// SHA-256 of the recording in lower-case hexadecimal.
    package var sha256: String
    /// When it was accepted.
    package var createdAt: Date
    /// The request it came with, for the log; nil when it came another way.
    package var requestId: String?
    /// What the client keeps with the answer for itself: at most 16 names, 4 KB together; nil for nothing.
    package var metadata: [String: String]?
    /// The client's own name for the answer, unique among those of its owner; nil for none.
    package var externalId: String?

    /// A submission.
    package init(
        id: AnswerID,
        question: Question,
        candidate: String? = nil,
        interviewer: String? = nil,
        company: String? = nil,
        language: String = "en-US",
        transcript: Transcript? = nil,
        rubric: String? = nil,
        resume: String? = nil,
        jobDescription: String? = nil,
        narrative: Bool? = nil,
        emotionConsent: Bool = false,
        bytes: Int,
        sha256: String,
        createdAt: Date
    ) {
        self.id = id
        self.question = question
        self.candidate = candidate
        self.interviewer = interviewer
        self.company = company
        self.language = language
        self.transcript = transcript
        self.rubric = rubric
        self.resume = resume
        self.jobDescription = jobDescription
        self.narrative = narrative
        self.emotionConsent = emotionConsent
        self.bytes = bytes
        self.sha256 = sha256
        self.createdAt = createdAt
    }

    /// Whether the answer was typed: there is no recording. Its words may not have been read with it.
    package var isTyped: Bool { bytes == 0 && sha256.isEmpty }
}
