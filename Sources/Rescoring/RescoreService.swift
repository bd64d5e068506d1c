import Core
import Logging
import ServiceLifecycle
import Synchronization

/// Works on every re-scoring of a database that runs, as long as its process lives.
package struct RescoreService: Service {
    private let runner: RescoreRunner
    private let pollMs: Int
    private let graceMs: Int

    /// A service around a runner.
    ///
    /// - Parameters:
    ///   - pollMs: how often it looks for re-scorings.
    ///   - graceMs: how long answers that run may go on after a stop was asked for.
    package init(_ runner: RescoreRunner, pollMs: Int = 1_000, graceMs: Int = 20_000) {
        self.runner = runner
        self.pollMs = pollMs
        self.graceMs = graceMs
    }

    /// Works until a graceful shutdown or a cancellation.
    package func run() async throws {
        let stop = RescoreStop()
        await withGracefulShutdownHandler {
            await withTaskGroup { group in
                group.addTask { await work(stop) }
                group.addTask {
                    while !stop.isSet { guard await pause(200) else { return } }
                    _ = await pause(graceMs)
                }
                await group.next()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            stop.set()
        }
    }

    private func work(_ stop: RescoreStop) async {
        var told: Set<RescoreID> = []
        while !stop.isSet {
            do {
                let mover = RescoreMover(runner.database, blobs: runner.blobs, threads: runner.threads)
                for id in try await RescoreStore(runner.database).moving(as: .system) where !stop.isSet {
                    try await mover.run(id, stop: stop)
                }
                for id in try await RescoreStore(runner.database).running(as: .system) where !stop.isSet {
                    do {
                        try await runner.run(id, stop: stop)
                    } catch {
                        // This process lacks what the plan names; another one may have it.
                        guard told.insert(id).inserted else { continue }
                        runner.log.warning(
                            "re-scoring not possible here",
                            metadata: ["rescore": "\(id)", "error": "\(error)"]
                        )
                    }
                }
            } catch {
                runner.log.warning("re-scorings cannot be read", metadata: ["error": "\(error)"])
            }
            guard await pause(pollMs) else { return }
        }
    }

    private func pause(_ milliseconds: Int) async -> Bool { (try? await runner.clock.sleep(milliseconds)) != nil }
}
