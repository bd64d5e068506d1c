import Core
import Foundation
import Model
import Testing

/// The keys clients rely on. Adding one is fine; a test that fails here means a client breaks.
@Suite(.timeLimit(.minutes(1)))
struct AnswerJSONTests {
    private func keys(_ value: some Encodable) throws -> Set<String> {
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value))
        return Set((try #require(object as? [String: Any])).keys)
    }

    @Test func `an evaluation keeps its keys and writes its range as two numbers`() throws {
        let evaluation = Evaluation(
            engine: "rules",
            score: 61,
            range: ScoreRange(low: 70, high: 50),
            rubric: "general-1"
        )
        #expect(
            try keys(evaluation).isSuperset(of: [
                "engine", "score", "range", "criteria", "strengths", "improvements", "missedKeywords", "droppedRemarks",
            ])
        )
        let text = String(decoding: try JSONEncoder().encode(evaluation.range), as: UTF8.self)
        #expect(text == "[50,70]")
    }

    @Test func `a filler keeps its keys`() throws {
        let item = Fillers.Item(
            text: "um",
            kind: .filledPause,
            source: .both,
            startMs: 1,
            endMs: 2,
            range: TextRange(start: 0, end: 2)
        )
        #expect(try keys(item) == ["text", "kind", "source", "startMs", "endMs", "range", "confidence"])
    }

    @Test func `an answer survives its own JSON`() throws {
        let now = Date(timeIntervalSince1970: 1_790_000_000)
        let answer = Answer(
            id: AnswerID(at: now),
            status: .done,
            stage: .report,
            question: Question(text: "Why?"),
            createdAt: now,
            quality: Quality(verdict: .good),
            evaluation: Evaluation(engine: "rules", abstained: "too few words", rubric: "general-1")
        )
        #expect(try JSONDecoder().decode(Answer.self, from: JSONEncoder().encode(answer)) == answer)
        #expect(try keys(answer).isSuperset(of: ["id", "status", "stage", "question", "createdAt", "provenance"]))
    }
}
