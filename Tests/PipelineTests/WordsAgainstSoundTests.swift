import Answers
import Core
import Foundation
import Jobs
import Model
import Testing

/// The check of words against the sound stands in the transcribe stage, for engines and for supplied words.
@Suite(.timeLimit(.minutes(1)))
struct WordsAgainstSoundTests {
    /// Engines whose check cuts the last word and says so; of typed words it looks at nothing.
    private func checking(_ calls: Calls, version: String = "1") -> Engines {
        var engines = Engines.counting(calls)
        engines.checkVersion = version
        engines.check = { words, acoustics in
            try? calls.note(acoustics == nil ? "check typed" : "check")
            guard acoustics != nil else { return words }
            var words = words
            words.words.removeLast()
            words.text = "I like"
            words.findings = [TranscriptFinding(.wordsInSilence, "One word was left out.", count: 1)]
            return words
        }
        return engines
    }

    @Test func `what the check leaves of an engine's words is the transcript, and what is judged`() async throws {
        let house = try await House()
        let id = try await house.accept()
        #expect(try await house.runToEnd(checking(house.calls)).state == .completed)
        let answer = try await house.answer(id)
        #expect(answer.transcript?.text == "I like" && answer.evaluation?.score == 2)
        #expect(answer.transcript?.findings?.map(\.code) == ["words_in_silence"])
    }

    @Test func `words that came with the recording are checked too`() async throws {
        let house = try await House()
        let words = Transcript.sample(engine: "supplied", accuracy: .supplied)
        let id = try await house.accept(.sample(at: house.clock.now, transcript: words))
        _ = try await house.runToEnd(checking(house.calls))
        #expect(house.calls["check"] == 1 && house.calls["transcribe"] == 0)
        #expect(try await house.answer(id).transcript?.text == "I like")
    }

    @Test func `a new version of the check hears the words again`() async throws {
        let house = try await House()
        let id = try await house.accept()
        _ = try await house.runToEnd(checking(house.calls))
        try await house.again(id)
        _ = try await house.runToEnd(checking(house.calls))
        #expect(house.calls["transcribe"] == 1)
        try await house.again(id)
        _ = try await house.runToEnd(checking(house.calls, version: "2"))
        #expect(house.calls["transcribe"] == 2)
    }

    @Test func `words of an engine that stood in for another are asked for again by the next job`() async throws {
        let house = try await House()
        var engines = Engines.counting(house.calls)
        let usual = engines.transcriber.transcribe
        engines.transcriber.transcribe = { request in
            var words = try await usual(request)
            words.findings = [TranscriptFinding(.otherEngine, "a failed.", count: 3, value: "transcribe.auth")]
            return words
        }
        let id = try await house.accept()
        _ = try await house.runToEnd(engines)
        #expect(try await house.answer(id).transcript?.has(.otherEngine) == true)
        try await house.again(id)
        _ = try await house.runToEnd()
        #expect(house.calls["transcribe"] == 2)
        #expect(try await house.answer(id).transcript?.findings == nil)
    }

    @Test(arguments: [
        ("transcribe.auth", "debrief doctor"), ("transcribe.quota", "quota"), ("transcribe.rejected", "settings"),
    ])
    func `a service that fails is told with its reason and its cure, and charged to nobody`(code: String, cure: String)
        async throws
    {
        let house = try await House()
        house.calls.failAlways("transcribe", code)
        let id = try await house.accept()
        _ = try await house.runToEnd()
        let answer = try await house.answer(id)
        let note = try #require(answer.notes.first { $0.contains(code) })
        #expect(note.contains("It failed on purpose.") && note.contains("no fault of the recording or the speaker"))
        #expect(note.contains(cure), "\(note)")
        #expect(answer.quality?.verdict == .good)
    }
}
