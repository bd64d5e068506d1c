import Dispatch
import Synchronization

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
