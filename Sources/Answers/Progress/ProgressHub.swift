package import Core
package import Database
package import Model

/// Tells the clients of this process what happens to answers. What it says is a hint: the database has the truth, and a
/// change made by another process is seen by asking it now and then.
package actor ProgressHub {
    /// Events kept for a slow reader; older ones are dropped, the newest always arrives.
    package static let buffered = 32

    private let clock: PipelineClock
    private let maxListeners: Int
    private let announce: @Sendable ([Event]) -> Void
    /// Milliseconds between two looks at the database.
    private static let lookMs = 1_000
    /// Answers looked at with one question.
    private static let batch = 200

    private let reading: (@Sendable ([AnswerID]) async throws -> [ProgressEvent])?
    private var looking: Task<Void, Never>?
    private var latest: [AnswerID: Int] = [:]
    private var next = 0
    private var listeners: [AnswerID: [Int: AsyncStream<ProgressEvent>.Continuation]] = [:]
    private var count = 0

    /// A hub for at most `maxListeners` streams at once.
    ///
    /// - Parameters:
    ///   - reading: finds out where answers stand; asked once a second for all that have listeners, as another process may have
    ///     made the change. Those it does not know are gone.
    ///   - announce: tells other processes what this one published.
    package init(
        clock: PipelineClock = .system,
        maxListeners: Int = 10_000,
        reading: (@Sendable ([AnswerID]) async throws -> [ProgressEvent])? = nil,
        announce: @escaping @Sendable ([Event]) -> Void = { _ in }
    ) {
        self.clock = clock
        self.announce = announce
        self.reading = reading
        self.maxListeners = maxListeners
    }

    /// The changes of an answer from now on; ends after the last one. To miss nothing, subscribe first and read the
    /// database then. Ends at once when too many listen already.
    package func events(of answer: AnswerID) -> AsyncStream<ProgressEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ProgressEvent.self,
            bufferingPolicy: .bufferingNewest(Self.buffered)
        )
        guard count < maxListeners else {
            continuation.finish()
            return stream
        }
        next &+= 1
        count += 1
        let id = next
        listeners[answer, default: [:]][id] = continuation
        continuation.onTermination = { [weak self] _ in
            Task { await self?.forget(id, of: answer) }
        }
        look()
        return stream
    }

    /// Tells everybody who listens to the event's answer, here and in other processes.
    package func publish(_ event: ProgressEvent) {
        announce([event.event])
        receive(event)
    }

    /// Tells everybody here what another process published.
    package func receive(_ event: ProgressEvent) {
        if listeners[event.answer] != nil { latest[event.answer] = max(latest[event.answer] ?? 0, event.sequence) }
        for continuation in listeners[event.answer, default: [:]].values {
            continuation.yield(event)
            if event.isLast { continuation.finish() }
        }
    }

    /// Ends the streams of an answer that was deleted.
    package func end(_ answer: AnswerID) {
        for continuation in listeners[answer, default: [:]].values { continuation.finish() }
    }

    /// How many streams are open.
    package var listenerCount: Int { count }

    /// Waits until an answer is done, failed or gone, at most `timeoutMs`.
    ///
    /// - Parameters:
    ///   - pollMs: how often `current` is asked for what another process may have done.
    ///   - current: reads the answer's status; nil when it is gone.
    package nonisolated func waitUntilFinished(
        _ answer: AnswerID,
        timeoutMs: Int,
        pollMs: Int = 500,
        current: @escaping @Sendable () async throws -> AnswerStatus?
    ) async throws {
        let events = await events(of: answer)
        let (clock, isLooking) = (clock, reading != nil)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in events where event.isLast { return }
                // The stream ended without a last event: asking is all that is left.
                try await clock.sleep(timeoutMs)
            }
            group.addTask {
                while true {
                    // The first look tells what was before the subscription; the hub's own follow.
                    let status = try await current()
                    guard status == .queued || status == .running else { return }
                    try await clock.sleep(isLooking ? timeoutMs : max(1, pollMs))
                }
            }
            group.addTask { try await clock.sleep(timeoutMs) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func forget(_ id: Int, of answer: AnswerID) {
        guard listeners[answer]?.removeValue(forKey: id) != nil else { return }
        count -= 1
        if listeners[answer]?.isEmpty == true { (listeners[answer], latest[answer]) = (nil, nil) }
    }

    /// Looks at the database as long as there are listeners: one question for all streams, however many there are.
    private func look() {
        guard looking == nil, let reading else { return }
        looking = Task { [weak self, clock] in
            while let ids = await self?.listenedTo(), !ids.isEmpty {
                guard (try? await clock.sleep(Self.lookMs)) != nil else { return }
                var place = 0
                while place < ids.count {
                    let batch = Array(ids[place..<min(place + Self.batch, ids.count)])
                    place += batch.count
                    if let found = try? await reading(batch) { await self?.found(found, of: batch) }
                }
            }
        }
    }

    /// The answers that are listened to; without any the looking is over.
    private func listenedTo() -> [AnswerID] {
        if listeners.isEmpty { looking = nil }
        return Array(listeners.keys)
    }

    private func found(_ events: [ProgressEvent], of ids: [AnswerID]) {
        let known = Set(events.map(\.answer))
        for id in ids where !known.contains(id) { end(id) }
        for event in events where event.sequence > latest[event.answer] ?? 0 { receive(event) }
    }
}
