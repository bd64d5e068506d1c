import ArgumentParser
import Core
import Database
import DatabasePostgres
import DatabaseSQLite
import FoundationEssentials
import Jobs
import Logging
import Measures

/// Benchmarks of the service's own parts. They fill the database that they are pointed at; the program `debrief` has none of them.
@main
struct ServiceBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service-benchmark",
        abstract: "Measure the queue, what depends on the number of answers, and the search over vectors.",
        subcommands: [Queue.self, Scale.self, Vectors.self]
    )

    /// Where the database is: `STORAGE_URL` names a PostgreSQL server, else it is a file in a folder.
    struct Place: ParsableArguments {
        @Option(help: "The folder that holds the database unless STORAGE_URL names one.")
        var data: String

        var log: Logger {
            var log = Logger(label: "benchmark")
            log.logLevel = .error
            return log
        }

        /// Opens the database with the schema of this version, once more at each call.
        func database() async throws -> any SQLDatabase {
            let folder = URL(filePath: data, directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let keys = FileManager.default.contents(atPath: folder.appending(path: "vault.key").path)
            let vault = keys.flatMap { InstallationKeys(String(decoding: $0, as: UTF8.self)) }.map { Vault($0) }
            let url = ProcessInfo.processInfo.environment["STORAGE_URL"] ?? ""
            let database: any SQLDatabase =
                if url.isEmpty {
                    try SQLiteDatabase(folder.appending(path: "debrief.sqlite"), vault: vault)
                } else {
                    try PostgresDatabase(PostgresSettings(url: url), vault: vault, log: log)
                }
            try await Migrator().apply(to: database, at: Instant(Date()))
            return database
        }
    }

    /// How many empty jobs a second the queue takes, and how soon a job is picked up.
    struct Queue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure the job queue with jobs that do nothing, in a database made for it."
        )

        @OptionGroup var place: Place

        @Option(help: "Workers at once.")
        var workers = 1

        @Option(help: "Jobs of one kind and worker at once.")
        var concurrency = 32

        @Option(help: "Answers for the throughput; then half of them, and as many jobs of another kind, together.")
        var jobs = 5_000

        @Option(help: "Answers for the pick-up time, one every 10 ms.")
        var paced = 500

        @Option(help: "Finished answers to store first; then only a page of the list and a claim are timed.")
        var stored = 0

        func run() async throws {
            let database = try await place.database()
            let run = QueueBenchmark(database: database, log: place.log)
            if stored > 0 {
                try await run.store(stored)
                let (list, claim) = try await run.look(300)
                print(
                    """
                    \(database.dialect.name) stored=\(stored) page p50=\(part(list, 0.5)) ms \
                    claim p50=\(part(claim, 0.5)) ms p99=\(part(claim, 0.99)) ms
                    """
                )
                return
            }
            // Over SQLite the workers are tasks of one process; over PostgreSQL each has connections of its own, as in another one.
            var homes: [any SQLDatabase] = []
            for _ in 0..<workers { homes.append(database.dialect == .sqlite ? database : try await place.database()) }
            let accepted = try await run.accept(jobs)
            let done = try await run.work(homes, concurrency: concurrency) { [jobs] in try await run.wait(jobs) }
            let paced = jobs + paced
            _ = try await run.work(homes, concurrency: concurrency) { [count = self.paced] in
                try await run.pace(count)
                try await run.wait(paced)
            }
            let half = jobs / 2
            _ = try await run.accept(half)
            _ = try await run.add(half)
            let mixed = try await run.work(homes, concurrency: concurrency) { try await run.wait(paced + 2 * half) }
            let waits = run.waits
            print(
                """
                \(database.dialect.name) workers=\(workers) concurrency=\(concurrency) jobs=\(jobs) \
                accepted/s=\(rate(jobs, accepted)) done/s=\(rate(jobs, done)) two kinds done/s=\(rate(2 * half, mixed)) \
                pick-up p50=\(part(waits, 0.5)) ms p99=\(part(waits, 0.99)) ms
                """
            )
        }

        private func part(_ times: [Duration], _ share: Double) -> String {
            guard !times.isEmpty else { return "-" }
            let milliseconds = times.sorted()[min(times.count - 1, Int(Double(times.count) * share))] / .milliseconds(1)
            return "\((milliseconds * 100).rounded() / 100)"
        }

        private func rate(_ count: Int, _ time: Duration) -> Int {
            Int((Double(count) / (time / .seconds(1))).rounded())
        }
    }

    /// What could depend on how many answers there are.
    struct Scale: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Time a page of the list, a claim, the start of a re-scoring and the filters, after debrief seed."
        )

        @OptionGroup var place: Place

        func run() async throws {
            for line in try await ScaleTrial(try await place.database()).lines() { print(line) }
        }
    }

    /// The search over drawn vectors.
    struct Vectors: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Time the search of knowledge documents over drawn vectors, and by pgvector where it is installed."
        )

        @OptionGroup var place: Place

        @Option(help: "How many vectors.")
        var count = 100_000

        @Option(help: "Numbers in a vector.")
        var dimensions = 384

        func validate() throws {
            guard (1...1_000_000).contains(count), (1...4_000).contains(dimensions) else {
                throw ValidationError("--count wants 1 to 1,000,000, --dimensions 1 to 4,000.")
            }
        }

        func run() async throws {
            let speed = try await VectorMeasure(try await place.database())
                .speed(count: count, dimensions: dimensions, queries: 50)
            func said(_ times: [Double]) -> String {
                "median \(text(times[times.count / 2])) ms, worst \(text(times.last ?? 0)) ms"
            }
            let size = text(Double(speed.bytes) / 1_048_576)
            print("exact, \(count) × \(dimensions): \(said(speed.exact)), \(size) MB in memory")
            if let index = speed.index, let recall = speed.recall {
                print("pgvector: \(said(index)), recall of the first ten \(text(recall))")
            }
        }

        private func text(_ number: Double) -> String { "\((number * 1_000).rounded() / 1_000)" }
    }
}
