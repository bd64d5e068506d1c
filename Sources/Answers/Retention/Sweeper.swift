package import Blobs
package import Core
package import Database
import FoundationEssentials
package import Jobs
package import Logging
import Model
import Synchronization

/// Takes away the files that belong to no answer. What the database does not know may as well be known by another one, so every
/// place is counted first and left alone unless ``SweepRule`` allows it; what goes lies in the trash for a week, and comes back
/// when the database knows it by then.
package final class Sweeper: Sendable {
    /// What a sweep found in one place.
    package struct Survey: Sendable, Hashable {
        /// `data folder` or `store`.
        package var place: String
        /// What lies there.
        package var census: Census
        /// Why nothing goes; nil when the orphans may.
        package var refusal: SweepRule.Refusal?
        /// Whether the place is going to carry the mark from now on.
        package var adopts = false
    }

    /// How far the two clocks may part between two sweeps: after a step of the system's time no age means anything.
    private static let maxStep = Duration.seconds(600)

    private let database: any SQLDatabase
    private let blobs: BlobFolder
    private let threads: BlockingThreads
    private let clock: PipelineClock
    private let log: Logger
    private let ageMs: Int
    private let keepMs: Int
    private let cacheMs: Int
    private let rule: SweepRule
    private let clocks: Mutex<(wall: Date, uptime: Duration)>

    /// A sweeper.
    ///
    /// - Parameters:
    ///   - ageMs: how old leftovers must be.
    ///   - keepMs: how long they stay in the trash.
    ///   - cacheMs: how long copies of what a store holds stay in the data folder when they are not used.
    package init(
        _ database: any SQLDatabase,
        blobs: BlobFolder,
        threads: BlockingThreads,
        clock: PipelineClock = .system,
        log: Logger,
        ageMs: Int = 86_400_000,
        keepMs: Int = 604_800_000,
        cacheMs: Int = 3_600_000,
        rule: SweepRule = SweepRule()
    ) {
        self.database = database
        self.blobs = blobs
        self.threads = threads
        self.clock = clock
        self.log = log
        self.ageMs = ageMs
        self.keepMs = keepMs
        self.cacheMs = cacheMs
        self.rule = rule
        clocks = Mutex((clock.now(), clock.uptime()))
    }

    /// A sweeper as a worker's settings want it.
    package convenience init(
        _ database: any SQLDatabase,
        blobs: BlobFolder,
        threads: BlockingThreads,
        _ settings: WorkerSettings,
        clock: PipelineClock = .system,
        log: Logger
    ) {
        self.init(
            database,
            blobs: blobs,
            threads: threads,
            clock: clock,
            log: log,
            ageMs: settings.sweepAgeMs,
            keepMs: settings.trashMs,
            cacheMs: settings.sweepMs
        )
    }

    /// What a worker does beside its jobs: each process looks after its own data folder. Never at the start: a start with the wrong
    /// database is noticed before the first round.
    package func round(everyMs: Int) -> WorkerRound { WorkerRound(everyMs: everyMs) { await self.tidy() } }

    /// One round that fails without a word to its caller: the next one tries again.
    package func tidy() async {
        do {
            let count = try await sweep()
            if count > 0 { log.info("orphans moved to the trash", metadata: ["count": "\(count)"]) }
        } catch is CancellationError {
        } catch {
            log.warning("sweep failed", metadata: ["error": "\(error)"])
        }
    }

    /// Looks at every place, and changes nothing.
    package func surveys() async throws -> [Survey] {
        guard let own = try await InstallationStore(database).find() else { return [] }
        var surveys = [try await survey("data folder", blobs.board, own, try await folderCensus())]
        if let board = blobs.storeBoard {
            surveys.append(try await survey("store", board, own, try await storeCensus()))
        }
        return surveys
    }

    /// One round.
    ///
    /// - Returns: how many answers' files were taken away.
    /// - Throws: `CancellationError` as soon as the task is cancelled, and what the database and the places throw.
    package func sweep() async throws -> Int {
        guard !clockWasSet() else {
            log.warning("no sweep: the system's clock was set")
            return 0
        }
        try await evict()
        let own = try await InstallationStore(database).current(at: clock.instant)
        let folder = try await survey("data folder", blobs.board, own, try await folderCensus())
        var places = [(folder, blobs.board)]
        if let board = blobs.storeBoard { places.append((try await survey("store", board, own, storeCensus()), board)) }
        let refused = places.map(\.0).filter { $0.refusal != nil }
        for survey in refused {
            log.warning(
                "no sweep",
                metadata: [
                    "place": "\(survey.place)", "reason": "\(survey.refusal?.sentence ?? "")",
                    "orphans": "\(survey.census.orphans.count)", "answers": "\(survey.census.total)",
                ]
            )
        }
        // One place that does not fit makes the database itself suspect.
        guard refused.isEmpty, let next = try await InstallationStore(database).advance() else { return 0 }
        for (_, board) in places { try await board.own(next) }
        var count = try await takeFromFolder(folder.census.orphans)
        if places.count > 1 { count += try await takeFromStore(places[1].0.census.orphans) }
        return count
    }

    private func survey(
        _ place: String,
        _ board: MarkBoard,
        _ own: Installation,
        _ census: Census
    ) async throws -> Survey {
        var marks = try await board.marks()
        let adopts = rule.adopts(marks, own, census)
        if adopts { marks.owner = InstallationMark(own) }
        return Survey(
            place: place,
            census: census,
            refusal: rule.refusal(marks, own, census),
            adopts: adopts
        )
    }

    private var before: Date { clock.now().addingTimeInterval(-Double(ageMs) / 1000) }

    private func folderCensus() async throws -> Census {
        let (blobs, before, store) = (blobs, before, AnswerStore(database))
        var census = Census()
        for shelf in BlobFolder.shelves {
            try Task.checkCancellation()
            let entries = try await threads.run { blobs.census(of: shelf) }
            let orphans = Set(try await store.unknown(among: entries.map(\.answer)))
            census.total += entries.count
            census.known += entries.count - orphans.count
            census.orphans += entries.filter { entry in
                orphans.contains(entry.answer) && entry.changed < before && entry.answer.madeBefore(before)
            }.map(\.answer)
        }
        return census
    }

    private func storeCensus() async throws -> Census {
        let store = AnswerStore(database)
        return try await blobs.storeCensus(before: before) { try await store.unknown(among: $0) }
    }

    private func takeFromFolder(_ orphans: [AnswerID]) async throws -> Int {
        let (blobs, before, store) = (blobs, before, AnswerStore(database))
        let today = TrashDay(clock.now())
        for orphan in orphans {
            try Task.checkCancellation()
            try await threads.run { try blobs.discard(orphan, on: today) }
        }
        let gone = TrashDay(clock.now().addingTimeInterval(-Double(keepMs) / 1000))
        let discarded = try await threads.run { blobs.discarded() }
        let unknown = Set(try await store.unknown(among: discarded.map(\.answer)))
        for (day, answer) in discarded {
            try Task.checkCancellation()
            if !unknown.contains(answer) {
                try await threads.run { try blobs.putBack(answer, from: day) }
            } else if day < gone {
                try await threads.run { try blobs.purge(answer, from: day) }
            }
        }
        _ = try await threads.run { try blobs.sweepIncoming(before: before) }
        return orphans.count
    }

    /// Removes the copies in the data folder of what the store holds, unless they were used lately.
    private func evict() async throws {
        guard blobs.store != nil else { return }
        let blobs = blobs
        let before = clock.now().addingTimeInterval(-Double(cacheMs) / 1000)
        for shelf in BlobFolder.shelves {
            for answer in try await threads.run({ blobs.answers(on: shelf, before: before) }) {
                try Task.checkCancellation()
                try await blobs.evict(answer, before: before)
            }
        }
    }

    private func takeFromStore(_ orphans: [AnswerID]) async throws -> Int {
        let (blobs, store) = (blobs, AnswerStore(database))
        let today = TrashDay(clock.now())
        let gone = TrashDay(clock.now().addingTimeInterval(-Double(keepMs) / 1000))
        let condemned = try await blobs.condemned()
        let unknown = Set(try await store.unknown(among: condemned.map(\.answer)))
        for (day, answer) in condemned {
            try Task.checkCancellation()
            if !unknown.contains(answer) {
                try await blobs.resolve(answer, of: day, files: false)
            } else if day < gone {
                try await blobs.resolve(answer, of: day, files: true)
            }
        }
        let fresh = Set(orphans).subtracting(condemned.map(\.answer))
        for orphan in fresh {
            try Task.checkCancellation()
            try await blobs.condemn(orphan, on: today)
        }
        return fresh.count
    }

    /// Whether the system's clock was set since the last look, so that ages are worth nothing this time.
    private func clockWasSet() -> Bool {
        let (wall, uptime) = (clock.now(), clock.uptime())
        return clocks.withLock { last in
            let step = Duration.seconds(wall.timeIntervalSince(last.wall)) - (uptime - last.uptime)
            last = (wall, uptime)
            return step > Self.maxStep || step < .zero - Self.maxStep
        }
    }
}
