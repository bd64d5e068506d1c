import Answers
import FoundationEssentials
import HTTPKit

extension Premises {
    /// Whether the process can work, and what it measures.
    func health(_ drain: Drain, _ metrics: @escaping @Sendable () -> String) -> HealthRoutes {
        let readiness = Readiness(
            database: database,
            blobs: blobs,
            threads: pools.probes,
            minFreeBytes: wiring.settings.number("health.minFreeBytes"),
            lateMs: wiring.settings.number("health.lateMs"),
            now: { Date() }
        )
        return HealthRoutes(readiness: readiness, drain: drain, database: database, metrics: metrics)
    }

    /// Removes recordings that were kept long enough.
    var retention: RetentionService {
        let days = wiring.settings.number("retention.recordingDays")
        return RetentionService(
            database,
            blobs: blobs,
            rule: days < 0 ? .forever : .days(days),
            threads: threads,
            log: wiring.logger
        )
    }
}
