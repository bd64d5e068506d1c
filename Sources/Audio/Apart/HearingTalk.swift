import CSeccomp
import Core
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#endif

/// The talk with one child: an order, notices of how a recording grows, one reply. Blocking.
struct HearingTalk: ~Copyable {
    private let child: HearingProcess
    private let arrival: Arrival?
    private let deadlineMs: Int
    /// Readable when the arrival has news; −1 without one.
    private let news: Int32
    private var told = 0
    private var hasToldEnd = false
    private var unsent: [UInt8] = []
    private var reply: [UInt8] = []

    init(_ child: HearingProcess, _ arrival: Arrival?, deadlineMs: Int) {
        self.child = child
        self.arrival = arrival
        self.deadlineMs = deadlineMs
        let news = arrival == nil ? -1 : debrief_event()
        self.news = news
        // Called in the arrival's lock, so never after it was taken back.
        if news >= 0 { arrival?.watch { _ = eventfd_write(news, 1) } }
    }

    deinit {
        arrival?.watch(nil)
        if news >= 0 { close(news) }
    }

    /// Sends the order with the open files, and waits for the reply.
    mutating func run(_ order: HearingOrder, _ files: [Int32], maxDurationMs: Int) throws(HearingDeath) -> HearingReply
    {
        guard var line = try? Array(JSONEncoder().encode(order)) else { throw .died(.nonsense) }
        line.append(0x0A)
        // The first message of an empty socket: it has room for all of it.
        let sent = unsafe line.withUnsafeBytes { bytes in
            unsafe debrief_send(child.link, bytes.baseAddress, bytes.count, files, files.count)
        }
        guard sent == line.count else { throw .died(child.ended(withinMs: 1_000)) }
        var deadline = ContinuousClock.now + .milliseconds(deadlineMs)
        var lastNews = ContinuousClock.now
        while true {
            if let arrival {
                if try tell(arrival) { lastNews = .now }
                if !hasToldEnd {
                    deadline = .now + .milliseconds(deadlineMs)
                    if ContinuousClock.now - lastNews > .milliseconds(arrival.patienceMs) { arrival.giveUp() }
                }
            }
            guard ContinuousClock.now < deadline else {
                child.ended(withinMs: 0)
                throw .died(.late)
            }
            wait(until: deadline)
            if let line = try read() {
                child.ended(withinMs: 0)
                guard let reply = HearingReply(line, maxDurationMs: maxDurationMs) else { throw .died(.nonsense) }
                return reply
            }
        }
    }

    /// Tells the child what is new; false when nothing is.
    private mutating func tell(_ arrival: Arrival) throws(HearingDeath) -> Bool {
        let (bytes, isOver, isGivenUp) = arrival.standing
        guard !isGivenUp else {
            throw .refused(AudioError(.unreadable, "The recording was given up before its end."))
        }
        let isNews = bytes > told || (isOver && !hasToldEnd)
        if unsent.isEmpty {
            if bytes > told {
                unsent += HearingNotice.bytes(bytes).line.utf8
                told = bytes
            }
            if isOver && !hasToldEnd {
                unsent += HearingNotice.end.line.utf8
                hasToldEnd = true
            }
        }
        guard !unsent.isEmpty else { return isNews }
        let sent = unsafe unsent.withUnsafeBytes { bytes in
            unsafe debrief_send(child.link, bytes.baseAddress, bytes.count, nil, 0)
        }
        if sent > 0 { unsent.removeFirst(sent) }
        return isNews
    }

    /// Waits for the child, for news, or for a second.
    private func wait(until deadline: ContinuousClock.Instant) {
        let left = max(0, min(1_000, (deadline - ContinuousClock.now) / .milliseconds(1)))
        var states = [
            pollfd(fd: child.link, events: Int16(POLLIN), revents: 0),
            pollfd(fd: news, events: Int16(POLLIN), revents: 0),
        ]
        let count = unsafe poll(&states, 2, unsent.isEmpty ? Int32(left) + 1 : 20)
        if count > 0, states[1].revents != 0 {
            var times: eventfd_t = 0
            _ = unsafe eventfd_read(news, &times)
        }
    }

    /// The reply, once all of it is there.
    private mutating func read() throws(HearingDeath) -> [UInt8]? {
        while true {
            let room = 65_536
            let start = reply.count
            reply.append(contentsOf: repeatElement(0, count: room))
            let got = unsafe reply.withUnsafeMutableBytes { bytes in
                unsafe debrief_receive_now(child.link, bytes.baseAddress.map { unsafe $0 + start }, room)
            }
            let reason = errno
            reply.removeLast(room - max(0, got))
            if got < 0, reason == EAGAIN || reason == EINTR { return nil }
            // Its end of the socket closes while it ends, so how it ended is known soon.
            guard got > 0 else { throw .died(child.ended(withinMs: 1_000)) }
            guard reply.count <= HearingReply.maxBytes else { throw .died(.nonsense) }
            if reply.last == 0x0A {
                reply.removeLast()
                return reply
            }
        }
    }
}
