import Answers
import Core
import Database
import Events
import Foundation
import Model
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct EventHubTests {
    private func event(_ sequence: Int, isLast: Bool = false) -> Event {
        Event(topic: "t", sequence: sequence, payload: "{}", isLast: isLast)
    }

    @Test func `every listener of a topic hears it, in order, to its end`() async {
        let hub = EventHub()
        let streams = [await hub.events(of: "t"), await hub.events(of: "t")]
        let other = await hub.events(of: "u")
        await hub.publish(event(1))
        await hub.publish(event(2, isLast: true))
        for stream in streams {
            var heard: [Int] = []
            for await event in stream { heard.append(event.sequence) }
            #expect(heard == [1, 2])
        }
        withExtendedLifetime(other) {}
    }

    @Test func `a slow listener loses old events, never the last`() async {
        let hub = EventHub()
        let stream = await hub.events(of: "t")
        for sequence in 1...1_000 { await hub.publish(event(sequence)) }
        await hub.publish(event(1_001, isLast: true))
        var heard: [Int] = []
        for await event in stream { heard.append(event.sequence) }
        #expect(heard.count == EventHub.buffered && heard.last == 1_001)
        #expect(heard == heard.sorted())
    }

    @Test func `listeners are bounded`() async {
        let hub = EventHub(maxListeners: 1)
        let first = await hub.events(of: "t")
        let second = await hub.events(of: "t")
        for await _ in second { Issue.record("the stream should be over") }
        #expect(await hub.listenerCount == 1)
        withExtendedLifetime(first) {}
    }

    @Test func `what is published is announced to other processes, what they announced is not sent back`() async {
        let (announced, announce) = AsyncStream.makeStream(of: [Event].self)
        let hub = EventHub { announce.yield($0) }
        let stream = await hub.events(of: "t")
        await hub.receive(event(1))
        await hub.publish(event(2, isLast: true))
        var heard: [Int] = []
        for await event in stream { heard.append(event.sequence) }
        #expect(heard == [1, 2])
        announce.finish()
        var sent: [Int] = []
        for await events in announced { sent += events.map(\.sequence) }
        #expect(sent == [2])
    }

    @Test func `waiting ends with the last event`() async throws {
        let hub = EventHub()
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let started = ContinuousClock.now
        async let wait: Void = hub.waitForLast(of: "t", timeoutMs: 60_000, pollMs: 60_000) {
            ask.finish()
            return false
        }
        for await _ in asked {}
        await hub.publish(event(1))
        await hub.publish(event(2, isLast: true))
        try await wait
        #expect(ContinuousClock.now - started < .seconds(50))
    }

    @Test func `waiting ends when the database says so, and when the time is up`() async throws {
        let hub = EventHub()
        try await hub.waitForLast(of: "t", timeoutMs: 60_000) { true }
        try await hub.waitForLast(of: "t", timeoutMs: 5, pollMs: 60_000) { false }
        await #expect(throws: StorageError.self) {
            try await hub.waitForLast(of: "t", timeoutMs: 60_000) { throw StorageError(.unavailable, "") }
        }
    }

    @Test func `what another process changed is found by its reader, once for all listeners, and what is gone ends`()
        async throws
    {
        let asked = Mutex<[[String]]>([])
        let hub = EventHub(
            readers: [
                TopicReader(prefix: "t") { topics in
                    asked.withLock { $0.append(topics.sorted()) }
                    return [Event(topic: "t1", sequence: 4, payload: "{}", isLast: true)]
                }
            ]
        )
        let streams = [await hub.events(of: "t1"), await hub.events(of: "t1"), await hub.events(of: "t2")]
        let other = await hub.events(of: "u")
        var heard: [[Int]] = []
        for stream in streams {
            var numbers: [Int] = []
            for await event in stream { numbers.append(event.sequence) }
            heard.append(numbers)
        }
        #expect(heard == [[4], [4], []])
        #expect(asked.withLock { $0.first } == ["t1", "t2"])
        withExtendedLifetime(other) {}
    }

    @Test func `waiting leaves the looking to the hub where it has a reader`() async throws {
        let asked = Mutex(0)
        let hub = EventHub(
            readers: [
                TopicReader(prefix: "t") { topics in
                    topics.map { Event(topic: $0, sequence: 1, payload: "{}", isLast: true) }
                }
            ]
        )
        try await hub.waitForLast(of: "t", timeoutMs: 60_000, pollMs: 1) {
            asked.withLock { $0 += 1 }
            return false
        }
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func `a run is heard stage by stage`() async throws {
        let house = try await House()
        let id = try await house.accept()
        let stream = await house.hub.events(of: id.rawValue)
        _ = try await house.runDue()
        var heard: [ProgressEvent] = []
        for await event in stream { heard.append(try #require(ProgressEvent(event))) }
        #expect(heard.map(\.stage) == [.transcribe, .analyze, .evaluate, .report, .report])
        #expect(heard.map(\.sequence) == [3, 4, 5, 6, 7])
        #expect(heard.last?.status == .done)
        #expect(try await house.store.find(as: .system, id)?.progress == heard.last)
    }
}
