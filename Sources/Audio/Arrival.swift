import Dispatch
import Synchronization

/// How much there is of a file that is still being written: one thread reads as far as it goes and waits for more, another tells.
package final class Arrival: Sendable {
    private struct State {
        var bytes = 0
        var isOver = false
        var isGivenUp = false
        var waitedNs: UInt64 = 0
        var watcher: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let changed = DispatchSemaphore(value: 0)
    /// How long a reader waits for a byte, in milliseconds.
    let patienceMs: Int

    /// An arrival of nothing yet. A reader that waits `patienceMs` for a byte gives it up.
    package init(patienceMs: Int = 60_000) {
        self.patienceMs = patienceMs
    }

    /// Tells that so many bytes are there for good.
    package func grow(to bytes: Int) {
        let isNews = state.withLock { state in
            guard !state.isOver, bytes > state.bytes else { return false }
            state.bytes = bytes
            state.watcher?()
            return true
        }
        if isNews { changed.signal() }
    }

    /// Tells that no more will come.
    package func end() {
        state.withLock { state in
            state.isOver = true
            state.watcher?()
        }
        changed.signal()
    }

    /// Ends the wait for more: the reader sees the file end here.
    package func giveUp() {
        state.withLock { state in
            if !state.isOver { state.isGivenUp = true }
            state.isOver = true
            state.watcher?()
        }
        changed.signal()
    }

    /// Whether the file was given up before its end: what was read of it means nothing.
    package var isGivenUp: Bool { state.withLock { $0.isGivenUp } }

    /// Milliseconds its reader has spent waiting.
    package var waitedMs: Int { state.withLock { Int($0.waitedNs / 1_000_000) } }

    /// Where it stands.
    var standing: (bytes: Int, isOver: Bool, isGivenUp: Bool) {
        state.withLock { ($0.bytes, $0.isOver, $0.isGivenUp) }
    }

    /// Calls `watcher` at each change from now on, under the lock: it must be quick. Nil for no more calls; there is none after this returns.
    func watch(_ watcher: (@Sendable () -> Void)?) {
        state.withLock { $0.watcher = watcher }
    }

    /// Adds time that a reader elsewhere has spent waiting, in milliseconds.
    func note(waitedMs: Int) {
        state.withLock { $0.waitedNs &+= UInt64(max(0, waitedMs)) &* 1_000_000 }
    }

    /// Waits for so many bytes, and says how many there are: fewer only when no more will come. For one thread.
    func wait(for count: Int) -> Int {
        while true {
            let (bytes, isOver) = state.withLock { ($0.bytes, $0.isOver) }
            if isOver || bytes >= count { return bytes }
            let start = DispatchTime.now().uptimeNanoseconds
            if changed.wait(timeout: .now() + .milliseconds(patienceMs)) == .timedOut { giveUp() }
            let waited = DispatchTime.now().uptimeNanoseconds &- start
            state.withLock { $0.waitedNs &+= waited }
        }
    }
}
