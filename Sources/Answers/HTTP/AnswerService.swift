import Audio
package import Blobs
import Catalogue
package import Core
package import Database
package import Events
package import FoundationEssentials
import HTTPKit
import Jobs
package import Model
import Report
import Speech

/// Everything the routes do with answers: checking and accepting recordings, reading results, deleting.
package struct AnswerService: Sendable {
    /// Requests that are to be done once.
    let keys: KeyDesk
    let answers: AnswerStore
    let jobs: JobStore
    let blobs: BlobFolder
    let intake: Intake
    private let uploads: UploadDesk
    let removal: Removal
    let progress: EventHub
    let threads: BlockingThreads
    /// For what a client makes the service compute: checks of what it sends, and large replies.
    let checking: BlockingThreads
    let drawing: BlockingThreads
    private let shelf: ClipShelf
    let streams: StreamPlaces
    private let version: String
    private let publicURL: String?
    let now: @Sendable () -> Date
    private let checks = FileCheck()
    private let checkRubric: @Sendable (String) throws -> Void

    /// A desk over one database and one folder. Its work with files runs on `threads`, checks of recordings and transcripts on
    /// `checking`, and pages, clips and large replies on `drawing`; none of them should be the pipeline's: a long decode would hold up
    /// uploads. Where the last two are not given, all runs on `threads`. `checkRubric` throws a ``CodedError`` with the names there are for one there is not.
    package init(
        database: any SQLDatabase,
        blobs: BlobFolder,
        progress: EventHub,
        clips source: ClipSource,
        uploads: UploadDesk,
        version: String,
        publicURL: String?,
        threads: BlockingThreads,
        checking: BlockingThreads? = nil,
        drawing: BlockingThreads? = nil,
        minFreeBytes: Int = 0,
        maxStreams: Int = 100,
        checkRubric: @escaping @Sendable (String) throws -> Void = { _ in },
        now: @escaping @Sendable () -> Date
    ) {
        self.checkRubric = checkRubric
        answers = AnswerStore(database)
        jobs = JobStore.answers(database)
        keys = KeyDesk(database, now: now)
        self.checking = checking ?? threads
        self.drawing = drawing ?? threads
        streams = StreamPlaces(most: maxStreams)
        shelf = ClipShelf(source, threads: drawing ?? threads)
        intake = Intake(
            database,
            blobs: blobs,
            threads: threads,
            checking: checking ?? threads,
            maxBytes: uploads.limit,
            minFreeBytes: minFreeBytes,
            ahead: uploads.hearings.live.ahead
        )
        self.uploads = uploads
        removal = Removal(database, blobs: blobs, threads: threads, hub: progress) { await uploads.forget($0) }
        self.blobs = blobs
        self.progress = progress
        self.threads = threads
        self.version = version
        self.publicURL = publicURL
        self.now = now
    }

    /// Takes uploads into this desk's folder.
    var receiver: UploadReceiver { UploadReceiver(intake: intake, live: uploads.hearings.live, limit: uploads.limit) }

    /// Accepts a recording: it is checked, its file put in its place and synced, and the answer written together with its
    /// job. What this returns is never lost; what it throws has left nothing behind.
    ///
    /// - Parameter key: the request's own, written with the answer.
    func accept(
        as principal: Principal,
        _ upload: Upload,
        _ fields: UploadFields,
        id: AnswerID? = nil,
        key: IdempotencyKey? = nil
    )
        async throws -> Acceptance
    {
        do {
            try check(fields)
            let language = try fields.language()
            var transcript: Transcript?
            if let sent = fields.transcript {
                transcript = try await checking.run {
                    try WordLimit.read(sent.text, "transcript") {
                        try TranscriptFile.read(Data(sent.text.utf8), named: sent.name, language: language)
                    }
                }
            }
            let created = now()
            var submission = try fields.submission(id: id ?? AnswerID(at: created), transcript: transcript, at: created)
            submission.requestId = RequestTrail.id
            let accepted = submission
            // A recording that cannot be decoded is refused now, while its speaker can still record another one.
            if await upload.facts.bytes > 0 { try await upload.finish(with: uploads.hearings.live) }
            return try await intake.accept(as: principal, upload, accepted, key: key)
        } catch {
            await upload.discard()
            throw error
        }
    }

    /// Accepts a recording that was uploaded before. Asked again for the same upload with the same fields, it gives the same answer.
    ///
    /// - Throws: also `request.key_reused` for an upload that became an answer with other fields.
    package func accept(as principal: Principal, _ upload: UploadID, _ fields: UploadFields) async throws -> Answer {
        try await uploads.claim(as: principal, upload, asked: Fingerprint.of(fields.parts)) { id in
            guard let (stored, results) = try await answers.results(as: principal, of: id) else { return nil }
            return try AnswerAssembly.answer(stored, results)
        } make: { principal, id, file, live in
            let upload = try await intake.begin(from: file)
            await upload.hear(with: live)
            switch try await accept(as: principal, upload, fields, id: id) {
            case .accepted(let answer): return answer
            case .earlier, .recordingGone:
                throw StorageError(.unavailable, "The recording went meanwhile; ask again.")
            }
        }
    }

    /// Accepts an answer that was typed.
    package func accept(
        as principal: Principal,
        typed text: String,
        _ fields: UploadFields,
        key: IdempotencyKey?
    ) async throws -> Acceptance {
        try check(fields)
        let created = now()
        let language = try fields.language()
        let words = try await checking.run {
            try WordLimit.read(text, "answer") { try TranscriptFile.typed(text, language: language) }
        }
        var submission = try fields.submission(id: AnswerID(at: created), transcript: words, at: created)
        submission.requestId = RequestTrail.id
        return try await intake.accept(as: principal, typed: submission, key: key)
    }

    /// Looks at what only the composition knows: a rubric that is not there would be told when it is too late.
    private func check(_ fields: UploadFields) throws {
        guard let name = fields.rubric else { return }
        do { try checkRubric(name) } catch let error as any CodedError {
            throw WebError(.invalidField, "The field \"rubric\": \(error.message)")
        }
    }

    /// The answer once it is done or failed; nil when that takes longer than `limitMs`.
    func finished(as principal: Principal, _ id: AnswerID, withinMs limitMs: Int) async throws -> Answer? {
        let answers = answers
        try await progress.waitForLast(of: id.rawValue, timeoutMs: limitMs) {
            let status = try await answers.standing(as: principal, id)?.status
            return status != .queued && status != .running
        }
        let answer = try await answer(as: principal, id)
        return answer.status == .done || answer.status == .failed ? answer : nil
    }

    /// An answer with every result there is.
    package func answer(as principal: Principal, _ id: AnswerID) async throws -> Answer {
        guard let (stored, results) = try await answers.results(as: principal, of: id) else { throw Self.missing }
        return try await drawing.run { try AnswerAssembly.answer(stored, results) }
    }

    /// An answer as it was when it was accepted.
    func accepted(as principal: Principal, _ id: AnswerID) async throws -> Answer {
        guard let stored = try await answers.find(as: principal, id) else { throw Self.missing }
        return AnswerStore.queued(stored.submission)
    }

    /// Every score an answer ever had, oldest first.
    func versions(as principal: Principal, _ id: AnswerID) async throws -> [AnswerVersion] {
        guard let (_, results) = try await answers.results(as: principal, of: id) else { throw Self.missing }
        let current = results.first { $0.artifact.kind == .evaluate }?.artifact.fingerprint
        return try await answers.versions(as: principal, of: id, .evaluate).map { artifact in
            try AnswerVersion(artifact, isCurrent: artifact.fingerprint == current)
        }
    }

    /// A page of answers as a list shows them.
    func lines(
        as principal: Principal,
        _ filter: AnswerFilter,
        limit: Int,
        cursor: String?,
        sort: AnswerSort,
        counting: Bool
    ) async throws -> AnswerLines {
        try await answers.lines(
            as: principal,
            limit: limit,
            after: try Self.place(cursor),
            filter: filter,
            sort: sort,
            counting: counting
        )
    }

    private static func place(_ cursor: String?) throws(WebError) -> AnswerPage.Cursor? {
        guard let cursor else { return nil }
        guard let place = AnswerPage.Cursor(cursor) else {
            throw WebError(.invalid, "cursor wants a value that an earlier page gave.")
        }
        return place
    }

    /// A page of answers, newest first.
    func list(as principal: Principal, _ filter: AnswerFilter, limit: Int, cursor: String?) async throws -> AnswerList {
        let page = try await answers.list(as: principal, limit: limit, after: try Self.place(cursor), filter: filter)
        return try await drawing.run {
            AnswerList(
                answers: try page.answers.map { try AnswerAssembly.answer($0, []) },
                nextCursor: page.next?.text
            )
        }
    }

    /// A page of stored answers, as large as they come.
    func page(as principal: Principal, _ filter: AnswerFilter, after cursor: AnswerPage.Cursor?) async throws
        -> AnswerPage
    {
        try await answers.list(as: principal, limit: AnswerStore.maxPage, after: cursor, filter: filter)
    }

    /// Deletes an answer with all its results and files.
    func delete(as principal: Principal, _ id: AnswerID) async throws {
        guard try await removal.remove(as: principal, id) else { throw Self.missing }
    }

    /// Cancels the work on an answer; the answer fails with `job.cancelled`, and what was found stays. One that is finished
    /// stays as it is.
    func cancel(as principal: Principal, _ id: AnswerID) async throws -> Answer {
        if let change = try await jobs.cancel(as: principal, id, at: Instant(now())) {
            await progress.publish(change.event)
        }
        return try await answer(as: principal, id)
    }

    /// The PDF.
    func reportFile(as principal: Principal, _ id: AnswerID) async throws -> (file: StoredFile, sha256: String) {
        guard let (_, results) = try await answers.results(as: principal, of: id) else { throw Self.missing }
        guard let report = results.first(where: { $0.artifact.kind == .report }) else {
            throw WebError(.notReady, "The report is not made yet. Ask again when the answer's status is done.")
        }
        let blob = Blob.report(fingerprint: report.artifact.fingerprint)
        let printed: PrintedReport = try StoredJSON.value(from: report.artifact.payload)
        return (try await stored(blob, of: id, printed.sha256, "report"), printed.sha256)
    }

    /// The report as an accessible page.
    func page(as principal: Principal, _ id: AnswerID) async throws -> String {
        guard let (stored, results) = try await answers.results(as: principal, of: id) else { throw Self.missing }
        let answer = try AnswerAssembly.answer(stored, results)
        let assembly = AnswerAssembly(submission: stored.submission, results: results)
        guard answer.status == .done,
            let content = try assembly.content(of: answer, version: version, publicURL: publicURL)
        else {
            throw WebError(.notReady, "The report is not made yet. Ask again when the answer's status is done.")
        }
        return try await drawing.run(Language.kept { HTMLReport.text(for: content) })
    }

    /// The captions of the transcript.
    ///
    /// - Throws: `request.not_ready` while there may be some later, `request.not_found` when there never will be.
    func captions(as principal: Principal, _ id: AnswerID, as format: CaptionFormat) async throws -> String {
        let answer = try await answer(as: principal, id)
        guard let transcript = answer.transcript else {
            guard answer.status == .queued || answer.status == .running else {
                throw WebError(.notFound, "No transcript could be made, so there are no captions.")
            }
            throw WebError(.notReady, "There is no transcript yet. Ask again when the answer's status is done.")
        }
        guard let text = format.text(transcript, answer.delivery) else {
            throw WebError(
                .notFound,
                "The words of this answer have no times, so there are no captions. Words that were typed or sent as plain text have none."
            )
        }
        return text
    }

    /// The original recording, and its media type by content.
    func recordingFile(as principal: Principal, _ id: AnswerID) async throws -> (
        file: StoredFile, type: String, sha256: String
    ) {
        guard let (stored, results) = try await answers.results(as: principal, of: id) else { throw Self.missing }
        guard !stored.submission.isTyped else {
            throw WebError(.notFound, "The answer was typed: there is no recording.")
        }
        let answer = try AnswerAssembly.answer(stored, results)
        let type =
            switch answer.recording?.container {
            case .wav: "audio/wav"
            case .webm: "audio/webm"
            case .ogg: "audio/ogg"
            case .flac: "audio/flac"
            case .mp3: "audio/mpeg"
            case .mp4: "audio/mp4"
            case .amr: "audio/amr"
            case .asf: "audio/x-ms-wma"
            case .caf: "audio/x-caf"
            case .aiff: "audio/aiff"
            case .aac: "audio/aac"
            case .matroska: "audio/x-matroska"
            case .other, nil: "application/octet-stream"
            }
        let sha256 = stored.submission.sha256
        return (try await self.stored(.original, of: stored.place, sha256, "recording"), type, sha256)
    }

    /// A stored file, checked to be what was stored.
    private func stored(_ blob: Blob, of id: AnswerID, _ sha256: String, _ what: String) async throws -> StoredFile {
        try await blobs.bring(blob, of: id)
        guard let file = try await blobs.open(blob, of: id, on: threads) else {
            throw WebError(.notFound, "The \(what) is no longer kept.")
        }
        let checks = checks
        try await threads.run { try checks.check(file, sha256, what) }
        return file
    }

    /// What of an answer is worth hearing again.
    func clips(as principal: Principal, _ id: AnswerID) async throws -> [Clip] {
        let answer = try await answer(as: principal, id)
        if answer.status == .done, answer.recording == nil {
            throw WebError(.notFound, "The answer was typed: there is nothing to hear.")
        }
        guard let delivery = answer.delivery, let recording = answer.recording else {
            throw WebError(.notReady, "The answer is not measured yet. Ask again when its status is done.")
        }
        return ClipPlan.clips(of: delivery, durationMs: recording.durationMs)
    }

    /// One clip as a WAV file.
    func clip(as principal: Principal, _ id: AnswerID, named name: String) async throws -> [UInt8] {
        let all = try await clips(as: principal, id)
        guard let clip = all.first(where: { $0.name == name }) else {
            throw WebError(.notFound, "This answer has no clip of this name.")
        }
        let (file, _, sha256) = try await recordingFile(as: principal, id)
        let blobs = blobs
        // The decoded recording holds the same samples, whatever container the original has.
        let isDecoded = blobs.has(.decoded, of: id)
        let source = ClipFile(scratch: isDecoded ? nil : blobs.scratch()) {
            isDecoded ? PlainFile(blobs.url(.decoded, of: id)) : try blobs.plain(file)
        }
        // Kept by owner, too: how soon a clip comes must not tell what others have.
        return try await shelf.clip(clip, among: all, of: source, sha256: "\(principal.owner)/\(sha256)")
    }

    /// An answer's changes from where it stands now.
    ///
    /// - Parameter seen: the number of the last change the client knows.
    /// - Throws: also `request.overloaded` for an owner who has too many streams open.
    func changes(as principal: Principal, of id: AnswerID, seen: Int) async throws -> EventStream {
        let place = try streams.take(by: principal.owner)
        // Before the answer is read, so that no change falls between.
        let changes = await progress.events(of: id.rawValue)
        guard let standing = try await answers.standing(as: principal, id) else { throw Self.missing }
        return EventStream(first: try Self.message(standing), seen: seen, changes: changes, place: place) { event in
            ProgressEvent(event).flatMap { try? Self.message($0) }
        }
    }

    private static func message(_ change: ProgressEvent) throws -> EventStream.Message {
        EventStream.Message(
            sequence: change.sequence,
            data: String(decoding: try JSONReply.encoder.encode(change), as: UTF8.self),
            state: change.status.rawValue,
            isLast: change.isLast
        )
    }

    static let missing = WebError(.notFound, "There is no answer with this id.")
}
