import Answers
import Core
import Database
import Foundation
import Model
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ProgressHubTests {
    private let answer = AnswerID(at: .now)

    private func event(_ sequence: Int, _ status: AnswerStatus = .running) -> ProgressEvent {
        ProgressEvent(answer: answer, sequence: sequence, status: status, stage: .decode)
    }

    @Test func `every listener of an answer hears it, in order, to its end`() async {
        let hub = ProgressHub()
        let streams = [await hub.events(of: answer), await hub.events(of: answer)]
        let other = await hub.events(of: AnswerID(at: .now))
        await hub.publish(event(1))
        await hub.publish(event(2, .done))
        for stream in streams {
            var heard: [Int] = []
            for await event in stream { heard.append(event.sequence) }
            #expect(heard == [1, 2])
        }
        withExtendedLifetime(other) {}
    }

    @Test func `a slow listener loses old events, never the last`() async {
        let hub = ProgressHub()
        let stream = await hub.events(of: answer)
        for sequence in 1...1_000 { await hub.publish(event(sequence)) }
        await hub.publish(event(1_001, .failed))
        var heard: [Int] = []
        for await event in stream { heard.append(event.sequence) }
        #expect(heard.count == ProgressHub.buffered && heard.last == 1_001)
        #expect(heard == heard.sorted())
    }

    @Test func `listeners are bounded`() async {
        let hub = ProgressHub(maxListeners: 1)
        let first = await hub.events(of: answer)
        let second = await hub.events(of: answer)
        for await _ in second { Issue.record("the stream should be over") }
        #expect(await hub.listenerCount == 1)
        withExtendedLifetime(first) {}
    }

    @Test func `waiting ends with the last event`() async throws {
        let hub = ProgressHub()
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        async let wait: Void = hub.waitUntilFinished(answer, timeoutMs: 60_000, pollMs: 60_000) {
            ask.finish()
            return .running
        }
        for await _ in asked {}
        await hub.publish(event(1))
        await hub.publish(event(2, .done))
        try await wait
    }

    @Test func `waiting ends when the database says so, when the answer is gone, and when the time is up`() async throws
    {
        let hub = ProgressHub()
        for status in [AnswerStatus.done, .failed, nil] {
            try await hub.waitUntilFinished(answer, timeoutMs: 60_000) { status }
        }
        try await hub.waitUntilFinished(answer, timeoutMs: 5, pollMs: 60_000) { .queued }
        await #expect(throws: StorageError.self) {
            try await hub.waitUntilFinished(answer, timeoutMs: 60_000) { throw StorageError(.unavailable, "") }
        }
    }

    @Test func `a run is heard stage by stage`() async throws {
        let house = try await House()
        let id = try await house.accept()
        let stream = await house.hub.events(of: id)
        _ = try await house.runDue()
        var heard: [ProgressEvent] = []
        for await event in stream { heard.append(event) }
        #expect(heard.map(\.stage) == [.transcribe, .analyze, .evaluate, .report, .report])
        #expect(heard.map(\.sequence) == [3, 4, 5, 6, 7])
        #expect(heard.last?.status == .done)
        #expect(try await house.store.find(as: .system, id)?.progress == heard.last)
    }
}
