import Audio
import Core
import Dispatch
import FoundationEssentials
import Synchronization

/// One recording that is heard while it is being made, on a thread of its own.
package final class LiveHearing: Sendable {
    /// How it ended.
    private enum Outcome {
        case heard(Heard)
        /// The recording cannot be used.
        case refused(any Error)
        /// Nothing came any more, or the fault is ours: the recording is decoded when it is whole.
        case nothing
    }

    private struct State {
        var outcome: Outcome?
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let arrival = Arrival()
    private let state = Mutex(State())
    private let wav: URL
    private let ahead: AheadWords?
    private let free: @Sendable () -> Void

    /// Begins to hear `file`, writing what is decoded to `wav`.
    ///
    /// - Parameters:
    ///   - ahead: transcribes it meanwhile; nil for nothing.
    ///   - canWait: whether a refusal may turn out wrong when the recording is whole.
    ///   - free: called when the value goes away.
    init(
        of file: URL,
        wav: URL,
        version: String,
        ahead: AheadWords? = nil,
        hear: @escaping LiveHearings.Hear,
        canWait: @escaping @Sendable (any Error) -> Bool = { _ in false },
        free: @escaping @Sendable () -> Void
    ) {
        self.wav = wav
        self.ahead = ahead
        self.free = free
        let arrival = arrival
        // Until its end the work holds the value's insides, not the value: dropping it gives the recording up.
        DispatchQueue(label: "debrief.live").async { [weak self] in
            let start = DispatchTime.now().uptimeNanoseconds
            let outcome = Self.outcome(arrival, canWait) {
                let hearing = try hear(file, arrival, wav)
                let spentMs = Int((DispatchTime.now().uptimeNanoseconds &- start) / 1_000_000)
                ahead?.finish(hearing)
                return Heard(
                    hearing: hearing,
                    wav: wav,
                    tookMs: max(0, spentMs - arrival.waitedMs),
                    ahead: ahead,
                    version: version
                )
            }
            guard let self else {
                ahead?.giveUp()
                try? FileManager.default.removeItem(at: wav)
                return
            }
            if case .heard = outcome {} else { ahead?.giveUp() }
            // What was decoded of a recording that was given up means nothing.
            if case .nothing = outcome { try? FileManager.default.removeItem(at: wav) }
            self.complete(outcome)
        }
    }

    deinit {
        arrival.giveUp()
        if !isOver { ahead?.giveUp() }
        try? FileManager.default.removeItem(at: wav)
        free()
    }

    /// Tells that so many bytes of the file are there for good.
    ///
    /// - Throws: why the recording cannot be used, as soon as that is known.
    package func grow(to bytes: Int) throws {
        arrival.grow(to: bytes)
        if case .refused(let error) = state.withLock({ $0.outcome }) { throw error }
    }

    /// Tells that the recording is whole; what is left of it is heard meanwhile.
    package func end() { arrival.end() }

    /// Ends the wait for the result.
    package func giveUp() { arrival.giveUp() }

    /// Whether nothing came for so long that it was given up.
    package var isGivenUp: Bool { arrival.isGivenUp }

    /// Whether the work has ended, in whatever way.
    package var isOver: Bool { state.withLock { $0.outcome != nil } }

    /// What was heard of the whole recording; nil when it has to be decoded as one that came whole.
    ///
    /// - Throws: why the recording cannot be used.
    func finish() async throws -> Heard? {
        arrival.end()
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.outcome == nil { state.waiting.append(continuation) }
                return state.outcome != nil
            }
            if isOver { continuation.resume() }
        }
        switch state.withLock({ $0.outcome }) {
        case .heard(let heard): return heard
        case .refused(let error): throw error
        case .nothing, nil: return nil
        }
    }

    private static func outcome(
        _ arrival: Arrival,
        _ canWait: (any Error) -> Bool,
        _ hear: () throws -> Heard
    ) -> Outcome {
        let result = Result { try hear() }
        if arrival.isGivenUp { return .nothing }
        switch result {
        case .success(let heard): return .heard(heard)
        case .failure(let error):
            // A full disk or a lost file says nothing about the recording: its bytes are kept, and tried again.
            guard let coded = error as? any CodedError, ErrorTable.row(coded.code).retry == .never, !canWait(error)
            else {
                return .nothing
            }
            return .refused(error)
        }
    }

    private func complete(_ outcome: Outcome) {
        let waiting = state.withLock { state in
            state.outcome = outcome
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }
}
