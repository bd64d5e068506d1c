import CSeccomp
import Core
import FoundationEssentials
package import Model

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

/// What a process that decodes one recording may use.
package struct HearingLimits: Sendable, Hashable, Codable {
    /// Memory of its own, in bytes; 0 for no limit (a sanitizer's shadow memory needs that).
    package var memoryBytes: Int
    /// Processor time after which the kernel ends it, in seconds.
    package var processorSeconds: Int
    /// The longest it may take once all of the recording is there, in milliseconds.
    package var deadlineMs: Int

    /// Limits; by default those of a recording of an hour: 384 MB, six minutes of processor, four minutes.
    package init(memoryBytes: Int = 384 << 20, processorSeconds: Int = 360, deadlineMs: Int = 240_000) {
        self.memoryBytes = memoryBytes
        self.processorSeconds = processorSeconds
        self.deadlineMs = deadlineMs
    }
}

/// The first line a child reads. The recording comes with it as an open file, and the file to write when there is one.
struct HearingOrder: Sendable, Codable {
    var settings: AudioSettings
    var limits: HearingLimits
    /// Whether more of the recording is to come: lines tell how many bytes there are.
    var isGrowing: Bool
    /// Whether it is to be measured, and not decoded alone.
    var isMeasured: Bool
}

/// What the parent writes after the order, a line each.
enum HearingNotice: Hashable {
    /// So many bytes of the recording are there for good.
    case bytes(Int)
    /// No more will come.
    case end

    var line: String {
        switch self {
        case .bytes(let count): "\(count)\n"
        case .end: "end\n"
        }
    }

    init?(_ line: Substring) {
        if line == "end" {
            self = .end
        } else if let count = Int(line), count >= 0 {
            self = .bytes(count)
        } else {
            return nil
        }
    }
}

/// The one line a child writes.
package enum HearingReply: Sendable, Codable {
    /// What was heard, and milliseconds in which it waited for more of the recording.
    case heard(Hearing, waitedMs: Int)
    /// The recording is decoded: its length in milliseconds.
    case decoded(durationMs: Int)
    /// Why the recording cannot be used.
    case refused(code: String, message: String, context: [String: String])

    /// The longest line: the measurements of six hours have some 15 MB.
    static let maxBytes = 64 << 20
    /// The longest text of a refusal, in bytes.
    static let maxTextBytes = 500

    /// The reply in a line; nil for what is none. A child that was broken into writes what it likes, so numbers that no recording has, which
    /// later arithmetic would trap on, are none either.
    init?(_ line: [UInt8], maxDurationMs: Int) {
        guard Self.hasPlainNumbers(line),
            let reply = try? JSONDecoder().decode(HearingReply.self, from: Data(line))
        else { return nil }
        switch reply {
        case .heard(let hearing, let waitedMs):
            guard hearing.isPlausible(maxDurationMs: maxDurationMs), waitedMs >= 0 else { return nil }
        case .decoded(let durationMs):
            guard durationMs >= 0 else { return nil }
        case .refused(_, let message, let context):
            guard message.utf8.count <= Self.maxTextBytes, context.count <= 8,
                context.allSatisfy({
                    $0.key.utf8.count <= Self.maxTextBytes && $0.value.utf8.count <= Self.maxTextBytes
                })
            else { return nil }
        }
        self = reply
    }

    /// Whether no number outside of texts has more than twelve digits before its point, or a large exponent.
    static func hasPlainNumbers(_ line: [UInt8]) -> Bool {
        var (isText, isEscaped, isWhole, digits) = (false, false, true, 0)
        var last: UInt8 = 0
        for byte in line {
            defer { last = byte }
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            // An exponent is small when it is negative.
            let isExponent = digits > 0 && (last == UInt8(ascii: "e") || last == UInt8(ascii: "E"))
            if isExponent {
                guard byte == UInt8(ascii: "-") else { return false }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if isWhole { digits += 1 }
                if digits > 12 { return false }
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): isWhole = digits == 0
            default: (isWhole, digits) = (true, 0)
            }
        }
        return true
    }
}

extension Hearing {
    /// Whether its times lie within the recording and in order.
    func isPlausible(maxDurationMs: Int) -> Bool {
        let end = recording.durationMs + 1_000
        let spans =
            acoustics.speech + acoustics.silences + (acoustics.gaps ?? []) + (acoustics.sonorants ?? [])
            + acoustics.filledPauses.map(\.span)
        let counts = [recording.sampleRate, recording.channels, recording.bytes, quality.clippedMs, quality.speechMs]
        return (0...(maxDurationMs + 1_000)).contains(recording.durationMs)
            && (0...end).contains(acoustics.durationMs) && acoustics.curveStepMs > 0
            && spans.allSatisfy { $0.startMs >= 0 && $0.startMs <= $0.endMs && $0.endMs <= end }
            && acoustics.syllableNucleiMs.allSatisfy { (0...end).contains($0) }
            && counts.allSatisfy { $0 >= 0 }
            && quality.issues.allSatisfy { ($0.startMs ?? 0) >= 0 && ($0.endMs ?? 0) >= 0 }
    }
}
