package import Blobs
package import Core
import Crypto
package import Database
package import FoundationEssentials
package import Model

/// The upload stage: takes a recording in, piece by piece, and makes it an answer. What it has accepted survives anything.
package struct Intake: Sendable {
    private let store: AnswerStore
    private let blobs: BlobFolder
    private let threads: BlockingThreads
    private let checking: BlockingThreads
    private let maxBytes: Int
    private let minFreeBytes: Int
    private let ahead: AheadBoard?

    /// An intake for recordings of at most `maxBytes`, which takes none while the disk has fewer than `minFreeBytes` free. Recordings are
    /// checked on `checking`, and on `threads` when there are no others.
    ///
    /// - Parameter ahead: takes the words that were heard before a recording became an answer.
    package init(
        _ database: any SQLDatabase,
        blobs: BlobFolder,
        threads: BlockingThreads,
        checking: BlockingThreads? = nil,
        maxBytes: Int,
        minFreeBytes: Int = 0,
        ahead: AheadBoard? = nil
    ) {
        self.checking = checking ?? threads
        self.minFreeBytes = minFreeBytes
        self.ahead = ahead
        store = AnswerStore(database)
        self.blobs = blobs
        self.threads = threads
        self.maxBytes = maxBytes
    }

    /// Starts to take a recording.
    package func begin() async throws -> Upload {
        let (blobs, threads, checking, maxBytes, minFreeBytes) = (blobs, threads, checking, maxBytes, minFreeBytes)
        return try await threads.run {
            try DiskRoom.check(blobs.root, minFreeBytes: minFreeBytes)
            return Upload(try blobs.makeIncoming(), threads: threads, checking: checking, maxBytes: maxBytes)
        }
    }

    /// Takes a recording that is complete on this disk already. Its file stays as it is.
    package func begin(from file: URL) async throws -> Upload {
        let (blobs, threads, checking, maxBytes) = (blobs, threads, checking, maxBytes)
        return try await threads.run {
            try Upload(
                complete: try blobs.makeIncoming(from: file),
                threads: threads,
                checking: checking,
                maxBytes: maxBytes
            )
        }
    }

    /// Makes a complete recording an answer: the file first, then the answer and its job in one transaction.
    ///
    /// - Parameter submission: what came with it; its size and hash are filled in here.
    /// - Throws: `upload.empty`, `storage.full`, `storage.unavailable`. Nothing is kept then.
    package func accept(
        as principal: Principal,
        _ upload: Upload,
        _ submission: Submission,
        priority: Int = 0
    ) async throws -> Answer {
        switch try await accept(as: principal, upload, submission, priority: priority, key: nil) {
        case .accepted(let answer): answer
        case .earlier, .recordingGone:
            throw StorageError(.corrupt, "A request without a key was not accepted.")
        }
    }

    /// The same for a request with a key: when an earlier request with that key was accepted, nothing is kept.
    ///
    /// - Parameter principal: its owner will be the answer's.
    package func accept(
        as principal: Principal,
        _ upload: Upload,
        _ submission: Submission,
        priority: Int = 0,
        key: IdempotencyKey?
    ) async throws -> Acceptance {
        var submission = submission
        (submission.bytes, submission.sha256) = await upload.facts
        guard submission.bytes > 0 else {
            await upload.discard()
            throw PipelineError(
                .empty,
                "The request carries no audio. Send the recording as the body or as the part audio."
            )
        }
        let (store, kept) = (store, submission)
        do {
            let made = try await keep(await upload.heard, of: kept)
            if let shared = await shared(kept, principal) {
                let acceptance = try await shielded {
                    try await store.accept(
                        as: principal,
                        kept,
                        priority: priority,
                        key: key,
                        sharing: shared,
                        made: made
                    )
                }
                switch acceptance {
                case .recordingGone: break
                case .accepted, .earlier:
                    await upload.discard()
                    if case .earlier = acceptance { await forget(kept.id) }
                    return acceptance
                }
            }
            try await upload.commit(of: kept.id, in: try await blobs.sealing(for: principal.owner))
            try await blobs.settle(.original, of: kept.id)
            let acceptance = try await shielded {
                try await store.accept(as: principal, kept, priority: priority, key: key, made: made)
            }
            if case .earlier = acceptance { await forget(kept.id) }
            return acceptance
        } catch let error as StorageError where error.kind == .unavailable {
            // A commit whose reply was lost may still happen: the file stays, and the sweep removes it later if it has no answer.
            throw error
        } catch {
            await forget(kept.id)
            throw error
        }
    }

    /// Makes an answer of words alone: there is no recording and no file.
    package func accept(
        as principal: Principal,
        typed submission: Submission,
        key: IdempotencyKey?
    ) async throws -> Acceptance {
        let store = store
        return try await shielded { try await store.accept(as: principal, submission, key: key) }
    }

    /// Puts what was heard already where the decode stage looks for it.
    private func keep(_ heard: Heard?, of submission: Submission) async throws -> [Artifact] {
        guard let heard else { return [] }
        let blobs = blobs
        // The decoded recording is a cache: lost, it is decoded again.
        // Words that are wanted in another language, or that came with the recording, are not waited for.
        if let words = heard.ahead {
            if submission.transcript == nil {
                ahead?.keep(words, for: submission.id, language: submission.language)
            } else {
                words.giveUp()
            }
        }
        try? await threads.run { try blobs.adopt(heard.wav, as: .decoded, of: submission.id, durable: false) }
        return [try heard.artifact(of: submission)]
    }

    /// The answer in whose folder the same bytes are, whole.
    private func shared(_ submission: Submission, _ principal: Principal) async -> AnswerID? {
        guard let place = try? await store.place(as: principal, ofRecording: submission.sha256) else { return nil }
        let blobs = blobs
        try? await blobs.bring(.original, of: place)
        guard let file = try? await blobs.open(.original, of: place, on: threads) else { return nil }
        let isWhole = try? await threads.run { try FileCheck.isWhole(file, submission.sha256) }
        return isWhole == true ? place : nil
    }

    /// Removes the file of an answer that was not accepted. When the database cannot say so, the file stays for the sweep.
    private func forget(_ id: AnswerID) async {
        let (store, blobs, threads) = (store, blobs, threads)
        try? await shielded {
            guard try await store.find(as: .system, id) == nil else { return }
            try await threads.run { try blobs.remove(id) }
            // Not waited for: a store out of reach would hold the refusal up; the sweep finds what is left.
            Task { try? await blobs.unsettle(id, keeping: nil) }
        }
    }
}

/// A recording on its way in: counted, hashed and written as it comes, never held in memory as a whole.
package actor Upload {
    /// Bytes gathered before they go to a thread and a file: a slow sender's small pieces must not cost one trip each.
    private static let gathered = 65_536

    private let file: IncomingFile
    private let threads: BlockingThreads
    private let checking: BlockingThreads
    private let maxBytes: Int
    private var hash = SHA256()
    private var bytes = 0
    private var pending: [UInt8] = []
    private var live: LiveHearing?
    /// What was heard of it by ``finish(with:)``.
    private(set) var heard: Heard?

    init(_ file: IncomingFile, threads: BlockingThreads, checking: BlockingThreads, maxBytes: Int) {
        self.checking = checking
        self.file = file
        self.threads = threads
        self.maxBytes = maxBytes
    }

    /// A recording whose bytes are all there already; they are read once for their hash. Blocking.
    init(complete file: IncomingFile, threads: BlockingThreads, checking: BlockingThreads, maxBytes: Int) throws {
        self.checking = checking
        var (hash, bytes) = (SHA256(), 0)
        try file.read { piece in
            hash.update(data: piece)
            bytes += piece.count
        }
        self.file = file
        self.threads = threads
        self.maxBytes = maxBytes
        (self.hash, self.bytes) = (hash, bytes)
    }

    /// Adds a piece. One piece at a time: wait for it before the next.
    ///
    /// - Throws: `upload.too_large`, `storage.full`, `storage.unavailable`; discard the upload then.
    package func append(_ piece: [UInt8]) async throws {
        guard piece.count <= maxBytes - bytes else {
            throw PipelineError(
                .tooLarge,
                "The recording is larger than the \(ByteCount.text(maxBytes)) accepted here."
            )
        }
        bytes += piece.count
        hash.update(data: piece)
        if live != nil {
            // What is still being made is heard as it comes.
            try await write(piece)
            try live?.grow(to: bytes)
            return
        }
        if pending.isEmpty && piece.count >= Self.gathered { return try await write(piece) }
        pending += piece
        if pending.count >= Self.gathered { try await flush() }
    }

    private func flush() async throws {
        guard !pending.isEmpty else { return }
        let piece = pending
        pending = []
        try await write(piece)
    }

    private func write(_ piece: [UInt8]) async throws {
        let file = file
        try await threads.run { try file.append(piece.span) }
    }

    /// Size and SHA-256 of what came so far.
    package var facts: (bytes: Int, sha256: String) { (bytes, hash.finalize().hexadecimal) }

    /// Lets it be heard while it comes; before its first piece, unless its pieces are all there.
    package func hear(with live: LiveHearing?) { self.live = live }

    /// Where its bytes are.
    package nonisolated var url: URL { file.url }

    /// Hears the recording once all of it is there, unless it was heard as it came. What is heard is kept with the answer, so that the
    /// decode stage finds its work done.
    ///
    /// - Throws: `storage.full`, `storage.unavailable`, or what makes the recording unusable.
    package func finish(with hearings: LiveHearings) async throws {
        try await flush()
        heard = try await live?.finish()
        guard heard == nil else { return }
        let url = file.url
        do {
            heard = try await checking.run { try hearings.whole(url) }
        } catch {
            heard = try await hearings.heard(url, after: error, on: checking)
        }
    }

    /// Gives it up.
    package func discard() async {
        live = nil
        let (file, wav) = (file, heard?.wav)
        heard = nil
        _ = try? await threads.run {
            if let wav { try? FileManager.default.removeItem(at: wav) }
            file.discard()
        }
    }

    /// Keeps it as the recording of an answer, in a folder that has its owner's key.
    func commit(of answer: AnswerID, in blobs: BlobFolder) async throws {
        try await flush()
        let file = file
        try await threads.run { try file.commit(as: .original, of: answer, in: blobs) }
    }
}
