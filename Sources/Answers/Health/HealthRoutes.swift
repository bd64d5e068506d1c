import Core
package import Database
package import HTTPKit
import HTTPTypes
import Hummingbird
import NIOCore

/// Whether the process can work, and what it measures.
package struct HealthRoutes: Sendable {
    private let readiness: Readiness
    private let jobs: JobStore
    private let drain: Drain
    private let metrics: @Sendable () -> String

    private struct Health: Encodable {
        var status = "ok"
    }

    /// The routes.
    ///
    /// - Parameters:
    ///   - drain: whether the process is on its way out; it is not ready then.
    ///   - metrics: what was measured, as Prometheus text.
    package init(
        readiness: Readiness,
        drain: Drain,
        database: any SQLDatabase,
        metrics: @escaping @Sendable () -> String
    ) {
        self.readiness = readiness
        self.drain = drain
        jobs = JobStore(database)
        self.metrics = metrics
    }

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.service
        for name in ["getHealth", "getLiveness"] {
            routes.add(operations[name]) { _, _ in try JSONReply.response(Health()) }
        }
        routes.add(operations["getReadiness"]) { _, context in
            var reply = await readiness.check()
            if drain.isUnderWay { reply.status = "draining" }
            // A balancer needs the status; what is wrong and how full the disk is concerns the operator.
            if context.principal?.may(.metricsRead) != true { reply = reply.withoutDetails }
            return try JSONReply.response(reply, status: reply.status == "ready" ? .ok : .serviceUnavailable)
        }
        routes.add(operations["getMetrics"]) { _, _ in
            let text = metrics() + (await queue())
            return Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(string: text))
            )
        }
    }

    /// The queue as it is at this moment, asked of the database, which all processes share. Nothing when it cannot be asked.
    private func queue() async -> String {
        let (readiness, jobs) = (readiness, jobs)
        // Less than the 10 s a scrape has: everything else is to be seen also while the database hangs.
        guard let backlog = await TimeLimit.within(1_000, { try? await jobs.backlog() }),
            let reply = await TimeLimit.within(1_000, { await readiness.check() })
        else { return "" }
        let oldest = Double(reply.checks["queue"]?.oldestMs ?? 0) / 1_000
        return """
            # TYPE jobs_waiting gauge
            jobs_waiting \(backlog.waiting)
            # TYPE jobs_running gauge
            jobs_running \(backlog.running)
            # TYPE jobs_oldest_seconds gauge
            jobs_oldest_seconds \(oldest)

            """
    }
}
