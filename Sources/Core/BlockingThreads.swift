import Dispatch
import Synchronization

/// A few threads for work that blocks: decoding, drawing PDFs, syncing files. Such work never runs on the cooperative pool.
///
/// Owners take turns: of the work that waits, that of the owner with the fewest pieces under way begins next, the oldest first among
/// equals. So one owner's hundred long pieces delay another one's by the end of one piece at most.
package final class BlockingThreads: Sendable {
    /// Whose work the present task does: set where a request's principal is known and where a job runs; empty for the service
    /// itself and where there are no accounts.
    @TaskLocal package static var owner = ""

    /// Work that is to run on a thread, or to be told that it will not.
    private struct Ticket: Sendable {
        let id: Int
        let owner: String
        let start: @Sendable (WorkerThread) -> Void
        let refuse: @Sendable (any Error) -> Void
    }

    private struct State {
        var idle: [WorkerThread] = []
        var made = 0
        var waiting: [Ticket] = []
        var running: [String: Int] = [:]
        var next = 0

        /// Takes the ticket whose turn it is.
        mutating func takeNext() -> Ticket? {
            var (best, fewest) = (-1, Int.max)
            for (place, ticket) in waiting.enumerated() {
                let count = running[ticket.owner] ?? 0
                if count < fewest { (best, fewest) = (place, count) }
                if count == 0 { break }
            }
            return best < 0 ? nil : waiting.remove(at: best)
        }

        /// Makes room for a newcomer in a full queue: the newest ticket of the owner with the most of them, when that is another
        /// one and has more.
        mutating func displace(for owner: String) -> Ticket? {
            let counts = waiting.reduce(into: [String: Int]()) { $0[$1.owner, default: 0] += 1 }
            guard let most = counts.max(by: { $0.value < $1.value }), most.value > (counts[owner] ?? 0) + 1,
                let place = waiting.lastIndex(where: { $0.owner == most.key })
            else { return nil }
            return waiting.remove(at: place)
        }
    }

    private let state = Mutex(State())
    private let count: Int
    private let maxWaiting: Int
    private let niceness: Int

    /// Threads for one kind of work.
    ///
    /// - Parameters:
    ///   - count: how many (at least 1); each is made when it is first needed.
    ///   - maxWaiting: how many pieces of work wait for one at most.
    ///   - niceness: 0…19; how much less of the processor they get than other threads when there is not enough for all.
    package init(count: Int = 2, maxWaiting: Int = 1_000, niceness: Int = 0) {
        self.count = max(1, count)
        self.maxWaiting = maxWaiting
        self.niceness = max(0, min(19, niceness))
    }

    deinit {
        // Work under way holds this object, so all threads are idle.
        for thread in state.withLock({ $0.idle }) { thread.end() }
    }

    /// Runs blocking work and waits for it. Work that began runs to its end; work that still waits when the task is
    /// cancelled never begins.
    ///
    /// - Throws: what `work` throws, `CancellationError`, or `request.overloaded` when too much is waiting.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let owner = Self.owner
        let id = state.withLock { state in
            state.next &+= 1
            return state.next
        }
        let cancelled = AtomicFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let ticket = Ticket(id: id, owner: owner) { thread in
                    thread.run {
                        let result = Result { try Self.$owner.withValue(owner, operation: work) }
                        // Free before the waiter learns of it, so that whatever it starts next finds a thread.
                        self.release(thread, of: owner)
                        continuation.resume(with: result)
                    }
                } refuse: { error in
                    continuation.resume(throwing: error)
                }
                submit(ticket, cancelled)
            }
        } onCancel: {
            cancelled.set()
            withdraw(id)
        }
    }

    /// How much runs and how much waits.
    package var load: (running: Int, waiting: Int) {
        state.withLock { ($0.made - $0.idle.count, $0.waiting.count) }
    }

    private func submit(_ ticket: Ticket, _ cancelled: AtomicFlag) {
        let next: () -> Void = state.withLock { state in
            if cancelled.isSet { return { ticket.refuse(CancellationError()) } }
            if let thread = state.idle.popLast() {
                state.running[ticket.owner, default: 0] += 1
                return { ticket.start(thread) }
            }
            if state.made < count, let thread = WorkerThread(niceness: niceness) {
                state.made += 1
                state.running[ticket.owner, default: 0] += 1
                return { ticket.start(thread) }
            }
            let refusal = WorkError(.overloaded, "Too much work is waiting; try again later.")
            // No thread at all: the system has none to give.
            guard state.made > 0 else { return { ticket.refuse(refusal) } }
            guard state.waiting.count < maxWaiting else {
                guard let displaced = state.displace(for: ticket.owner) else { return { ticket.refuse(refusal) } }
                state.waiting.append(ticket)
                return { displaced.refuse(refusal) }
            }
            state.waiting.append(ticket)
            return {}
        }
        next()
    }

    private func withdraw(_ id: Int) {
        let ticket: Ticket? = state.withLock { state in
            state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
        }
        ticket?.refuse(CancellationError())
    }

    private func release(_ thread: WorkerThread, of owner: String) {
        let next: Ticket? = state.withLock { state in
            let left = (state.running[owner] ?? 1) - 1
            state.running[owner] = left > 0 ? left : nil
            guard let ticket = state.takeNext() else {
                state.idle.append(thread)
                return nil
            }
            state.running[ticket.owner, default: 0] += 1
            return ticket
        }
        next?.start(thread)
    }
}

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One thread that does what it is given, piece after piece, until it is ended. A thread of its own, not one of Dispatch's: its
/// priority would stay with the next user of a shared one.
final class WorkerThread: Sendable {
    private let wake = DispatchSemaphore(value: 0)
    private let work = Mutex<(@Sendable () -> Void)?>(nil)
    private let niceness: Int32

    /// Starts a thread; nil when the system gives none.
    init?(niceness: Int) {
        self.niceness = Int32(clamping: niceness)
        let context = unsafe Unmanaged.passRetained(self)
        #if canImport(Glibc)
            var thread = pthread_t()
        #else
            var thread: pthread_t?
        #endif
        let status = unsafe pthread_create(
            &thread,
            nil,
            { context in
                #if canImport(Glibc)
                    guard let context = unsafe context else { return nil }
                #endif
                unsafe Unmanaged<WorkerThread>.fromOpaque(context).takeRetainedValue().serve()
                return nil
            },
            unsafe context.toOpaque()
        )
        guard status == 0 else {
            unsafe context.release()
            return nil
        }
        #if canImport(Glibc)
            pthread_detach(thread)
        #else
            if let thread = unsafe thread { unsafe pthread_detach(thread) }
        #endif
    }

    /// Does a piece of work. One at a time: the piece before must have ended or be about to return.
    func run(_ piece: @escaping @Sendable () -> Void) {
        work.withLock { $0 = piece }
        wake.signal()
    }

    /// Ends the thread.
    func end() { wake.signal() }

    private func serve() {
        #if canImport(Glibc)
            // On Linux this is the priority of the calling thread alone.
            if niceness > 0 { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness) }
        #endif
        while true {
            wake.wait()
            let piece = work.withLock { work in
                defer { work = nil }
                return work
            }
            guard let piece else { return }
            piece()
        }
    }
}

/// Something that happens once and is seen from any thread.
package final class AtomicFlag: Sendable {
    private let state = Atomic(false)

    /// Not set yet.
    package init() {}

    /// Whether it happened.
    package var isSet: Bool { state.load(ordering: .acquiring) }

    /// It happens.
    package func set() { state.store(true, ordering: .releasing) }
}
