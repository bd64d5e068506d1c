import CCurl
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The thread that drives libcurl. Calls reach it through a locked inbox and a wake-up; everything else belongs to it alone.
// @unchecked and @safe: `multi` never leaves this type; `inbox` is locked, `multi` is used from outside only under that lock, all else only by the loop's own thread.
@safe final class CurlLoop: @unchecked Sendable {
    private struct Inbox {
        var submitted: [CurlCall] = []
        var cancelled: [UInt64] = []
        var isClosing = false
        var load = (active: 0, waiting: 0)
    }

    private let settings: ClientSettings
    private let multi: UnsafeMutableRawPointer
    private let inbox = Mutex(Inbox())
    private var queue: WaitingCalls
    private var transfers: [UInt: CurlTransfer] = [:]

    /// libcurl's global state, made once in a process.
    private static let isReady = ccurl_global_start() == CURLE_OK

    /// Prepares a loop without a thread.
    init(settings: ClientSettings) throws(OutboundError) {
        guard Self.isReady, let multi = unsafe curl_multi_init() else {
            throw OutboundError(.transient, "libcurl does not start.")
        }
        self.settings = settings
        unsafe self.multi = unsafe multi
        queue = WaitingCalls(limit: settings.maxWaiting)
        _ = unsafe ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, settings.idleConnections)
    }

    deinit { unsafe curl_multi_cleanup(multi) }

    /// Starts the thread, which keeps the loop alive until it is closed.
    func start() throws(OutboundError) {
        let owner = unsafe Unmanaged.passRetained(self)
        #if canImport(Glibc)
            var thread = pthread_t()
        #else
            var thread: pthread_t?
        #endif
        let code = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                #if canImport(Glibc)
                    guard let argument = unsafe argument else { return nil }
                #endif
                unsafe Unmanaged<CurlLoop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            owner.toOpaque()
        )
        guard code == 0 else {
            unsafe owner.release()
            throw OutboundError(.transient, "The network thread does not start.")
        }
        #if canImport(Glibc)
            pthread_detach(thread)
        #else
            if let thread { pthread_detach(thread) }
        #endif
    }

    /// Takes over a call; fails it at once when the loop is closed.
    func submit(_ call: CurlCall) {
        let isTaken = inbox.withLock { inbox in
            guard !inbox.isClosing else { return false }
            inbox.submitted.append(call)
            unsafe curl_multi_wakeup(multi)
            return true
        }
        if !isTaken { call.finish(.failure(Self.cancelled)) }
    }

    /// Ends a call, wherever it stands; unknown and finished calls are none of its business.
    func cancel(_ id: UInt64) {
        inbox.withLock { inbox in
            guard !inbox.isClosing else { return }
            inbox.cancelled.append(id)
            unsafe curl_multi_wakeup(multi)
        }
    }

    /// Ends the thread and every call.
    func close() {
        inbox.withLock { inbox in
            guard !inbox.isClosing else { return }
            inbox.isClosing = true
            unsafe curl_multi_wakeup(multi)
        }
    }

    /// Calls under way and calls waiting.
    var load: (active: Int, waiting: Int) { inbox.withLock { $0.load } }

    private static let cancelled = OutboundError(.cancelled, "The call was cancelled.")

    // MARK: The loop's own thread

    private func run() {
        while true {
            let (submitted, cancelled, isClosing) = inbox.withLock { inbox in
                defer {
                    inbox.submitted = []
                    inbox.cancelled = []
                }
                return (inbox.submitted, inbox.cancelled, inbox.isClosing)
            }
            for call in submitted {
                if let refused = queue.add(call) { finish(refused, .failure(Self.crowded)) }
            }
            cancelled.forEach(end)
            if isClosing { return endAll() }
            advance()
            noteLoad()
            // With nothing to do until a wake-up the pause is long; libcurl shortens it to its own timers.
            let pause = queue.nextDeadline.map { ContinuousClock.now.duration(to: $0) } ?? .seconds(60)
            unsafe curl_multi_poll(multi, nil, 0, Int32(clamping: max(1, pause.milliseconds)), nil)
        }
    }

    /// Starts what may start, moves bytes, and hands over what is finished, until only the network can help.
    private func advance() {
        repeat {
            for call in queue.takeExpired(at: .now) { finish(call, .failure(Self.late)) }
            while let call = queue.takeNext() { begin(call) }
            var running: Int32 = 0
            unsafe curl_multi_perform(multi, &running)
        } while reap() > 0
    }

    private func begin(_ call: CurlCall) {
        do throws(OutboundError) {
            let transfer = try CurlTransfer(call, settings: settings)
            guard unsafe curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
                throw OutboundError(.transient, "libcurl takes no further call.")
            }
            transfers[transfer.key] = transfer
        } catch {
            queue.release(call.target.lane)
            finish(call, .failure(error))
        }
    }

    private func reap() -> Int {
        var count = 0
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle,
                let transfer = transfers[UInt(bitPattern: easy)]
            else { continue }
            let code = unsafe ccurl_message_result(message)
            remove(transfer)
            finish(transfer.call, transfer.outcome(code))
            count += 1
        }
        return count
    }

    private func end(_ id: UInt64) {
        if let call = queue.remove(id) { return finish(call, .failure(Self.cancelled)) }
        guard let transfer = transfers.values.first(where: { $0.call.id == id }) else { return }
        // Taking an unfinished handle out of the multi closes its connection.
        remove(transfer)
        finish(transfer.call, .failure(Self.cancelled))
    }

    /// Hands over an outcome, after the call has left the load.
    private func finish(_ call: CurlCall, _ result: Result<HTTPReply, OutboundError>) {
        noteLoad()
        call.finish(result)
    }

    private func noteLoad() { inbox.withLock { $0.load = (transfers.count, queue.count) } }

    private func remove(_ transfer: CurlTransfer) {
        unsafe curl_multi_remove_handle(multi, transfer.easy)
        transfers[transfer.key] = nil
        queue.release(transfer.call.target.lane)
    }

    private func endAll() {
        for call in queue.takeAll() { finish(call, .failure(Self.cancelled)) }
        for transfer in transfers.values {
            remove(transfer)
            finish(transfer.call, .failure(Self.cancelled))
        }
    }

    private static let crowded = OutboundError(.throttled, "Too many calls to other services wait already.")
    private static let late = OutboundError(.timeout, "The call's time passed while it waited for a free place.")
}

extension Duration {
    /// Whole milliseconds, rounded up, never trapping.
    package var milliseconds: Int {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        return Int(clamping: whole &+ (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
