import Core
import Database
import DatabaseSQLite
import Events
import FoundationEssentials
import Jobs
import Logging
import Synchronization
import Testing
import Webhooks

/// A day of attempts to reach an endpoint, under a clock that is moved by hand.
@Suite(.timeLimit(.minutes(1)))
struct WebhookDayTests {
    private static let day = 86_400_000
    private let folder: TemporaryFolder
    private let clock = TestClock()
    private let database: SQLiteDatabase
    private let store: WebhookStore
    private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// When each message went out, and which it was.
    private final class Sent: Sendable {
        let all = Mutex<[(at: Instant, id: String?)]>([])
    }

    init() async throws {
        folder = try TemporaryFolder()
        database = try SQLiteDatabase(
            folder.url.appending(component: "debrief.sqlite"),
            observers: [WebhookRows.observer]
        )
        try await Migrator().apply(to: database, at: clock.instant)
        store = WebhookStore(database)
    }

    private func endpoint(_ name: String = "ada") async throws -> WebhookID {
        let webhook = Webhook(
            id: WebhookID(at: clock.now),
            owner: name,
            url: "https://example.org/\(name)",
            events: [.answerDone],
            secret: WebhookSecret().text,
            created: clock.instant
        )
        #expect(try await store.add(as: .system, webhook) == .added)
        return webhook.id
    }

    /// A worker that sends, one job at a time.
    private struct Sender {
        let jobs: JobStore
        let runner: JobRunner
        let clock: TestClock
        let log: Logger

        /// Whether there was one that was due.
        func deliverOne() async throws -> Bool {
            let claimed = try await jobs.claim(1, by: "w", deadlineMs: 60_000, at: clock.instant).first
            guard let job = claimed?.job else { return false }
            await runner.run(job, log: log)
            return true
        }
    }

    private func service(_ sent: Sent, jitter: Double, _ outcome: @escaping @Sendable (Int) -> WebhookDelivery.Outcome)
        -> Sender
    {
        var time = clock.pipeline
        time.jitter = { jitter }
        let sender = WebhookSender(database, clock: time) { [clock] message in
            let number = sent.all.withLock {
                $0.append((clock.instant, message.headers["webhook-id"]))
                return $0.count
            }
            return outcome(number)
        }
        return Sender(
            jobs: JobStore(database, kinds: [WebhookOutbox.kind]),
            runner: JobRunner(database, JobRegistry(sender.handlers), hub: EventHub(), clock: time),
            clock: clock,
            log: log
        )
    }

    @Test(arguments: [0, 0.25, 0.999])
    func `an endpoint that never answers is tried on schedule for a day and then given up`(jitter: Double) async throws
    {
        let webhook = try await endpoint()
        let sent = Sent()
        let service = service(sent, jitter: jitter) { _ in .failed("The endpoint answered 500.", status: 500) }
        let start = clock.instant
        let delivery = try #require(try await store.test(as: .system, webhook, at: start))
        while true {
            let due = try #require(try await store.deliveries(as: .system, of: webhook).first)
            guard due.state == .waiting else { break }
            if due.runAfter > start {
                clock.move(to: due.runAfter.advanced(byMs: -1))
                #expect(try await !service.deliverOne(), "not before its time")
            }
            clock.move(to: due.runAfter)
            #expect(try await service.deliverOne())
        }
        let times = sent.all.withLock { $0.map { Int($0.at.milliseconds - start.milliseconds) } }
        #expect(times.first == 0 && times.last == Self.day)
        #expect((14...30).contains(times.count), "\(times.count)")
        for (number, pair) in zip(times, times.dropFirst()).enumerated() {
            let full = min(5_000 << number, 14_400_000)
            let wait = pair.1 - pair.0
            // The last wait ends with the day.
            #expect(wait <= full && (wait >= full / 2 || pair.1 == Self.day), "attempt \(number + 2): \(wait)")
        }
        #expect(sent.all.withLock { Set($0.map(\.id)) } == [delivery.id.rawValue])
        let dead = try #require(try await store.deliveries(as: .system, of: webhook).first)
        #expect(dead.state == .dead && dead.attempts == times.count && dead.finished == start.advanced(byMs: Self.day))
        #expect(dead.lastStatus == 500 && dead.lastError == "The endpoint answered 500.")
        #expect(try await !service.deliverOne(), "and no more")

        // Asked for again, it has another day.
        clock.move(to: start.advanced(byMs: 2 * Self.day))
        _ = try await store.replay(as: .system, dead.id, of: webhook, at: clock.instant)
        #expect(try await service.deliverOne())
        let again = try #require(try await store.deliveries(as: .system, of: webhook).first)
        #expect(again.state == .waiting && again.attempts == 1)
    }

    @Test func `an endpoint that was down for hours gets its message at the next attempt, and then no more`()
        async throws
    {
        let webhook = try await endpoint()
        let sent = Sent()
        let service = service(sent, jitter: 0.5) { $0 < 10 ? .failed("down", status: nil) : .delivered(204) }
        _ = try await store.test(as: .system, webhook, at: clock.instant)
        while let due = try await store.deliveries(as: .system, of: webhook).first, due.state == .waiting {
            clock.move(to: due.runAfter)
            #expect(try await service.deliverOne())
        }
        let done = try #require(try await store.deliveries(as: .system, of: webhook).first)
        #expect(done.state == .delivered && done.attempts == 10 && done.lastStatus == 204 && done.lastError == nil)
        clock.move(to: clock.instant.advanced(byMs: Self.day))
        #expect(try await !service.deliverOne())
        #expect(sent.all.withLock(\.count) == 10)
    }

    @Test func `a pause that was asked for near the end of the day does not go beyond it`() async throws {
        let webhook = try await endpoint()
        let sent = Sent()
        let service = service(sent, jitter: 0) { _ in .failed("busy", status: 503, restMs: 7_200_000) }
        let start = clock.instant
        _ = try await store.test(as: .system, webhook, at: start)
        while let due = try await store.deliveries(as: .system, of: webhook).first, due.state == .waiting {
            let resting = try #require(try await store.find(as: .system, webhook)).restingUntil
            clock.move(to: max(due.runAfter, resting ?? due.runAfter))
            #expect(try await service.deliverOne())
        }
        let times = sent.all.withLock { $0.map { Int($0.at.milliseconds - start.milliseconds) } }
        #expect(times.count == 13 && times.last == Self.day, "\(times)")
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= 7_200_000 })
    }
}
