import Answers
import FakeUpstreams
import Foundation
import Model
import StorageConformance
import Support
import Testing

/// Worker processes are killed at random moments of every stage, and PostgreSQL is restarted and killed under load. Nothing is
/// lost, nothing done twice, no service asked again for what is stored. `scripts/fault-test` runs many more rounds of it.
@Suite(.timeLimit(.minutes(FaultTrials.count > 20 ? 60 : 5)), .serialized)
struct FaultTests {
    private static let hasPostgres = TestPostgres.server != nil

    @Test func `on SQLite a killed worker loses nothing and repeats nothing`() async throws {
        try await FakeUpstreams.with { fakes in
            try await run(FaultHouse(fakes, onPostgres: false))
        }
    }

    @Test(.enabled(if: hasPostgres, "DEBRIEF_TEST_POSTGRES names no server; scripts/test starts one"))
    func `on PostgreSQL a killed worker, a restarted and a killed server lose nothing and repeat nothing`() async throws
    {
        try await FakeUpstreams.with { fakes in
            try await run(FaultHouse(fakes, onPostgres: true))
        }
    }

    private func run(_ house: FaultHouse) async throws {
        var seeded = SeededGenerator(seed: FaultTrials.seed)
        var total = FaultFindings()
        var hits: [String: Int] = [:]
        var faults: [String: Int] = [:]
        try await house.startWorker()
        for trial in 0..<FaultTrials.count {
            house.slow()
            let ids = [try await house.submit(), try await house.submit()]
            // A moment within a stage chosen beforehand, so that short stages are met as often as long ones.
            let stages: [Stage] = [.decode, .transcribe, .analyze, .evaluate, .report]
            let target = stages[trial % stages.count]
            while let stored = await house.standing(ids[0]), stored.status != .done {
                if stored.status == .running && stored.stage >= target { break }
            }
            let isSlow = target == .transcribe || target == .evaluate
            let pause = Int.random(in: 0...(isSlow ? FaultHouse.slowMs : 15), using: &seeded)
            try await Task.sleep(for: .milliseconds(pause))
            let fault =
                house.cluster == nil
                ? "worker killed"
                : ["worker killed", "worker killed", "server restarted", "worker killed", "server killed"][
                    trial / stages.count % 5
                ]
            switch fault {
            case "server restarted": try await FaultHouse.control("restart", house.cluster ?? "")
            case "server killed":
                try await FaultHouse.control("kill", house.cluster ?? "")
                try await FaultHouse.control("start", house.cluster ?? "")
            default:
                await house.killWorker()
                for id in ids {
                    let stored = await house.standing(id)
                    hits[stored.map { $0.status == .done ? "done" : $0.stage.rawValue } ?? "unknown", default: 0] += 1
                }
                try await house.startWorker()
            }
            faults[fault, default: 0] += 1
            try await house.finish(ids)
            total += try await house.findings(ids)
        }
        await house.close()
        #expect(total.lost == 0 && total.doubled == 0 && total.repeated == 0, "\(total)")
        // The services were asked at all, and more than once only for what was under way.
        let answers = 2 * FaultTrials.count
        #expect(total.answersHeard == 2 * answers)
        let engine = house.cluster == nil ? "SQLite" : "PostgreSQL"
        print(
            """
            fault test on \(engine): \(FaultTrials.count) trials (\(Self.list(faults))), \(answers) answers; \
            lost \(total.lost), doubled \(total.doubled), calls repeated for a stored stage \(total.repeated); \
            \(total.calls) calls for \(2 * answers) results; a worker died with its answers at \(Self.list(hits))
            """
        )
    }

    private static func list(_ counts: [String: Int]) -> String {
        counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}

/// How long the fault test goes on.
enum FaultTrials {
    /// Faults on each engine.
    static let count = ProcessInfo.processInfo.environment["DEBRIEF_FAULT_TRIALS"].flatMap { Int($0) } ?? 6
    /// Where its moments of chance begin.
    static let seed = ProcessInfo.processInfo.environment["DEBRIEF_FAULT_SEED"].flatMap { UInt64($0) } ?? 1
}
