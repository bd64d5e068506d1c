import Answers
import ArgumentParser
import Blobs
import Core
import Database
import FoundationEssentials
import Logging

/// `debrief queue-benchmark`: how many empty jobs a second the queue takes, and how soon a job is picked up. Hidden: it fills
/// the database it is pointed at. `Tests/Benchmarks/queue` runs it on databases of its own.
struct QueueBenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue-benchmark",
        abstract: "Measure the job queue with jobs that do nothing, in a database made for it.",
        shouldDisplay: false
    )

    @Option(help: "A new folder; holds the database unless storage.url names one.")
    var data: String

    @Option(help: "Workers at once.")
    var workers = 1

    @Option(help: "Jobs of one worker at once.")
    var concurrency = 32

    @Option(help: "Jobs for the throughput.")
    var jobs = 5_000

    @Option(help: "Jobs for the pick-up time, one every 10 ms.")
    var paced = 500

    @Option(help: "Finished answers to store first; then only a page of the list and a claim are timed.")
    var stored = 0

    func run() async throws {
        let settings = try await Settings.load(
            flags: ["data.folder": data, "log.level": "error"],
            file: nil,
            environment: ProcessInfo.processInfo.environment
        )
        let folder = URL(filePath: data, directoryHint: .isDirectory)
        _ = try BlobFolder(folder)
        var log = Logger(label: "benchmark")
        log.logLevel = .error
        let database = try Premises.database(settings, folder: folder, log: log)
        try await Migrator().apply(to: database, at: Instant(Date()))
        let run = QueueBenchmark(database: database, log: log)
        if stored > 0 {
            try await run.store(stored)
            let (list, claim) = try await run.look(300)
            Console.print(
                """
                \(database.dialect.name) stored=\(stored) page p50=\(part(list, 0.5)) ms \
                claim p50=\(part(claim, 0.5)) ms p99=\(part(claim, 0.99)) ms
                """
            )
            return
        }
        // Over SQLite the workers are tasks of one process; over PostgreSQL each has connections of its own, as in another one.
        let homes = try (0..<workers).map { _ in
            database.dialect == .sqlite ? database : try Premises.database(settings, folder: folder, log: log)
        }
        let accepted = try await run.accept(jobs)
        let done = try await run.work(homes, concurrency: concurrency) { try await run.wait(jobs) }
        let total = jobs + paced
        _ = try await run.work(homes, concurrency: concurrency) {
            try await run.pace(paced)
            try await run.wait(total)
        }
        let waits = run.waits
        Console.print(
            """
            \(database.dialect.name) workers=\(workers) concurrency=\(concurrency) jobs=\(jobs) \
            accepted/s=\(rate(jobs, accepted)) done/s=\(rate(jobs, done)) \
            pick-up p50=\(part(waits, 0.5)) ms p99=\(part(waits, 0.99)) ms
            """
        )
    }

    private func part(_ times: [Duration], _ share: Double) -> String {
        guard !times.isEmpty else { return "-" }
        let milliseconds = times.sorted()[min(times.count - 1, Int(Double(times.count) * share))] / .milliseconds(1)
        return "\((milliseconds * 100).rounded() / 100)"
    }

    private func rate(_ count: Int, _ time: Duration) -> Int { Int((Double(count) / (time / .seconds(1))).rounded()) }
}
