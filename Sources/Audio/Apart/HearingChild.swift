import CSeccomp
import Core
import Dispatch
import FoundationEssentials
import Model

#if canImport(Glibc)
    import Glibc
#endif

/// The child's side: the body of the hidden subcommand `debrief hear`, which decodes one recording.
///
/// Its standard input is a socket to the parent. An order comes by it with the recording and the file to write as open files; after that,
/// lines that tell how much of a growing recording there is. One line goes back. The process ends when the socket does.
package final class HearingChild: Sendable {
    private let order: HearingOrder
    private let recording: Int32
    private let wav: Int32?
    private let link: Int32
    private let arrival: Arrival?
    private let early: [UInt8]

    /// Waits for an order on standard input; nil when none comes. What libraries print goes nowhere from here on.
    package init?(link: Int32 = STDIN_FILENO) {
        Confinement.endWithParent()
        var (line, files): ([UInt8], [Int32]) = ([], [])
        while !line.contains(0x0A) {
            var (piece, found, count) = ([UInt8](repeating: 0, count: 4_096), [Int32](repeating: -1, count: 4), 0)
            let got = unsafe piece.withUnsafeMutableBytes { bytes in
                unsafe debrief_receive(link, bytes.baseAddress, bytes.count, &found, &count)
            }
            if got < 0 && errno == EINTR { continue }
            guard got > 0, line.count < 65_536 else { return nil }
            files += found.prefix(count)
            line += piece.prefix(got)
        }
        let end = line.firstIndex(of: 0x0A) ?? line.endIndex
        guard let order = try? JSONDecoder().decode(HearingOrder.self, from: Data(line[..<end])),
            (1...2).contains(files.count)
        else { return nil }
        (self.order, self.link, early) = (order, link, Array(line[min(end + 1, line.count)...]))
        (recording, wav) = (files[0], files.count > 1 ? files[1] : nil)
        // The parent knows when nothing comes any more.
        arrival = order.isGrowing ? Arrival(patienceMs: 86_400_000) : nil
    }

    /// Gives up what decoding does not need. False when the kernel does not take it.
    package func confine() -> Bool {
        let seconds = order.settings.maxDurationMs / 1_000 + 10
        Confinement.limit(order.limits, bytesWritten: wav == nil ? 0 : seconds * Outlet.rate * 2)
        let isRead = DispatchSemaphore(value: 0)
        let thread = Thread { [self] in
            let isConfined = Confinement().lock()
            isRead.signal()
            // Without the filter nothing is read, and the main thread gives up likewise.
            if isConfined { follow() }
        }
        guard thread.start() else { return false }
        isRead.wait()
        Confinement.limitProcesses()
        return Confinement().lock()
    }

    /// Decodes the recording.
    package func hear() -> HearingReply {
        do {
            let listener = Listener(settings: order.settings)
            let source = ByteSource(descriptor: recording, arrival: arrival)
            guard let wav else { return .heard(try listener.hear(source), waitedMs: arrival?.waitedMs ?? 0) }
            let writer = try WaveWriter(descriptor: wav)
            guard order.isMeasured else { return .decoded(durationMs: try listener.decode(source, into: writer)) }
            return .heard(try listener.hear(source, into: writer), waitedMs: arrival?.waitedMs ?? 0)
        } catch {
            return .refused(code: error.code, message: error.message, context: error.context)
        }
    }

    /// Sends the reply; false when the parent is gone.
    package func answer(_ reply: HearingReply) -> Bool {
        guard var line = try? Array(JSONEncoder().encode(reply)) else { return false }
        line.append(0x0A)
        var done = 0
        while done < line.count {
            let count = unsafe line.withUnsafeBytes { bytes in
                unsafe write(link, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    /// The whole of it. Returns the exit code: 0 done, 64 no order, 69 the kernel confines nothing, 74 the parent is gone.
    package static func run() -> Int32 {
        guard let child = HearingChild() else { return 64 }
        guard child.confine() else { return 69 }
        return child.answer(child.hear()) ? 0 : 74
    }

    /// Confines this process as for a recording, and tells what it still can do; nil when the kernel confines nothing.
    package static func leaks() -> [String]? {
        Confinement.limit(HearingLimits(), bytesWritten: 1 << 20)
        Confinement.limitProcesses()
        return Confinement().lock() ? Confinement.leaks() : nil
    }

    /// Reads lines until the parent is gone, and ends the process then, whatever it does.
    private func follow() {
        var line = early
        while true {
            while let end = line.firstIndex(of: 0x0A) {
                switch HearingNotice(Substring(decoding: line[..<end], as: UTF8.self)) {
                case .bytes(let count): arrival?.grow(to: count)
                case .end: arrival?.end()
                case nil: _exit(64)
                }
                line.removeFirst(end + 1)
            }
            var piece = [UInt8](repeating: 0, count: 512)
            let got = unsafe piece.withUnsafeMutableBytes { unsafe read(link, $0.baseAddress, $0.count) }
            if got < 0 && errno == EINTR { continue }
            guard got > 0, line.count < 512 else { _exit(74) }
            line += piece.prefix(got)
        }
    }
}

/// A thread that runs once.
private final class Thread: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    /// Starts it; false when the system gives none.
    func start() -> Bool {
        let context = unsafe Unmanaged.passRetained(self)
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Thread>.fromOpaque(context).takeRetainedValue().body()
                return nil
            },
            unsafe context.toOpaque()
        )
        guard status == 0 else {
            unsafe context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
