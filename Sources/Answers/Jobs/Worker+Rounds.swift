import Blobs
import Core
import FoundationEssentials
import Logging

/// What a worker does beside its jobs, again and again. No round ends the worker when it fails: the next one tries again.
extension Worker {
    /// Does something every so often until the task is cancelled.
    func every(_ milliseconds: Int, _ round: () async -> Void) async {
        while await pause(milliseconds) { await round() }
    }

    /// Waits; false when the task was cancelled.
    func pause(_ milliseconds: Int) async -> Bool {
        (try? await clock.sleep(max(1, milliseconds))) != nil
    }

    /// Says that this worker is alive, writes down ends that could not be written before, stops work whose claim is lost, and
    /// gives back claims that never arrived.
    func beat(_ running: RunningJobs) async {
        await writeEnds(running)
        do {
            let before = running.inHand
            let owned = try await jobs.beat(name, at: clock.instant)
            for id in running.compare(owned: owned, before: before).strays {
                guard let job = try await jobs.find(id), job.claim?.worker == name else { continue }
                _ = try await jobs.end(job, .handedBack, jitter: 0, at: clock.instant)
                log.warning("a claim that never arrived is given back", metadata: ["job": "\(id)"])
            }
        } catch {
            log.warning("heartbeat failed", metadata: ["error": "\(error)"])
        }
    }

    /// Frees the jobs of dead workers.
    func rescue() async {
        do {
            let (owners, leases, own) = (try await jobs.owners(), leases, name)
            let dead = try await threads.run { leases?.dead(among: owners.subtracting([own])) ?? [] }
            let rescued = try await jobs.rescue(
                deadWorkers: dead,
                staleMs: settings.staleMs,
                jitter: clock.jitter(),
                at: clock.instant
            )
            for (job, progress) in rescued {
                await hub.publish(progress)
                log.warning("job rescued", metadata: ["job": "\(job.id)", "state": "\(job.state.rawValue)"])
            }
        } catch {
            log.warning("rescue failed", metadata: ["error": "\(error)"])
        }
    }

    /// Removes unfinished uploads, and files whose answer is not there, both from before the last round.
    package func sweep() async {
        do {
            let (blobs, store) = (blobs, AnswerStore(database))
            let before = clock.now().addingTimeInterval(-Double(settings.sweepMs) / 1000)
            let leases = leases
            var count = try await threads.run {
                leases?.sweep(before: before)
                return try blobs.sweepIncoming(before: before)
            }
            for shelf in BlobFolder.shelves {
                let answers = try await threads.run { blobs.answers(on: shelf, before: before) }
                for orphan in try await store.unknown(among: answers) {
                    try await threads.run { try blobs.remove(orphan) }
                    count += 1
                }
                for answer in answers { try await blobs.evict(answer, before: before) }
            }
            count += try await blobs.sweepStore(before: before) { try await store.unknown(among: $0) }
            if count > 0 { log.info("orphans removed", metadata: ["count": "\(count)"]) }
        } catch {
            log.warning("sweep failed", metadata: ["error": "\(error)"])
        }
    }

    /// Tries again to write down the ends that could not be written.
    func writeEnds(_ running: RunningJobs) async {
        for (job, ending) in running.takeUnwritten() {
            if let unwritten = await runner.write(job, ending, log: log) { running.keep(job, unwritten) }
        }
    }
}
