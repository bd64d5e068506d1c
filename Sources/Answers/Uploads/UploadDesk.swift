package import Core
package import FoundationEssentials
import HTTPKit
import HTTPTypes
import Hummingbird
import Model
import NIOCore

/// What can be done with resumable uploads. Each piece is in the file as it arrives; an offset that was told to a client has
/// been synced to the disk before.
package struct UploadDesk: Sendable {
    /// Where an upload stands.
    struct Standing: Sendable {
        var upload: StoredUpload
        var offset: Int
        /// When it is forgotten if no piece comes.
        var expires: Date
        /// What was counted in its words so far; nil where it is not transcribed while it comes.
        var count: AheadWords.Count?
    }

    /// The largest upload taken, in bytes.
    package let limit: Int
    private let folder: UploadFolder
    private let threads: BlockingThreads
    private let turns = UploadTurns()
    /// What is heard while it comes.
    let hearings: UploadHearings
    private let keepMs: Int
    private let ledger: UploadLedger?
    private let minFreeBytes: Int
    private let now: @Sendable () -> Date

    /// A desk for uploads of at most `limit` bytes, which are forgotten `keepMs` after they were last written to. The
    /// ledger bounds how many there are; none are taken while the disk has fewer than `minFreeBytes` free.
    package init(
        _ folder: UploadFolder,
        threads: BlockingThreads,
        hearings: UploadHearings,
        limit: Int,
        keepMs: Int,
        ledger: UploadLedger? = nil,
        minFreeBytes: Int = 0,
        now: @escaping @Sendable () -> Date
    ) {
        self.folder = folder
        self.threads = threads
        self.hearings = hearings
        self.limit = limit
        self.keepMs = keepMs
        self.ledger = ledger
        self.minFreeBytes = minFreeBytes
        self.now = now
    }

    /// Begins an upload.
    func create(as principal: Principal, _ creation: TusRequest.Creation) async throws -> Standing {
        let now = now()
        let upload = StoredUpload(
            id: UploadID(at: now),
            length: creation.length,
            metadata: creation.metadata,
            created: Instant(now),
            owner: principal.owner
        )
        let (folder, minFreeBytes) = (folder, minFreeBytes)
        try await threads.run { try DiskRoom.check(folder.root, minFreeBytes: minFreeBytes) }
        try await ledger?.open(
            as: principal,
            upload.id,
            bytes: upload.length ?? limit,
            until: expiry(from: now),
            at: Instant(now)
        )
        do {
            try await threads.run { try folder.create(upload) }
        } catch {
            try? await ledger?.forget([upload.id])
            throw error
        }
        return Standing(upload: upload, offset: 0, expires: now.addingTimeInterval(Double(keepMs) / 1000))
    }

    private func expiry(from date: Date) -> Instant { Instant(date).advanced(byMs: keepMs) }

    /// Removes the uploads that were not gone on with in time. Which file was last written tells the time, so every process may sweep
    /// its folder.
    ///
    /// - Returns: how many.
    @discardableResult
    package func sweep() async throws -> Int {
        let (folder, now) = (folder, now())
        let forgotten = now.addingTimeInterval(-Double(keepMs) / 1000)
        let gone = try await threads.run { try folder.sweep(before: forgotten) }
        try await ledger?.forget(gone)
        // Another machine's, should that have gone.
        try await ledger?.sweep(before: Instant(now).advanced(byMs: -7 * 86_400_000))
        return gone.count
    }

    /// Removes what is known of the uploads that became an answer which is deleted.
    func forget(_ answer: AnswerID) async {
        guard let ledger, let ids = try? await ledger.uploads(of: answer), !ids.isEmpty else { return }
        let folder = folder
        // What stays behind goes with the sweep.
        try? await threads.run { for id in ids { try folder.remove(id) } }
        try? await ledger.forget(ids)
    }

    /// Where an upload stands. A question that a newer request pushed aside is asked again: it does no harm behind it.
    func standing(as principal: Principal, _ id: UploadID) async throws -> Standing {
        for _ in 0..<4 {
            do {
                return try await standingNow(as: principal, id)
            } catch let error as WebError where error.kind == .uploadLocked && !Task.isCancelled {
                continue
            }
        }
        return try await standingNow(as: principal, id)
    }

    private func standingNow(as principal: Principal, _ id: UploadID) async throws -> Standing {
        _ = try await find(as: principal, id)
        return try await turns.run(on: id) {
            let upload = try await find(as: principal, id)
            guard let open = try await open(upload) else { return try await standing(upload, at: upload.length ?? 0) }
            try await threads.run { try open.sync() }
            return try await standing(upload, at: open.offset)
        }
    }

    /// Adds a piece. What came before an error counts, unless the piece has a checksum: then it counts as a whole.
    ///
    /// - Parameter length: the upload's length, when the client tells it only now.
    func append(
        as principal: Principal,
        _ body: RequestBody,
        to id: UploadID,
        at offset: Int,
        declared: Int?,
        length: Int?,
        checksum: PieceChecksum?
    ) async throws -> Standing {
        // Before the turn: a request for the upload of another owner must not stop the one that has it.
        _ = try await find(as: principal, id)
        return try await turns.run(on: id) {
            let upload = try await setLength(length, of: try await find(as: principal, id))
            let open = try await open(upload)
            let end = open?.offset ?? upload.length ?? 0
            guard offset == end else {
                throw WebError(
                    .uploadOffset,
                    "The upload ends at \(end), not at \(offset). Ask with HEAD and go on there."
                )
            }
            let room = (upload.length ?? limit) - end
            guard let open, (declared ?? 0) <= room else {
                if (declared ?? 0) == 0 { return try await standing(upload, at: end) }
                guard upload.length != nil else { throw TusError(.tooLarge(limit: limit)) }
                throw WebError(.tooLarge, "The piece goes on behind the upload's length.")
            }
            hearings.begin(upload, folder.bytes(of: id))
            let live = hearings.hearing(of: id)
            try await write(body, to: open, room: room, checksum, heardBy: live)
            if open.offset == upload.length { live?.end() }
            try? await ledger?.extend(id, until: expiry(from: now()))
            var standing = try await standing(upload, at: open.offset)
            standing.count = live?.count
            return standing
        }
    }

    /// Ends an upload and forgets its bytes.
    func remove(as principal: Principal, _ id: UploadID) async throws {
        _ = try await find(as: principal, id)
        try await turns.run(on: id) {
            _ = try await find(as: principal, id)
            let folder = folder
            hearings.forget(id)
            try await threads.run { try folder.remove(id) }
            try? await ledger?.forget([id])
        }
    }

    /// Makes an upload an answer, once: asked again with the same fields, it gives the same answer.
    ///
    /// - Parameters:
    ///   - asked: A hash of the fields.
    ///   - existing: Finds an answer that was made before.
    ///   - make: Makes the answer of the upload's owner with this id from the file, and from what was heard of it while it came.
    func claim(
        as principal: Principal,
        _ id: UploadID,
        asked: String,
        existing: @escaping @Sendable (AnswerID) async throws -> Answer?,
        make: @escaping @Sendable (Principal, AnswerID, URL, LiveHearing?) async throws -> Answer
    ) async throws -> Answer {
        _ = try await find(as: principal, id)
        return try await turns.run(on: id) {
            var upload = try await find(as: principal, id)
            if let made = upload.answer, let answer = try await existing(made) {
                guard upload.asked ?? asked == asked else {
                    throw WebError(
                        .keyReused,
                        "This upload became \(made) with other fields. Upload the recording again for another answer.",
                        answer: made
                    )
                }
                return answer
            }
            guard let open = try await open(upload) else {
                throw WebError(.uploadExpired, "The answer that was made of this upload has been deleted.")
            }
            guard let length = upload.length, open.offset == length else {
                let whole = upload.length.map { " of \($0)" } ?? ""
                throw WebError(.uploadUnfinished, "The upload has \(open.offset)\(whole) bytes. Send the rest first.")
            }
            let answer = upload.answer ?? AnswerID(at: now())
            upload.answer = answer
            upload.asked = asked
            let (folder, noted) = (folder, upload)
            try await threads.run {
                try open.sync()
                try folder.write(noted)
            }
            let made = try await make(
                principal.acting(for: upload.owner ?? ""),
                answer,
                folder.bytes(of: id),
                hearings.hearing(of: id)
            )
            hearings.forget(id)
            // Should this not come to pass, the sweep does it later.
            try? await threads.run { try folder.removeBytes(of: id) }
            try? await ledger?.finish(id, as: answer, until: expiry(from: now()))
            return made
        }
    }

    private func write(
        _ body: RequestBody,
        to open: OpenUpload,
        room: Int,
        _ checksum: PieceChecksum?,
        heardBy live: LiveHearing?
    ) async throws {
        var (room, checksum) = (room, checksum)
        if checksum != nil { try await threads.run { try open.hold() } }
        for try await chunk in body {
            let bytes = Array(chunk.readableBytesView)
            guard bytes.count <= room else {
                throw WebError(.tooLarge, "The piece goes on behind the upload's length.")
            }
            room -= bytes.count
            checksum?.add(bytes)
            try await threads.run { try open.append(bytes.span) }
            if checksum == nil { try live?.grow(to: open.offset) }
        }
        guard let checksum else { return try await threads.run { try open.sync() } }
        guard checksum.isRight else {
            throw WebError(.uploadChecksum, "The piece changed on its way: its checksum is another one. Send it again.")
        }
        try await threads.run { try open.keep() }
        try live?.grow(to: open.offset)
    }

    private func setLength(_ length: Int?, of upload: StoredUpload) async throws -> StoredUpload {
        guard let length else { return upload }
        guard upload.length == nil || upload.length == length else {
            throw WebError(.invalid, "The upload's length is known already and is another one.")
        }
        guard upload.length == nil else { return upload }
        var upload = upload
        upload.length = length
        let (folder, noted) = (folder, upload)
        try await threads.run { try folder.write(noted) }
        return upload
    }

    private func find(as principal: Principal, _ id: UploadID) async throws -> StoredUpload {
        let folder = folder
        let (found, touched) = try await threads.run { (try folder.find(as: principal, id), folder.touched(id)) }
        guard let found, let touched else {
            throw WebError(.notFound, "There is no upload with this id.")
        }
        guard touched.addingTimeInterval(Double(keepMs) / 1000) > now() else {
            throw WebError(.uploadExpired, "The upload was not finished in time and is gone. Begin a new one.")
        }
        return found
    }

    /// The file of an upload; nil when it has become an answer. Another process that has it gets a moment to let it go.
    private func open(_ upload: StoredUpload) async throws -> OpenUpload? {
        let (folder, id) = (folder, upload.id)
        for attempt in 0..<5 {
            if attempt > 0 { try await Task.sleep(for: .milliseconds(40 << attempt)) }
            let found: (isThere: Bool, file: OpenUpload?) = try await threads.run {
                guard folder.hasBytes(of: id) else { return (false, nil) }
                return (true, try folder.open(id))
            }
            if !found.isThere || found.file != nil { return found.file }
        }
        throw WebError(.uploadLocked, "Another request is writing to this upload. Try again in a moment.")
    }

    private func standing(_ upload: StoredUpload, at offset: Int) async throws -> Standing {
        let folder = folder
        let touched = try await threads.run { folder.touched(upload.id) } ?? now()
        return Standing(upload: upload, offset: offset, expires: touched.addingTimeInterval(Double(keepMs) / 1000))
    }
}
