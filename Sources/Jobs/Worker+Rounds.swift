import Blobs
import Core
import Events
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

    /// Frees the jobs of dead workers. What this worker claimed itself is never among them: it knows better than any heartbeat
    /// what it has in hand, and gives back in ``beat(_:)`` what never arrived.
    func rescue(_ watch: inout HeartbeatWatch) async {
        do {
            let (others, leases) = (try await jobs.running(except: name), leases)
            let owners = Set(others.compactMap { $0.claim?.worker })
            let dead = try await threads.run { leases?.dead(among: owners) ?? [] }
            let rescued = try await jobs.rescue(
                deadWorkers: dead,
                silent: watch.look(at: others.compactMap(\.sign), now: clock.uptime()),
                jitter: clock.jitter(),
                at: clock.instant
            )
            for change in rescued {
                if let event = change.event { await hub.publish(event) }
                let job = change.job
                log.warning(
                    "job rescued",
                    metadata: ["job": "\(job.id)", "kind": "\(job.kind)", "state": "\(job.state.rawValue)"]
                )
            }
        } catch {
            log.warning("rescue failed", metadata: ["error": "\(error)"])
        }
    }

    /// Removes the lock files of workers that died long ago.
    func sweepLeases() async {
        guard let leases else { return }
        let before = clock.now().addingTimeInterval(-Double(settings.sweepMs) / 1000)
        _ = try? await threads.run { leases.sweep(before: before) }
    }

    /// Sees to it that every schedule has its job.
    func keepSchedules() async {
        for handler in registry.handlers {
            guard let schedule = handler.schedule else { continue }
            do {
                try await jobs.ensure(handler.kind, schedule, at: clock.instant)
            } catch {
                log.warning(
                    "a schedule cannot be kept",
                    metadata: ["kind": "\(handler.kind.name)", "error": "\(error)"]
                )
            }
        }
    }

    /// Tries again to write down the ends that could not be written.
    func writeEnds(_ running: RunningJobs) async {
        for (job, ending) in running.takeUnwritten() {
            if let unwritten = await runner.write(job, ending, log: log) { running.keep(job, unwritten) }
        }
    }
}
