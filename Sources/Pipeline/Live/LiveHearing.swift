import Audio
import Dispatch
import FoundationEssentials
import Synchronization

/// One recording that is heard while it is being made, on a thread of its own.
package final class LiveHearing: Sendable {
    private struct State {
        var result: Result<Heard, any Error>?
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let arrival = Arrival()
    private let state = Mutex(State())
    private let wav: URL
    private let free: @Sendable () -> Void

    /// Begins to hear `file`, writing what is decoded to `wav`.
    ///
    /// - Parameter free: called when the value goes away.
    init(
        of file: URL,
        wav: URL,
        version: String,
        hear: @escaping LiveHearings.Hear,
        free: @escaping @Sendable () -> Void
    ) {
        self.wav = wav
        self.free = free
        let arrival = arrival
        // Until its end the work holds the value's insides, not the value: dropping it gives the recording up.
        DispatchQueue(label: "debrief.live").async { [weak self] in
            let start = DispatchTime.now().uptimeNanoseconds
            let result = Result {
                let hearing = try hear(file, arrival, wav)
                let spentMs = Int((DispatchTime.now().uptimeNanoseconds &- start) / 1_000_000)
                return Heard(hearing: hearing, wav: wav, tookMs: max(0, spentMs - arrival.waitedMs), version: version)
            }
            guard let self else {
                try? FileManager.default.removeItem(at: wav)
                return
            }
            self.complete(result)
        }
    }

    deinit {
        arrival.giveUp()
        try? FileManager.default.removeItem(at: wav)
        free()
    }

    /// Tells that so many bytes of the file are there for good.
    ///
    /// - Throws: why the recording cannot be used, as soon as that is known.
    package func grow(to bytes: Int) throws {
        arrival.grow(to: bytes)
        if !arrival.isGivenUp, case .failure(let error) = state.withLock({ $0.result }) { throw error }
    }

    /// Tells that the recording is whole; what is left of it is heard meanwhile.
    package func end() { arrival.end() }

    /// Tells that nobody wants to know any more.
    package func giveUp() { arrival.giveUp() }

    /// Whether nothing came for so long that it was given up.
    package var isGivenUp: Bool { arrival.isGivenUp }

    /// Whether the work has ended, in whatever way.
    package var isOver: Bool { state.withLock { $0.result != nil } }

    /// What was heard of the whole recording; nil when nothing came for so long that it was given up.
    ///
    /// - Throws: why the recording cannot be used.
    func finish() async throws -> Heard? {
        arrival.end()
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.result == nil { state.waiting.append(continuation) }
                return state.result != nil
            }
            if isOver { continuation.resume() }
        }
        return arrival.isGivenUp ? nil : try state.withLock { try $0.result?.get() }
    }

    private func complete(_ result: Result<Heard, any Error>) {
        let waiting = state.withLock { state in
            state.result = result
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }
}
