package import Core
package import Database

/// Brings the changes of topics to the listeners of this process, and to the other processes of its database. An event is a hint: the
/// database has the truth, and a listener asks it now and then for what a lost event would have said.
package actor EventHub {
    /// Events kept for a slow reader; older ones are dropped, the newest always arrives.
    package static let buffered = 32

    private let clock: PipelineClock
    private let maxListeners: Int
    private let announce: @Sendable ([Event]) -> Void
    private var next = 0
    private var listeners: [String: [Int: AsyncStream<Event>.Continuation]] = [:]
    private var count = 0

    /// A hub for at most `maxListeners` streams at once.
    ///
    /// - Parameter announce: tells other processes what this one published.
    package init(
        clock: PipelineClock = .system,
        maxListeners: Int = 10_000,
        announce: @escaping @Sendable ([Event]) -> Void = { _ in }
    ) {
        self.clock = clock
        self.announce = announce
        self.maxListeners = maxListeners
    }

    /// The changes of a topic from now on; ends after the last one. To miss nothing, subscribe first and read the database then. Ends
    /// at once when too many listen already.
    package func events(of topic: String) -> AsyncStream<Event> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Event.self,
            bufferingPolicy: .bufferingNewest(Self.buffered)
        )
        guard count < maxListeners else {
            continuation.finish()
            return stream
        }
        next &+= 1
        count += 1
        let id = next
        listeners[topic, default: [:]][id] = continuation
        continuation.onTermination = { [weak self] _ in
            Task { await self?.forget(id, of: topic) }
        }
        return stream
    }

    /// Tells the listeners of the event's topic, here and in other processes.
    package func publish(_ event: Event) {
        announce([event])
        receive(event)
    }

    /// Tells the listeners of this process what another one published.
    package func receive(_ event: Event) {
        for continuation in listeners[event.topic, default: [:]].values {
            continuation.yield(event)
            if event.isLast { continuation.finish() }
        }
    }

    /// Ends the streams of a topic that is gone.
    package func end(_ topic: String) {
        for continuation in listeners[topic, default: [:]].values { continuation.finish() }
    }

    /// How many streams are open.
    package var listenerCount: Int { count }

    /// Waits for the last event of a topic, at most `timeoutMs`.
    ///
    /// - Parameters:
    ///   - pollMs: how often `isOver` is asked for what another process may have done.
    ///   - isOver: reads whether the last change happened, or the topic is gone.
    package nonisolated func waitForLast(
        of topic: String,
        timeoutMs: Int,
        pollMs: Int = 500,
        isOver: @escaping @Sendable () async throws -> Bool
    ) async throws {
        let events = await events(of: topic)
        let clock = clock
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in events where event.isLast { return }
                // The stream ended without a last event: asking is all that is left.
                try await clock.sleep(timeoutMs)
            }
            group.addTask {
                while try await !isOver() { try await clock.sleep(max(1, pollMs)) }
            }
            group.addTask { try await clock.sleep(timeoutMs) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func forget(_ id: Int, of topic: String) {
        guard listeners[topic]?.removeValue(forKey: id) != nil else { return }
        count -= 1
        if listeners[topic]?.isEmpty == true { listeners[topic] = nil }
    }
}
