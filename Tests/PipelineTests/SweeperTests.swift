import Events
import Foundation
import Jobs
import Logging
import Testing

@testable import Answers
@testable import Blobs
@testable import Core
@testable import Database
@testable import DatabaseSQLite
@testable import Model

/// Whatever is wrong with the database, no sweep loses a recording.
@Suite(.timeLimit(.minutes(2)))
struct SweeperTests {
    private let folder: TemporaryFolder
    private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let old = Date(timeIntervalSinceNow: -10 * 86_400)

    init() throws { folder = try TemporaryFolder() }

    /// A data folder with its database, perhaps before a shared store.
    private struct Site {
        let database: SQLiteDatabase
        let blobs: BlobFolder
        let sweeper: Sweeper
        let clock: TestClock

        func installation() async throws -> Installation {
            try await InstallationStore(database).current(at: Instant(.now))
        }

        /// An answer that the database knows, with its recording.
        func accept(at date: Date = old) async throws -> AnswerID {
            let submission = Submission.sample(at: date)
            try await AnswerStore(database).accept(as: .system, submission)
            return try await leave(submission.id)
        }

        /// A recording that the database does not know.
        @discardableResult
        func leave(_ id: AnswerID = AnswerID(at: old)) async throws -> AnswerID {
            try blobs.write([1], as: .original, of: id)
            let place = blobs.url(.original, of: id).deletingLastPathComponent()
            try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: place.path)
            try await blobs.settle(.original, of: id)
            return id
        }

        func has(_ id: AnswerID) -> Bool { blobs.has(.original, of: id) }
    }

    private func site(
        _ name: String,
        database: String = "debrief.sqlite",
        store: BlobStore? = nil,
        joins: Bool = true
    ) async throws -> Site {
        let root = folder.url.appending(path: name)
        let place = try BlobFolder(root)
        let database = try SQLiteDatabase(root.appending(path: database))
        try await Migrator().apply(to: database, at: Instant(.now))
        let installation = try await InstallationStore(database).current(at: Instant(.now))
        if joins { try await place.board.join(installation) { place.isEmpty } }
        let marked = joins ? store?.marked(scratch: { place.scratch() }, by: { installation }) : store
        let blobs = try BlobFolder(root, store: marked)
        let clock = TestClock()
        clock.move(to: Instant(.now))
        let sweeper = Sweeper(
            database,
            blobs: blobs,
            threads: BlockingThreads(),
            clock: clock.pipeline(steady: true),
            log: log
        )
        return Site(database: database, blobs: blobs, sweeper: sweeper, clock: clock)
    }

    @Test func `an orphan lies in the trash for a week, and comes back when the database knows it again`() async throws
    {
        let site = try await site("data")
        let known = try await site.accept()
        let (lost, found) = (try await site.leave(), try await site.leave())
        #expect(try await site.sweeper.surveys().map(\.census.orphans.count) == [2])
        #expect(site.has(lost), "a survey changes nothing")
        #expect(try await site.sweeper.sweep() == 2)
        #expect(site.has(known) && !site.has(lost) && !site.has(found))
        try await AnswerStore(site.database).accept(as: .system, Submission.sample(id: found, at: Self.old))
        #expect(try await site.sweeper.sweep() == 0)
        #expect(site.has(found) && site.blobs.discarded().map(\.answer) == [lost])
        site.clock.move(to: site.clock.instant.advanced(byMs: 9 * 86_400_000))
        #expect(try await site.sweeper.sweep() == 0)
        #expect(site.blobs.discarded().isEmpty && site.has(known) && site.has(found))
    }

    @Test func `an empty database beside the files takes nothing`() async throws {
        let first = try await site("data")
        let answers = [try await first.accept(), try await first.accept()]
        #expect(try await first.sweeper.sweep() == 0)
        let second = try await site("data", database: "debrief-new.sqlite")
        #expect(try await second.sweeper.sweep() == 0)
        let surveys = try await second.sweeper.surveys()
        #expect(surveys.first?.refusal == .foreign([try await first.installation().id]))
        _ = try await second.accept()
        #expect(try await second.sweeper.sweep() == 0)
        // The first one, repaired and brought back, takes nothing of the second's either.
        #expect(try await first.sweeper.sweep() == 0)
        #expect(answers.allSatisfy(first.has) && first.blobs.discarded().isEmpty)
    }

    @Test func `a database restored from a backup takes nothing`() async throws {
        let site = try await site("data")
        _ = try await site.accept()
        let later = Installation(id: try await site.installation().id, generation: 7)
        try await site.blobs.board.own(later)
        let missing = try await site.leave()
        #expect(try await site.sweeper.sweep() == 0)
        #expect(try await site.sweeper.surveys().first?.refusal == .restored)
        #expect(site.has(missing))
    }

    @Test func `an installation of before the marks takes its folder over, another's it does not`() async throws {
        let own = try await site("own", joins: false)
        for _ in 0..<4 { _ = try await own.accept() }
        let orphan = try await own.leave()
        #expect(try await own.sweeper.surveys().first?.adopts == true)
        #expect(try await own.sweeper.sweep() == 1)
        #expect(!own.has(orphan))
        #expect(try await own.blobs.board.marks().owner?.installation == own.installation().id)

        let other = try await site("other", joins: false)
        _ = try await other.accept()
        let kept = [try await other.leave(), try await other.leave()]
        #expect(try await other.sweeper.sweep() == 0)
        #expect(kept.allSatisfy(other.has))
        #expect(try await other.sweeper.surveys().first?.refusal == .unmarked)
    }

    @Test func `two databases over one store lose nothing, with a prefix each sweeps its own`() async throws {
        let store = BlobStore.folder(folder.url.appending(path: "shared"))
        let (a, b) = (try await site("a", store: store), try await site("b", store: store))
        let (first, second) = (try await a.accept(), try await b.accept())
        for site in [a, b] {
            #expect(try await site.sweeper.sweep() == 0)
            #expect(try await site.sweeper.surveys().last?.refusal != nil)
        }
        for id in [first, second] { #expect(try await !store.list("answers/\(id)/", nil).names.isEmpty) }
        #expect(try await store.list("trash/", nil).names.isEmpty)

        let (c, d) = (try await site("c", store: store.below("c")), try await site("d", store: store.below("d")))
        let (mine, theirs) = (try await c.accept(), try await d.accept())
        let orphan = try await c.leave()
        #expect(try await c.sweeper.sweep() == 2, "one in the folder, one in the store")
        #expect(try await c.blobs.condemned().map(\.answer) == [orphan])
        // Noted, and still there for a week.
        #expect(try await store.list("c/answers/\(orphan)/", nil).names.count == 1)
        c.clock.move(to: c.clock.instant.advanced(byMs: 9 * 86_400_000))
        _ = try await c.sweeper.sweep()
        #expect(try await store.list("c/answers/\(orphan)/", nil).names.isEmpty)
        #expect(try await store.list("c/answers/\(mine)/", nil).names.count == 1)
        #expect(try await store.list("d/answers/\(theirs)/", nil).names.count == 1)
    }

    @Test func `twenty thousand answers of another installation stay, and are looked through in seconds`() async throws
    {
        let shared = folder.url.appending(path: "shared")
        let store = BlobStore.folder(shared)
        for number in 0..<20_000 {
            let id = AnswerID(at: Date(timeIntervalSince1970: 1_700_000_000 + Double(number)))
            let place = shared.appending(path: "answers/\(id)")
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            #expect(FileManager.default.createFile(atPath: place.appending(path: "original").path, contents: nil))
        }
        let site = try await site("data", store: store)
        let own = try await site.accept()
        let start = ContinuousClock.now
        #expect(try await site.sweeper.sweep() == 0)
        let elapsed = start.duration(to: .now)
        #expect(elapsed < .seconds(30), "\(elapsed)")
        #expect(try await site.sweeper.surveys().last?.census.total == 20_001)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: shared.appending(path: "answers").path).count == 20_001
        )
        #expect(site.has(own))
        // A cancelled sweep ends at its next folder.
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await site.sweeper.sweep()
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
    }

    @Test func `after a step of the clock one sweep is left out`() async throws {
        let site = try await site("data")
        _ = try await site.accept()
        let orphan = try await site.leave()
        site.clock.step(byMs: 3_600_000)
        #expect(try await site.sweeper.sweep() == 0)
        #expect(site.has(orphan))
        #expect(try await site.sweeper.sweep() == 1)
    }

    @Test func `a worker sweeps an hour after its start, and not before`() async throws {
        let site = try await site("data")
        _ = try await site.accept()
        let orphan = try await site.leave()
        let waits = Calls()
        let worker = Worker(
            site.database,
            blobs: site.blobs,
            leases: nil,
            pipeline: AnswerPipeline(.counting(Calls()), threads: BlockingThreads()),
            hub: EventHub(),
            clock: PipelineClock(
                now: { Date() },
                sleep: { milliseconds in
                    try? waits.note("\(milliseconds)")
                    try await Task.sleep(for: .seconds(3600))
                },
                jitter: { 1 }
            ),
            log: log
        )
        let task = Task { try await worker.run() }
        while waits["3600000"] == 0 { await Task.yield() }
        task.cancel()
        try await task.value
        #expect(site.has(orphan))
    }
}
