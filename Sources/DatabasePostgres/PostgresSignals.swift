import Database
import Dispatch
import Logging
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The one connection that listens: what other processes announce comes in here, and what this one announces goes out.
/// Announcements are hints outside any transaction, so they cost a commit nothing and may be lost when a process dies; who
/// listens also looks for itself now and then.
final class PostgresSignals: Sendable {
    private static let jobs = "debrief_jobs"
    private static let progress = "debrief_progress"
    /// A notification holds less than 8,000 bytes.
    private static let maxPayload = 7_000
    /// Progress that waits for the line to come back; older ones are dropped.
    private static let maxOutgoing = 10_000

    private struct State {
        var hasJobs = false
        var outgoing: [String] = []
        var isRunning = false
        var isStopped = false
        var next = 0
        var listeners: [Int: AsyncStream<Event>.Continuation] = [:]
    }

    /// Wakes the workers of this process.
    let wakeUps = JobSignal()
    private let state = Mutex(State())
    private let settings: PostgresSettings
    private let log: Logger
    private let notices: PostgresNotices
    private let pipe: WakePipe
    private let queue = DispatchQueue(label: "debrief.postgres.listen")

    init(_ settings: PostgresSettings, log: Logger) throws(StorageError) {
        self.settings = settings
        self.log = log
        notices = PostgresNotices(log)
        pipe = try WakePipe()
    }

    /// Says that jobs are waiting, here and elsewhere.
    func announceJobs() {
        wakeUps.announce()
        send { $0.hasJobs = true }
    }

    /// Tells the other processes about changes of answers.
    func announce(_ events: [Event]) {
        let lines = events.compactMap { try? StoredJSON.text($0) }
        guard !lines.isEmpty else { return }
        send { state in
            state.outgoing += lines
            if state.outgoing.count > Self.maxOutgoing {
                state.outgoing.removeFirst(state.outgoing.count - Self.maxOutgoing)
            }
        }
    }

    /// What other processes announce about answers, from now on.
    func events() -> AsyncStream<Event> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Event.self,
            bufferingPolicy: .bufferingNewest(Self.maxOutgoing)
        )
        let id = state.withLock { state in
            state.next &+= 1
            state.listeners[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: id) }
        }
        start()
        return stream
    }

    /// Begins to listen, once.
    func start() {
        let begins = state.withLock { state in
            defer { state.isRunning = true }
            return !state.isRunning && !state.isStopped
        }
        guard begins else { return }
        queue.async { [self] in listen() }
    }

    /// Ends the connection.
    func stop() {
        state.withLock { $0.isStopped = true }
        pipe.wake()
    }

    private func send(_ change: (inout State) -> Void) {
        state.withLock { change(&$0) }
        start()
        pipe.wake()
    }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Keeps a connection until it is told to stop; blocks its own thread.
    private func listen() {
        let link = PostgresLink(settings, notices: notices)
        var pauseMs = 50
        while !isStopped {
            do throws(PostgresFailure) {
                try link.open()
                try link.run("LISTEN \(Self.jobs)")
                try link.run("LISTEN \(Self.progress)")
                pauseMs = 50
                // Something may have been announced before this connection listened.
                wakeUps.announce()
                while !isStopped {
                    try receive(link)
                    try flush(link)
                    guard let socket = link.socket else { break }
                    pipe.wait(besides: socket, milliseconds: 30_000)
                }
            } catch {
                link.close()
                log.warning("the database's announcements are interrupted", metadata: ["error": "\(error.error)"])
                pipe.wait(besides: nil, milliseconds: pauseMs)
                pauseMs = min(pauseMs * 2, 2_000)
            }
        }
        link.close()
    }

    private func receive(_ link: PostgresLink) throws(PostgresFailure) {
        var hasJobs = false
        var events: [Event] = []
        for (channel, payload, sender) in try link.notifications() where sender != link.serverProcess {
            if channel == Self.jobs { hasJobs = true }
            if channel == Self.progress {
                events += payload.split(separator: "\n").compactMap {
                    try? StoredJSON.value(Event.self, from: String($0))
                }
            }
        }
        if hasJobs { wakeUps.announce() }
        guard !events.isEmpty else { return }
        for listener in state.withLock({ Array($0.listeners.values) }) {
            for event in events { listener.yield(event) }
        }
    }

    private func flush(_ link: PostgresLink) throws(PostgresFailure) {
        let (hasJobs, lines) = state.withLock { state in
            defer { (state.hasJobs, state.outgoing) = (false, []) }
            return (state.hasJobs, state.outgoing)
        }
        if hasJobs { try notify(link, Self.jobs, "") }
        var payload = ""
        for line in lines where line.utf8.count < Self.maxPayload {
            if payload.utf8.count + line.utf8.count >= Self.maxPayload {
                try notify(link, Self.progress, payload)
                payload = ""
            }
            payload += payload.isEmpty ? line : "\n" + line
        }
        if !payload.isEmpty { try notify(link, Self.progress, payload) }
    }

    private func notify(_ link: PostgresLink, _ channel: String, _ payload: String) throws(PostgresFailure) {
        try link.run("SELECT pg_notify($1, $2)", [.text(channel), .text(payload)])
    }
}

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Wakes a thread that waits for a socket.
final class WakePipe: Sendable {
    private let reading: Int32
    private let writing: Int32

    /// - Throws: `storage.unavailable` when the process has no descriptors left.
    init() throws(StorageError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw StorageError(errno: errno, call: "pipe", file: "") }
        (reading, writing) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// Ends the present wait, or the next one.
    func wake() {
        var byte: UInt8 = 1
        // A full pipe wakes just as well.
        _ = unsafe write(writing, &byte, 1)
    }

    /// Waits until the socket has something to read, ``wake()`` is called, or the time is over.
    func wait(besides socket: Int32?, milliseconds: Int) {
        var places = [pollfd(fd: reading, events: Int16(POLLIN), revents: 0)]
        if let socket { places.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
        _ = unsafe poll(&places, nfds_t(places.count), Int32(clamping: milliseconds))
        var bytes = [UInt8](repeating: 0, count: 64)
        while unsafe read(reading, &bytes, bytes.count) > 0 {}
    }
}
