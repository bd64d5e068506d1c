import Answers
package import Core
import FoundationEssentials
import Jobs
package import Model
package import Questions

extension Instant {
    /// A time to start from.
    package static let sample = Instant(milliseconds: 1_790_000_000_123)

    /// Seconds after the sample time.
    package static func second(_ seconds: Int) -> Instant { sample.advanced(byMs: seconds * 1000) }
}

extension Submission {
    /// A submission made `second` seconds after the sample time.
    package static func sample(second: Int = 0, transcript: Transcript? = nil) -> Submission {
        let created = Instant.second(second).date
        return Submission(
            id: AnswerID(at: created),
            question: Question(text: "Why Swift?", role: "Backend engineer", keywords: ["safety"]),
            candidate: "Ada O'Neil — 日本 🙂",
            transcript: transcript,
            bytes: 4_000_000_000,
            sha256: String(repeating: "ab", count: 32),
            createdAt: created
        )
    }
}

extension Artifact {
    /// An artifact with a fingerprint.
    static func sample(_ answer: AnswerID, _ kind: Kind, _ fingerprint: String) -> Artifact {
        Artifact(
            answer: answer,
            kind: kind,
            fingerprint: fingerprint,
            payload: #"{"text":"It's \"quoted\" 🙂"}"#,
            engine: "engine",
            durationMs: 12,
            created: .second(1)
        )
    }
}

extension JobFailure {
    /// A failure at one second after the sample time.
    static func sample(_ code: String, retryAfterMs: Int? = nil) -> JobFailure {
        JobFailure(code: code, detail: "It failed.", stage: "transcribe", at: .second(1), retryAfterMs: retryAfterMs)
    }
}

extension Job {
    /// The answer of a job that works on one.
    var itsAnswer: AnswerID { answer ?? AnswerID(at: .distantPast) }
}

extension BankQuestion {
    /// A question on teamwork with three talking points; each number gives another one.
    package static func sample(_ number: Int) -> BankQuestion {
        BankQuestion(
            id: "question-\(number)",
            family: "behavioural",
            kind: .behavioural,
            competency: "teamwork",
            difficulty: .easy,
            text: "Question \(number)?",
            talkingPoints: ["One", "Two", "Three"],
            exampleAnswer: "",
            followUps: [],
            seconds: 120
        )
    }
}
