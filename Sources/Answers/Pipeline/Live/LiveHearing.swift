package import Audio
package import Blobs
import Core
import Database
import Dispatch
package import FoundationEssentials
package import Model
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

    /// What was counted in the words so far; nil where nothing is transcribed meanwhile.
    var count: AheadWords.Count? { ahead?.count }

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
            return isRefusal(error) && !canWait(error) ? .refused(error) : .nothing
        }
    }

    /// Whether an error says that the recording cannot be used, on any machine at any time.
    static func isRefusal(_ error: any Error) -> Bool {
        (error as? any CodedError).map { ErrorTable.row($0.code).retry == .never } ?? false
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

/// Hears recordings while they are being made, so that one that cannot be used is refused at its first bytes and little is left
/// to do when its last one comes. The result of the decode stage is the same as of a file that came whole.
package final class LiveHearings: Sendable {
    /// Decodes a file, which still grows when there is an arrival, writing 16 kHz mono WAV. Blocking.
    package typealias Hear = @Sendable (_ recording: URL, _ arrival: Arrival?, _ wav: URL) throws -> Hearing

    /// Recordings heard at a time. Each has a thread, which mostly waits; one more is heard when it is whole.
    package static let most = 32
    /// The same where each has a process, which takes memory.
    package static let mostApart = 8

    private let hear: Hear
    private let version: String
    private let blobs: BlobFolder
    private let limit: Int
    private let foreign: ForeignHearing?
    /// Where the words wait that are heard ahead; nil when none are.
    package let ahead: AheadBoard?
    private let count = Mutex(0)

    /// Hears with a listener; what is decoded waits in `blobs` until its recording becomes an answer.
    ///
    /// - Parameters:
    ///   - foreign: hears what the listener refuses for its container or codec.
    ///   - ahead: transcribes what is heard.
    package convenience init(
        _ listener: any Hearer,
        blobs: BlobFolder,
        foreign: ForeignHearing? = nil,
        ahead: AheadBoard? = nil,
        most limit: Int = LiveHearings.most
    ) {
        self.init(version: "\(Listener.version)", blobs: blobs, foreign: foreign, ahead: ahead, most: limit) {
            recording,
            arrival,
            wav in
            try listener.hear(recording, arrival: arrival, writing: wav)
        }
    }

    /// Hears with `hear`, whose results are those of a decode stage of this version.
    package init(
        version: String,
        blobs: BlobFolder,
        foreign: ForeignHearing? = nil,
        ahead: AheadBoard? = nil,
        most limit: Int = LiveHearings.most,
        hear: @escaping Hear
    ) {
        self.foreign = foreign
        self.ahead = ahead
        self.hear = hear
        self.version = version
        self.blobs = blobs
        self.limit = limit
    }

    /// Begins to hear a file; nil when enough of them are heard.
    package func begin(_ file: URL) -> LiveHearing? {
        let isFree = count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isFree else { return nil }
        let (wav, foreign) = (blobs.scratch(), foreign)
        return LiveHearing(
            of: file,
            wav: wav,
            version: version,
            ahead: ahead?.begin(Listener.draft(of: wav)),
            hear: hear,
            canWait: { refusal in
                foreign != nil && ForeignHearing.container(of: file, after: refusal) != nil
            },
            free: { [weak self] in self?.count.withLock { $0 -= 1 } }
        )
    }

    /// What is heard of a whole recording that was refused.
    ///
    /// - Throws: the refusal, when nothing else can read it either.
    func heard(_ file: URL, after refusal: any Error, on threads: BlockingThreads) async throws -> Heard {
        guard let foreign else { throw refusal }
        let (hear, wav) = (hear, blobs.scratch())
        let start = ContinuousClock.now
        let hearing = try await foreign.hear(file, after: refusal, scratch: blobs.scratch(), on: threads) { decoded in
            try hear(decoded, nil, wav)
        }
        let tookMs = Int((ContinuousClock.now - start) / .milliseconds(1))
        return Heard(hearing: hearing, wav: wav, tookMs: tookMs, version: version)
    }

    /// Hears a recording that is whole. Blocking; call it from a bounded thread.
    ///
    /// - Returns: what was heard; nil when the fault is ours, and the decode stage has to try.
    /// - Throws: why the recording cannot be used.
    func whole(_ file: URL) throws -> Heard? {
        let (wav, start) = (blobs.scratch(), ContinuousClock.now)
        do {
            let hearing = try hear(file, nil, wav)
            let tookMs = Int((ContinuousClock.now - start) / .milliseconds(1))
            return Heard(hearing: hearing, wav: wav, tookMs: tookMs, version: version)
        } catch {
            try? FileManager.default.removeItem(at: wav)
            if LiveHearing.isRefusal(error) { throw error }
            return nil
        }
    }
}

/// What was heard of a recording before it became an answer.
package struct Heard: Sendable {
    /// The measurements; size and hash of the recording are not known yet.
    var hearing: Hearing
    /// The decoded recording, in a file that nothing else refers to.
    var wav: URL
    /// Milliseconds of work, without the time in which nothing came.
    var tookMs: Int
    /// What was transcribed of it while it came; nil when nothing was.
    var ahead: AheadWords?
    /// The ``Engines/hearVersion`` it was heard with.
    var version: String

    /// The decode stage's result for an answer made of the recording.
    func artifact(of submission: Submission) throws -> Artifact {
        var hearing = hearing
        hearing.recording.sha256 = submission.sha256
        hearing.recording.bytes = submission.bytes
        return Artifact(
            answer: submission.id,
            kind: .decode,
            fingerprint: Fingerprint.ofDecoding(submission.sha256, hearVersion: version),
            payload: try StoredJSON.text(hearing),
            durationMs: tookMs,
            created: Instant(submission.createdAt)
        )
    }
}
