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

/// What was asked, and what the judge may know about it. All text comes from users and is data, never instructions.
package struct Question: Sendable, Hashable, Codable {
    /// The question as asked; empty when the speaker gave none.
    package var text: String
    /// The job the speaker practises for, e.g. "Backend engineer".
    package var role: String?
    /// The level of that job, e.g. "senior".
    package var level: String?
    /// An ideal answer to compare with, if one is known.
    package var idealAnswer: String?
    /// Terms a good answer is expected to mention.
    package var keywords: [String]

    /// A question with what is known around it.
    package init(
        text: String,
        role: String? = nil,
        level: String? = nil,
        idealAnswer: String? = nil,
        keywords: [String] = []
    ) {
        self.text = text
        self.role = role
        self.level = level
        self.idealAnswer = idealAnswer
        self.keywords = keywords
    }
}

/// A recording as it was uploaded, for engines that rather hear it than our decoded form of it.
package struct UploadedAudio: Sendable, Hashable {
    /// Container and codec, as far as engines tell them apart.
    package enum Form: String, Sendable, Codable, CaseIterable {
        /// WAV with 16-bit PCM or µ-law.
        case wav
        /// Opus in WebM, as browsers record it.
        case webmOpus
        /// Opus in Ogg, as Firefox records it.
        case oggOpus
        /// FLAC.
        case flac
        /// MP3.
        case mp3
    }

    /// The file.
    package var file: URL
    /// Its form.
    package var form: Form
    /// Its size.
    package var bytes: Int

    /// An uploaded file of a known form.
    package init(file: URL, form: Form, bytes: Int) {
        self.file = file
        self.form = form
        self.bytes = bytes
    }

    /// The upload behind a hearing; nil when it is in no form that engines know, has more than one channel (engines differ in
    /// what they make of two), or when decoding had to mend it: then its own clock is not the one our measurements go by.
    package init?(_ file: URL, of hearing: Hearing) {
        let recording = hearing.recording
        let mended: Set<String> = [
            "truncated", "gap_filled", "clock_jump", "damaged", "left_out", "track_chosen", "other_track",
        ]
        guard recording.channels == 1, !hearing.quality.issues.contains(where: { mended.contains($0.code) }) else {
            return nil
        }
        let form: Form
        switch (recording.container, recording.codec) {
        case (.wav, "pcm_s16le"), (.wav, "pcm_mulaw"): form = .wav
        case (.webm, "opus"): form = .webmOpus
        case (.ogg, "opus"): form = .oggOpus
        case (.flac, _): form = .flac
        case (.mp3, _): form = .mp3
        default: return nil
        }
        self.init(file: file, form: form, bytes: recording.bytes)
    }
}

/// Whom an installation serves; it decides what may be done with a voice at all.
package enum AccountKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// People who practise for themselves.
    case personal
    /// A company, for its applicants or staff.
    case employer
    /// A school, for its pupils or students.
    case school

    /// Whether emotion may be read from a voice: never at work or in education (Regulation (EU) 2024/1689, Article 5(1)(f)),
    /// with or without consent.
    package var mayReadEmotion: Bool { self == .personal }
}
