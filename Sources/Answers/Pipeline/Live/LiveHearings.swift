package import Audio
package import Blobs
import Core
package import FoundationEssentials
package import Model
import Synchronization

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
