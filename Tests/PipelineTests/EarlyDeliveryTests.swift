import Answers
import Core
import Database
import FoundationEssentials
import Model
import Testing

@Suite(.timeLimit(.minutes(1))) struct EarlyDeliveryTests {
    private func answer(_ status: AnswerStatus, words: Bool = false) throws -> Answer {
        var hearing = Hearing.sample(durationMs: 9_000)
        hearing.outline = Analysis.sample(words: 0, hearing).delivery
        hearing.outline?.syllablesPerSecond = 4.5
        var submission = Submission.sample(at: Date(timeIntervalSince1970: 1_000))
        (submission.bytes, submission.sha256) = (288_044, "a recording")
        func result(_ kind: Artifact.Kind, _ payload: String) -> StoredResult {
            StoredResult(
                artifact: Artifact(
                    answer: submission.id,
                    kind: kind,
                    fingerprint: "\(kind)",
                    payload: payload,
                    durationMs: 1,
                    created: Instant(submission.createdAt)
                ),
                reused: false
            )
        }
        var results = [result(.decode, try StoredJSON.text(hearing))]
        if words { results.append(result(.analyze, try StoredJSON.text(Analysis.sample(words: 7, hearing)))) }
        return try AnswerAssembly(submission: submission, results: results).answer(status: status, stage: .transcribe)
    }

    @Test func `while the words are awaited an answer has the delivery of its sound, and theirs afterwards`() throws {
        #expect(try answer(.running).delivery?.syllablesPerSecond == 4.5)
        #expect(try answer(.running, words: true).delivery?.wordCount == 7)
        #expect(try answer(.failed).delivery == nil, "a failed answer shows no half measures")
    }
}
