import Answers
import Audio
import Core
import Foundation
import Jobs
import Model
import Synchronization
import Testing

@testable import Answers

/// Words that are heard while the speaker still talks.
@Suite(.timeLimit(.minutes(1)))
struct AheadTests {
    /// A sound of some length whose quietest place is where it is told.
    private func sound(_ durationMs: Int, quiet atMs: Int, depth: Double) -> AheadEngine.Sound {
        AheadEngine.Sound(
            durationMs: { durationMs },
            quietest: { span in (min(max(atMs, span.startMs), span.endMs), depth) },
            isSilent: { _ in false },
            hear: { _ in [] }
        )
    }

    @Test(arguments: [
        (6_900, 5_000, 100.0, nil), (7_500, 6_000, 100.0, 6_000), (9_500, 7_000, 2.0, nil),
        (21_000, 12_000, 2.0, 12_000),
        (12_000, 1_000, 100.0, 4_000),
    ])
    func `a stretch ends in a pause, or at 20 s where it is quietest`(there: Int, quiet: Int, depth: Double, end: Int?)
    {
        #expect(AheadPlan.end(from: 0, of: sound(there, quiet: quiet, depth: depth)) == end)
    }

    @Test func `what is left is the speech behind the last stretch`() {
        var hearing = Hearing.sample(durationMs: 20_000)
        hearing.acoustics.speech = [TimeSpan(startMs: 500, endMs: 9_000), TimeSpan(startMs: 12_000, endMs: 19_000)]
        #expect(AheadPlan.rest(from: 10_000, hearing) == TimeSpan(startMs: 11_750, endMs: 19_250))
        #expect(AheadPlan.rest(from: 13_000, hearing) == TimeSpan(startMs: 13_000, endMs: 19_250))
        #expect(AheadPlan.rest(from: 19_000, hearing) == nil)
    }

    /// An engine that says what it was asked to hear.
    private func board(_ calls: Calls, language: String = "en", fails: Bool = false) -> AheadBoard {
        AheadBoard(
            AheadEngine(language: language) { draft in
                guard FileManager.default.fileExists(atPath: draft.path) else { throw TestError(code: "internal") }
                try calls.note("opened")
                return AheadEngine.Sound(
                    durationMs: { 1_000 },
                    quietest: { ($0.startMs, 1) },
                    isSilent: { _ in false },
                    hear: { span in
                        try calls.note("ahead")
                        if fails { throw TestError(code: "transcribe.engine_failed") }
                        return [Transcript.Word(text: "Early", startMs: span.startMs, endMs: span.endMs)]
                    }
                )
            } transcript: { words, language in
                var transcript = Transcript.sample(engine: "fake")
                transcript.words = words
                transcript.text = words.map(\.text).joined(separator: " ")
                transcript.language = language
                return transcript
            }
        )
    }

    /// Sends a recording of a second while it is heard, and gives its answer.
    private func send(_ house: House, _ board: AheadBoard, _ submission: Submission? = nil) async throws -> Answer {
        let listener = Listener()
        let hearings = LiveHearings(version: "1", blobs: house.blobs, ahead: board) { file, arrival, wav in
            var hearing = try listener.hear(file, arrival: arrival, writing: wav)
            hearing.acoustics.speech = [TimeSpan(startMs: 0, endMs: 900)]
            return hearing
        }
        let intake = Intake(house.database, blobs: house.blobs, threads: house.threads, maxBytes: 100_000, ahead: board)
        let upload = try await intake.begin()
        let live = try #require(hearings.begin(upload.url))
        await upload.hear(with: live)
        let bytes = LiveHearingTests.wave()
        try await upload.append(Array(bytes[..<10_000]))
        while house.calls["opened"] == 0 { await Task.yield() }
        try await upload.append(Array(bytes[10_000...]))
        try await upload.finish(with: hearings)
        let id = try await intake.accept(as: .system, upload, submission ?? .sample(at: house.clock.now)).id
        var engines = Engines.counting(house.calls)
        engines.ahead = board
        #expect(try await house.runToEnd(engines).state == .completed)
        return try await house.answer(id)
    }

    @Test func `words that were heard while the speaker talked are the transcript`() async throws {
        let house = try await House()
        let answer = try await send(house, board(house.calls))
        #expect(answer.transcript?.text == "Early" && answer.transcript?.language == "en-US")
        #expect(house.calls["transcribe"] == 0 && house.calls["ahead"] == 1)
    }

    @Test func `words of another language, and words that failed, are heard from the whole recording`() async throws {
        for board in [{ board($0, language: "de") }, { board($0, fails: true) }] {
            let house = try await House()
            let answer = try await send(house, board(house.calls))
            #expect(answer.transcript?.text == "I like Rust" && house.calls["transcribe"] == 1)
        }
    }

    @Test func `filled pauses are counted stretch by stretch while the speaker talks`() async throws {
        let (counted, tell) = AsyncStream.makeStream(of: Void.self)
        let engine = AheadEngine { _ in
            AheadEngine.Sound(
                durationMs: { 8_000 },
                quietest: { _ in (5_000, 2 * AheadPlan.pauseDepth) },
                isSilent: { _ in false },
                hear: { [Transcript.Word(text: "Um", startMs: $0.startMs, endMs: $0.endMs)] }
            )
        } transcript: { words, _ in
            var transcript = Transcript.sample(engine: "fake")
            transcript.words = words
            return transcript
        } filledPauses: { transcript in
            defer { tell.yield() }
            return transcript.words.count { $0.text == "Um" }
        }
        let words = AheadWords(URL(fileURLWithPath: "/nothing"), engine) {}
        defer { words.giveUp() }
        for await _ in counted { break }
        while words.count == nil { await Task.yield() }
        #expect(words.count == AheadWords.Count(fillers: 1, untilMs: 5_000))
    }

    @Test func `supplied words win`() async throws {
        let house = try await House()
        let words = Transcript.sample(engine: "supplied", accuracy: .supplied)
        let answer = try await send(house, board(house.calls), .sample(at: house.clock.now, transcript: words))
        #expect(answer.transcript?.engine == "supplied" && house.calls["transcribe"] == 0)
    }
}
