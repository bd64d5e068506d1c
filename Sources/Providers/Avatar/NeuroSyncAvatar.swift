import Core
import Dispatch
package import Logging
package import Model
import Synchronization

/// NeuroSync behind the ``Avatar`` port. Texts wait in a short queue that a thread of its own empties, one connection for
/// each: a call returns at once, and a head that is away costs no time.
package final class NeuroSyncAvatar: Sendable {
    /// What became of the texts so far.
    package struct Tally: Sendable, Hashable {
        /// Sent.
        package var said = 0
        /// Not sent: the head was away, or the connection broke.
        package var failed = 0
        /// Never tried: empty, too long, too old, too many before it, or the avatar was closed.
        package var dropped = 0
        /// Still waiting or on the way.
        package var waiting = 0
    }

    private struct State {
        var texts: [(text: String, since: ContinuousClock.Instant)] = []
        var isRunning = false
        var isClosed = false
        var tally = Tally()
    }

    private let settings: NeuroSyncSettings
    private let logger: Logger
    private let state = Mutex(State())
    private let thread = DispatchQueue(label: "avatar")

    /// A head; nothing is connected before the first text.
    package init(settings: NeuroSyncSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    /// The port.
    package var avatar: Avatar { Avatar(say: { self.say($0) }) }

    /// What became of the texts so far.
    package var tally: Tally { state.withLock { $0.tally } }

    /// Drops what waits and takes nothing more; the text on its way ends by its timeouts.
    package func close() {
        state.withLock { state in
            state.isClosed = true
            state.tally.dropped += state.texts.count
            state.tally.waiting -= state.texts.count
            state.texts = []
        }
    }

    /// Whether the head is there: connects and leaves without a word. Blocks for as long as a connection may take.
    package func isThere() async -> Bool {
        let settings = settings
        return await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async {
                continuation.resume(returning: UtteranceSocket(settings: settings).isThere)
            }
        }
    }

    private func say(_ text: String) {
        let size = text.utf8.count
        let (isTaken, mustStart) = state.withLock { state in
            guard size > 0, size <= settings.maxBytes, state.texts.count < settings.maxWaiting, !state.isClosed else {
                state.tally.dropped += 1
                return (false, false)
            }
            state.texts.append((text, .now))
            state.tally.waiting += 1
            defer { state.isRunning = true }
            return (true, !state.isRunning)
        }
        if !isTaken { logger.debug("avatar text dropped", metadata: ["bytes": "\(size)"]) }
        if mustStart { thread.async { self.run() } }
    }

    /// Empties the queue, on the avatar's own thread.
    private func run() {
        while let next = next() {
            let started = ContinuousClock.now
            guard next.since.duration(to: started) <= .milliseconds(settings.maxAgeMs) else {
                state.withLock { $0.tally.note(\.dropped) }
                continue
            }
            let failure = UtteranceSocket(settings: settings).say(next.text)
            // The text is what the interviewer says to a person: its length is all a log needs.
            var facts: Logger.Metadata = [
                "upstream": "neurosync", "bytesOut": "\(next.text.utf8.count)",
                "outcome": "\(failure == nil ? "ok" : "failed")",
            ]
            if let failure { facts["reason"] = "\(failure)" }
            logger.log(level: failure == nil ? .debug : .warning, "upstream call", metadata: facts)
            state.withLock { $0.tally.note(failure == nil ? \.said : \.failed) }
        }
    }

    private func next() -> (text: String, since: ContinuousClock.Instant)? {
        state.withLock { state in
            guard !state.texts.isEmpty else {
                state.isRunning = false
                return nil
            }
            return state.texts.removeFirst()
        }
    }
}

extension NeuroSyncAvatar.Tally {
    /// Counts a text that no longer waits.
    fileprivate mutating func note(_ kind: WritableKeyPath<Self, Int>) {
        self[keyPath: kind] += 1
        waiting -= 1
    }
}
