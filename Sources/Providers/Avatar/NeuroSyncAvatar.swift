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

    /// What became of one text, for a counter.
    package enum Outcome: String, Sendable, CaseIterable {
        case said, failed, dropped
    }

    private let settings: NeuroSyncSettings
    private let logger: Logger
    private let count: @Sendable (Outcome) -> Void
    private let state = Mutex(State())
    private let thread = DispatchQueue(label: "avatar")

    /// A head; nothing is connected before the first text.
    ///
    /// - Parameter count: called once for each text; it must return at once.
    package init(
        settings: NeuroSyncSettings,
        logger: Logger,
        count: @escaping @Sendable (Outcome) -> Void = { _ in }
    ) {
        self.settings = settings
        self.logger = logger
        self.count = count
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
        if !isTaken { count(.dropped) }
        if !isTaken { logger.debug("avatar text dropped", metadata: ["bytes": "\(size)"]) }
        if mustStart { thread.async { self.run() } }
    }

    /// Empties the queue, on the avatar's own thread.
    private func run() {
        while let next = next() {
            let started = ContinuousClock.now
            guard next.since.duration(to: started) <= .milliseconds(settings.maxAgeMs) else {
                state.withLock { $0.tally.note(\.dropped) }
                count(.dropped)
                continue
            }
            emote("startspeaking")
            let failure = UtteranceSocket(settings: settings).say(next.text)
            emote("stopspeaking")
            // The text is what the interviewer says to a person: its length is all a log needs.
            var facts: Logger.Metadata = [
                "upstream": "neurosync", "bytesOut": "\(next.text.utf8.count)",
                "outcome": "\(failure == nil ? "ok" : "failed")",
            ]
            if let failure { facts["reason"] = "\(failure)" }
            logger.log(level: failure == nil ? .debug : .warning, "upstream call", metadata: facts)
            state.withLock { $0.tally.note(failure == nil ? \.said : \.failed) }
            count(failure == nil ? .said : .failed)
        }
    }

    /// Sends the name of an emote, bare, on a connection of its own that is closed without waiting for an answer. It may fail in silence.
    private func emote(_ name: String) {
        guard let port = settings.emotePort else { return }
        var settings = settings
        settings.port = port
        UtteranceSocket(settings: settings).emote(name)
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

/// A NeuroSync player that listens for texts on TCP.
package struct NeuroSyncSettings: Sendable, Hashable, Codable {
    /// Its host.
    package var host: String
    /// Its port.
    package var port: Int
    /// Port on which the player takes emotes, by their names; nil for none.
    package var emotePort: Int?
    /// Time to connect, in milliseconds.
    package var connectTimeoutMs: Int
    /// Time to send, and again to wait for its answer, in milliseconds.
    package var transferTimeoutMs: Int
    /// Texts that may wait; further ones are not said.
    package var maxWaiting: Int
    /// A text that waited longer is not said: the interview has gone on. In milliseconds.
    package var maxAgeMs: Int
    /// Longest text, in bytes of UTF-8; longer ones are not said.
    package var maxBytes: Int

    /// Settings; the defaults are the player's own port on this machine.
    package init(
        host: String = "127.0.0.1",
        port: Int = 5_678,
        emotePort: Int? = nil,
        connectTimeoutMs: Int = 5_000,
        transferTimeoutMs: Int = 5_000,
        maxWaiting: Int = 8,
        maxAgeMs: Int = 30_000,
        maxBytes: Int = 16 << 10
    ) {
        self.host = host
        self.port = port
        self.emotePort = emotePort
        self.connectTimeoutMs = max(1, connectTimeoutMs)
        self.transferTimeoutMs = max(1, transferTimeoutMs)
        self.maxWaiting = max(1, maxWaiting)
        self.maxAgeMs = max(0, maxAgeMs)
        self.maxBytes = max(1, maxBytes)
    }
}
