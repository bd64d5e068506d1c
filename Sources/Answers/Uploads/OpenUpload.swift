import Blobs
package import Core
package import Database
import FoundationEssentials
import HTTPKit
package import Logging
package import Model
import ServiceLifecycle
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An upload that this process is writing to; it is free for others when the value goes away.
///
/// A piece that comes with a checksum counts only when it is whole: ``hold()`` notes where it starts, and the next request that opens the
/// upload next cuts it back to there unless ``keep()`` was called.
package final class OpenUpload: Sendable {
    private let descriptor: Int32
    private let url: URL
    private let floor: URL
    private let size: Mutex<Int>
    private let unsynced = Mutex(0)

    /// Bytes written before the disk is asked to keep them.
    private static let syncEvery = 4 << 20

    init(_ descriptor: Int32, _ url: URL, floor: URL) throws(StorageError) {
        self.descriptor = descriptor
        self.url = url
        self.floor = floor
        var end = Int(lseek(descriptor, 0, SEEK_END))
        if let text = try? String(contentsOf: floor, encoding: .utf8), let start = Int(text), start >= 0, start < end {
            do {
                try Self.cut(descriptor, url, to: start)
            } catch {
                FileCalls.shut(descriptor)
                throw error
            }
            end = start
        }
        size = Mutex(max(0, end))
        try FileCalls.remove(floor)
    }

    deinit { FileCalls.shut(descriptor) }

    /// How many bytes there are.
    package var offset: Int { size.withLock { $0 } }

    /// Adds bytes.
    ///
    /// - Throws: `storage.full`, `storage.unavailable`; ``offset`` then says how far it came.
    package func append(_ bytes: Span<UInt8>) throws(StorageError) {
        do {
            try FileCalls.write(bytes, to: descriptor, url)
            size.withLock { $0 += bytes.count }
        } catch {
            let end = Int(lseek(descriptor, 0, SEEK_END))
            size.withLock { $0 = max(0, end) }
            throw error
        }
        let isDue = unsynced.withLock { count in
            count += bytes.count
            return count >= Self.syncEvery
        }
        if isDue { try sync() }
    }

    /// Forces everything so far onto the disk.
    package func sync() throws(StorageError) {
        unsynced.withLock { $0 = 0 }
        try FileCalls.sync(descriptor, url)
    }

    /// Notes that what comes now counts only after ``keep()``.
    package func hold() throws(StorageError) {
        let draft = try FileCalls.create(floor)
        defer { FileCalls.shut(draft) }
        try FileCalls.write(Array("\(offset)".utf8).span, to: draft, floor)
        try FileCalls.sync(draft, floor)
    }

    /// What came since ``hold()`` counts.
    package func keep() throws(StorageError) {
        try sync()
        try FileCalls.remove(floor)
    }

    /// Forgets the bytes behind `start`.
    package func cut(to start: Int) throws(StorageError) {
        try Self.cut(descriptor, url, to: start)
        size.withLock { $0 = min($0, start) }
        try FileCalls.remove(floor)
    }

    private static func cut(_ descriptor: Int32, _ url: URL, to start: Int) throws(StorageError) {
        guard ftruncate(descriptor, off_t(start)) == 0, lseek(descriptor, off_t(start), SEEK_SET) >= 0 else {
            throw StorageError(errno: errno, call: "ftruncate", file: url.lastPathComponent)
        }
    }
}

/// What is known of a resumable upload beside its bytes.
package struct StoredUpload: Sendable, Hashable, Codable {
    /// Its identifier.
    package let id: UploadID
    /// Bytes it will have; nil while the client does not know yet.
    package var length: Int?
    /// What the client said of it, as it was sent.
    package let metadata: String
    /// When it began.
    package let created: Instant
    /// The answer it became.
    package var answer: AnswerID?
    /// A hash of the fields it became an answer with; nil when that was not noted.
    package var asked: String?
    /// Whose it is; nil when it was sent without a key.
    package let owner: String?

    /// A new upload.
    package init(id: UploadID, length: Int?, metadata: String, created: Instant, owner: String? = nil) {
        self.owner = owner
        self.id = id
        self.length = length
        self.metadata = metadata
        self.created = created
    }
}

/// The resumable uploads that are not finished, in the database: what one owner may have open is counted over all processes, and
/// beginning one costs the same however many there are.
package struct UploadLedger: Sendable {
    /// What one owner may have open.
    package struct Limits: Sendable, Hashable {
        /// Uploads.
        package var count: Int
        /// Bytes in all of them, as they were announced.
        package var bytes: Int

        /// Limits.
        package init(count: Int = 200, bytes: Int = 20 << 30) {
            self.count = count
            self.bytes = bytes
        }
    }

    private let database: any SQLDatabase
    private let limits: Limits

    /// The ledger of a database.
    package init(_ database: any SQLDatabase, limits: Limits = Limits()) {
        self.database = database
        self.limits = limits
    }

    /// Notes a new upload.
    ///
    /// - Parameters:
    ///   - bytes: its length, or the longest it may become.
    ///   - end: when it is forgotten if nothing more comes.
    /// - Throws: `upload.too_many`.
    func open(as principal: Principal, _ id: UploadID, bytes: Int, until end: Instant, at now: Instant) async throws {
        let limits = limits
        try await database.write { connection in
            let sums = try connection.execute(
                """
                SELECT COUNT(*) AS uploads, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM uploads
                WHERE owner = $1 AND expires_at > $2
                """,
                [.text(principal.owner), .time(now)]
            )
            let (count, sum) = (try sums.first?.int("uploads") ?? 0, try sums.first?.int("bytes") ?? 0)
            guard count < limits.count else {
                throw WebError(
                    .tooManyUploads,
                    "There are \(count) unfinished uploads already. Finish or delete some of them first."
                )
            }
            guard bytes <= limits.bytes - sum else {
                throw WebError(
                    .tooManyUploads,
                    "The unfinished uploads have \(ByteCount.text(sum)) already. Finish or delete some of them first."
                )
            }
            try connection.execute(
                "INSERT INTO uploads (id, owner, bytes, expires_at) VALUES ($1, $2, $3, $4)",
                [.text(id.rawValue), .text(principal.owner), .int(bytes), .time(end)]
            )
        }
    }

    /// An upload went on.
    func extend(_ id: UploadID, until end: Instant) async throws {
        try await database.write { connection in
            try connection.execute(
                "UPDATE uploads SET expires_at = $2 WHERE id = $1 AND expires_at < $2",
                [.text(id.rawValue), .time(end)]
            )
        }
    }

    /// An upload became an answer: its bytes count no more, and what is known of it goes with the answer.
    func finish(_ id: UploadID, as answer: AnswerID, until end: Instant) async throws {
        try await database.write { connection in
            try connection.execute(
                "UPDATE uploads SET answer = $2, bytes = 0, expires_at = $3 WHERE id = $1",
                [.text(id.rawValue), .text(answer.rawValue), .time(end)]
            )
        }
    }

    /// Uploads are gone.
    func forget(_ ids: [UploadID]) async throws {
        guard !ids.isEmpty else { return }
        try await database.write { connection in
            for id in ids { try connection.execute("DELETE FROM uploads WHERE id = $1", [.text(id.rawValue)]) }
        }
    }

    /// Those that became an answer.
    func uploads(of answer: AnswerID) async throws -> [UploadID] {
        try await database.read { connection in
            try connection.execute("SELECT id FROM uploads WHERE answer = $1", [.text(answer.rawValue)]).compactMap {
                row in
                UploadID(try row.text("id"))
            }
        }
    }

    /// Forgets those that ended before a time: their folder was another machine's, or went without them.
    func sweep(before end: Instant) async throws {
        try await database.write { connection in
            try connection.execute("DELETE FROM uploads WHERE expires_at < $1", [.time(end)])
        }
    }
}

/// Removes expired uploads by the clock, so that they go also where no new ones come.
package struct UploadSweep: Service {
    private let desk: UploadDesk
    private let everyMs: Int
    private let clock: PipelineClock
    private let log: Logger

    /// A sweep of one desk's folder.
    ///
    /// - Parameter keepMs: how long uploads are kept; swept are they twice in that time, once an hour at least and once in ten seconds
    ///   at most.
    package init(_ desk: UploadDesk, keepMs: Int, clock: PipelineClock = .system, log: Logger) {
        self.desk = desk
        everyMs = max(10_000, min(3_600_000, keepMs / 2))
        self.clock = clock
        self.log = log
    }

    /// Sweeps until the task is cancelled or asked to stop.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while true {
                do {
                    let count = try await desk.sweep()
                    if count > 0 { log.info("expired uploads removed", metadata: ["uploads": "\(count)"]) }
                } catch {
                    log.warning("expired uploads stay", metadata: ["error": "\(error)"])
                }
                guard (try? await clock.sleep(everyMs)) != nil else { return }
            }
        }
    }
}

/// Hears the uploads that are still being made: those whose length is unknown when their bytes come.
package final class UploadHearings: Sendable {
    /// Who hears them.
    let live: LiveHearings
    private let table = Mutex<[UploadID: LiveHearing]>([:])

    /// Nothing is heard yet.
    package init(_ live: LiveHearings) { self.live = live }

    /// What decodes an upload; nil when nothing does.
    func hearing(of id: UploadID) -> LiveHearing? { table.withLock { $0[id] } }

    /// Sees to it that an upload is heard from its first byte on, unless its length is known: then it comes faster than it was
    /// made, and is heard when it is whole.
    func begin(_ upload: StoredUpload, _ file: URL) {
        table.withLock { table in
            if table[upload.id]?.isGivenUp == true { table[upload.id] = nil }
            guard upload.length == nil, table[upload.id] == nil else { return }
            var hearing = live.begin(file)
            if hearing == nil {
                // What was not asked for yet makes room for what is under way.
                table = table.filter { !$0.value.isOver }
                hearing = live.begin(file)
            }
            table[upload.id] = hearing
        }
    }

    /// Forgets an upload.
    func forget(_ id: UploadID) {
        let gone = table.withLock { $0.removeValue(forKey: id) }
        // Let go of outside of the lock: it may be the last to hold it, and gives the recording up then.
        withExtendedLifetime(gone) {}
    }
}
