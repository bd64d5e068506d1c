import Database
import Dispatch
import Synchronization

/// Tells a server that does not answer from a statement that takes its time, and lets go of requests that wait for the former.
/// When something takes longer than half a second, it asks the server for nothing by a connection of its own; a server that does not
/// answer that either is away until it answers something.
final class PostgresWatch: Sendable {
    /// A transaction of a request.
    private struct Waiting: Sendable {
        let began: ContinuousClock.Instant
        let end: ContinuousClock.Instant
        let letGo: @Sendable () -> Void
    }

    private struct State {
        var waiting: [Int: Waiting] = [:]
        /// When the server was last heard.
        var heard: ContinuousClock.Instant?
        /// When it was asked what it has not answered yet.
        var asked: ContinuousClock.Instant?
        var awaySince: ContinuousClock.Instant?
        var isTicking = false
        var isClosed = false
    }

    private static let tick = DispatchTimeInterval.milliseconds(200)
    private static let slow = Duration.milliseconds(500)
    /// A server that is there answers at once, also on a busy machine.
    private static let silence = Duration.milliseconds(700)

    private let state = Mutex(State())
    private let clock = DispatchQueue(label: "debrief.postgres.watch")
    private let asking = DispatchQueue(label: "debrief.postgres.pulse")
    private let link: Mutex<PostgresLink>
    private let wait: Duration

    /// A watch of a server; nothing is connected yet.
    init(_ settings: PostgresSettings, notices: PostgresNotices) {
        var settings = settings
        settings.statementMs = 2_000
        settings.connectMs = 2_000
        wait = .milliseconds(settings.waitMs)
        link = Mutex(PostgresLink(settings, notices: notices))
    }

    /// Whether requests are refused at once: the server is away, and for longer than a request would wait.
    var refuses: Bool {
        state.withLock { state in state.awaySince.map { $0.duration(to: .now) >= wait } ?? false }
    }

    /// Whether the server does not answer.
    var isAway: Bool { state.withLock { $0.awaySince != nil } }

    /// A transaction of a request begins; `letGo` is called when it lasts past `end` and the server is away.
    func begin(_ id: Int, until end: ContinuousClock.Instant, letGo: @escaping @Sendable () -> Void) {
        let isFirst = state.withLock { state in
            guard !state.isClosed else { return false }
            state.waiting[id] = Waiting(began: .now, end: end, letGo: letGo)
            defer { state.isTicking = true }
            return !state.isTicking
        }
        if isFirst { scheduleTick() }
    }

    /// It is over.
    func finish(_ id: Int) { state.withLock { _ = $0.waiting.removeValue(forKey: id) } }

    /// The server said something.
    func heard() {
        state.withLock { state in
            state.heard = .now
            state.awaySince = nil
        }
    }

    /// Nothing is watched any more.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.waiting = [:]
        }
        asking.async { self.link.withLock { $0.close() } }
    }

    private func scheduleTick() {
        clock.asyncAfter(deadline: .now() + Self.tick) { [weak self] in self?.look() }
    }

    private func look() {
        let now = ContinuousClock.now
        let (gone, mustAsk, goesOn) = state.withLock { state -> ([Waiting], Bool, Bool) in
            if let asked = state.asked, max(asked, state.heard ?? asked).duration(to: now) > Self.silence {
                state.awaySince = state.awaySince ?? asked
            }
            let isSlow = state.waiting.values.contains { $0.began.duration(to: now) > Self.slow }
            let mustAsk = state.asked == nil && !state.isClosed && (isSlow || state.awaySince != nil)
            if mustAsk { state.asked = now }
            var gone: [Waiting] = []
            if state.awaySince != nil {
                for (id, waiting) in state.waiting where waiting.end <= now {
                    state.waiting[id] = nil
                    gone.append(waiting)
                }
            }
            state.isTicking = !state.isClosed && (!state.waiting.isEmpty || state.awaySince != nil)
            return (gone, mustAsk, state.isTicking)
        }
        for waiting in gone { waiting.letGo() }
        if mustAsk { asking.async { [weak self] in self?.ask() } }
        if goesOn { scheduleTick() }
    }

    /// Asks the server for nothing. Blocking, for seconds at most.
    private func ask() {
        let isThere = link.withLock { link in
            do throws(PostgresFailure) {
                try link.open()
                try link.run("SELECT 1")
                return true
            } catch {
                return false
            }
        }
        state.withLock { state in
            if isThere {
                state.heard = .now
                state.awaySince = nil
            } else {
                state.awaySince = state.awaySince ?? state.asked ?? .now
            }
            state.asked = nil
        }
    }
}

/// A result that is delivered once: by the transaction, or before it by who lets go of it.
final class OnceOnly<Value: Sendable>: Sendable {
    private let continuation: Mutex<CheckedContinuation<Value, any Error>?>

    /// A result that this continuation waits for.
    init(_ continuation: CheckedContinuation<Value, any Error>) { self.continuation = Mutex(continuation) }

    /// Delivers the result; later ones are dropped.
    func resume(with result: Result<Value, any Error>) {
        let waiting = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(with: result)
    }
}
