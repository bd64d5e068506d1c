package import Core
package import Database
import ServiceLifecycle

/// Brings the changes of topics to the listeners of this process, and to the other processes of its database. An event is a hint: the
/// database has the truth, and the hub asks it now and then for what a lost event would have said.
package actor EventHub {
    /// Events kept for a slow reader; older ones are dropped, the newest always arrives.
    package static let buffered = 32
    /// Milliseconds between two looks at the database.
    private static let lookMs = 1_000
    /// Topics looked at with one question.
    private static let batch = 200

    private let clock: PipelineClock
    private let maxListeners: Int
    private let readers: [TopicReader]
    private let announce: @Sendable ([Event]) -> Void
    private var looking: Task<Void, Never>?
    private var latest: [String: Int] = [:]
    private var next = 0
    private var listeners: [String: [Int: AsyncStream<Event>.Continuation]] = [:]
    private var count = 0

    /// A hub for at most `maxListeners` streams at once.
    ///
    /// - Parameters:
    ///   - readers: find out where topics stand; asked once a second for all that have listeners, as another process may have made the
    ///     change. Topics a reader does not know any more are gone; topics without a reader are not looked at.
    ///   - announce: tells other processes what this one published.
    package init(
        clock: PipelineClock = .system,
        maxListeners: Int = 10_000,
        readers: [TopicReader] = [],
        announce: @escaping @Sendable ([Event]) -> Void = { _ in }
    ) {
        self.clock = clock
        self.announce = announce
        self.readers = readers
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
        look()
        return stream
    }

    /// Tells the listeners of the event's topic, here and in other processes.
    package func publish(_ event: Event) {
        announce([event])
        receive(event)
    }

    /// Tells the listeners of this process what another one published.
    package func receive(_ event: Event) {
        if listeners[event.topic] != nil { latest[event.topic] = max(latest[event.topic] ?? 0, event.sequence) }
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
    ///   - pollMs: how often `isOver` is asked for what another process may have done, where no reader of the hub finds that out.
    ///   - isOver: reads whether the last change happened, or the topic is gone.
    package nonisolated func waitForLast(
        of topic: String,
        timeoutMs: Int,
        pollMs: Int = 500,
        isOver: @escaping @Sendable () async throws -> Bool
    ) async throws {
        let events = await events(of: topic)
        let (clock, isRead) = (clock, reader(of: topic) != nil)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in events where event.isLast { return }
                // The stream ended without a last event: asking is all that is left.
                try await clock.sleep(timeoutMs)
            }
            group.addTask {
                // The first look tells what was before the subscription; the hub's own follow.
                while try await !isOver() { try await clock.sleep(isRead ? timeoutMs : max(1, pollMs)) }
            }
            group.addTask { try await clock.sleep(timeoutMs) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func forget(_ id: Int, of topic: String) {
        guard listeners[topic]?.removeValue(forKey: id) != nil else { return }
        count -= 1
        if listeners[topic]?.isEmpty == true { (listeners[topic], latest[topic]) = (nil, nil) }
    }

    private nonisolated func reader(of topic: String) -> TopicReader? {
        readers.first { topic.hasPrefix($0.prefix) }
    }

    /// Looks at the database as long as there are listeners: one question of each reader for all streams, however many there are.
    private func look() {
        guard looking == nil, !readers.isEmpty else { return }
        looking = Task { [weak self, clock, readers] in
            while let topics = await self?.listenedTo(), !topics.isEmpty {
                guard (try? await clock.sleep(Self.lookMs)) != nil else { return }
                for reader in readers {
                    let mine = topics.filter { $0.hasPrefix(reader.prefix) }
                    for start in stride(from: 0, to: mine.count, by: Self.batch) {
                        let batch = Array(mine[start..<min(start + Self.batch, mine.count)])
                        if let found = try? await reader.read(batch) { await self?.found(found, of: batch) }
                    }
                }
            }
        }
    }

    /// The topics that are listened to; without any the looking is over.
    private func listenedTo() -> [String] {
        if listeners.isEmpty { looking = nil }
        return Array(listeners.keys)
    }

    private func found(_ events: [Event], of topics: [String]) {
        let known = Set(events.map(\.topic))
        for topic in topics where !known.contains(topic) { end(topic) }
        for event in events where event.sequence > latest[event.topic] ?? 0 { receive(event) }
    }
}

/// Finds out where the topics of one kind stand, for the hub that looks after those with listeners.
package struct TopicReader: Sendable {
    /// What the topics of this kind begin with, e.g. `ans_`.
    let prefix: String
    /// Where some of them stand, in no order; those that are missing are gone.
    let read: @Sendable ([String]) async throws -> [Event]

    /// A reader of the topics whose names begin with `prefix`.
    package init(prefix: String, read: @escaping @Sendable ([String]) async throws -> [Event]) {
        self.prefix = prefix
        self.read = read
    }
}

/// Brings what other processes of a database publish to the listeners of this one.
package struct EventRelay: Service {
    private let database: any SQLDatabase
    private let hub: EventHub

    /// A relay from a database to a hub.
    package init(_ database: any SQLDatabase, to hub: EventHub) {
        self.database = database
        self.hub = hub
    }

    /// Relays until a graceful shutdown or a cancellation.
    package func run() async {
        let events = database.eventAnnouncements()
        await withTaskGroup { group in
            group.addTask { for await event in events { await hub.receive(event) } }
            group.addTask { try? await gracefulShutdown() }
            await group.next()
            group.cancelAll()
        }
    }
}
