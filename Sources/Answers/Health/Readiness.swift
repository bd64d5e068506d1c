package import Blobs
package import Core
package import Database
package import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird
import Jobs
import NIOCore

/// Whether the service can take answers now, part by part. Found out once a second at most, however many ask.
package actor Readiness {
    /// How long what was found is told again, in milliseconds.
    static let trustMs = 1_000
    /// How long a part has to answer, in milliseconds.
    private static let partMs = 1_500

    /// What one part says.
    package struct Part: Sendable, Codable, Hashable {
        /// `ok`; `late` for a queue that waits too long; `failed`.
        package var status: String
        /// A sentence for the operator; absent when all is well.
        package var detail: String?
        /// How old the oldest waiting job is.
        package var oldestMs: Int?
        /// How many jobs wait.
        package var waiting: Int?
        /// Bytes free on the disk.
        package var freeBytes: Int?
    }

    /// Everything together.
    package struct Reply: Sendable, Codable, Hashable {
        /// `ready`, or `unavailable` when a part failed. A late queue takes answers, so it is ready.
        package var status: String
        /// The parts by name.
        package var checks: [String: Part]

        /// The statuses alone.
        var withoutDetails: Reply { Reply(status: status, checks: checks.mapValues { Part(status: $0.status) }) }
    }

    private let database: any SQLDatabase
    private let blobs: BlobFolder
    private let threads: BlockingThreads
    private let minFreeBytes: Int
    private let lateMs: Int
    private let now: @Sendable () -> Date
    private let uptime: @Sendable () -> Duration
    private var last: (reply: Reply, at: Duration)?
    private var asking: Task<Reply, Never>?

    /// The readiness of a process.
    ///
    /// - Parameters:
    ///   - minFreeBytes: less free disk than this is too little.
    ///   - lateMs: a job that is due for longer makes the queue late.
    package init(
        database: any SQLDatabase,
        blobs: BlobFolder,
        threads: BlockingThreads,
        minFreeBytes: Int,
        lateMs: Int,
        now: @escaping @Sendable () -> Date,
        uptime: @escaping @Sendable () -> Duration = PipelineClock.systemUptime
    ) {
        self.database = database
        self.blobs = blobs
        self.threads = threads
        self.minFreeBytes = minFreeBytes
        self.lateMs = lateMs
        self.now = now
        self.uptime = uptime
    }

    /// What everything says now, or said within the last second.
    package func check() async -> Reply {
        if let last, uptime() - last.at < .milliseconds(Self.trustMs) { return last.reply }
        if let asking { return await asking.value }
        let task = Task { await self.look() }
        asking = task
        let reply = await task.value
        (last, asking) = ((reply, uptime()), nil)
        return reply
    }

    /// Looks at everything.
    private nonisolated func look() async -> Reply {
        async let schemaPart = within { await self.schema() }
        async let queuePart = within { await self.queue() }
        async let diskPart = within { await self.disk() }
        let hasStore = blobs.store != nil
        async let storePart: Part? = hasStore ? within { await self.store() ?? Part(status: "ok") } : nil
        let (schema, queue) = await (schemaPart, queuePart)
        var checks = await ["database": database(schema, queue), "schema": schema, "queue": queue, "disk": diskPart]
        checks["blobs"] = await storePart
        let isReady = checks.values.allSatisfy { $0.status != "failed" }
        return Reply(status: isReady ? "ready" : "unavailable", checks: checks)
    }

    /// A part that says nothing in time has failed: who asks has more to do than to wait for it.
    private nonisolated func within(_ part: @escaping @Sendable () async -> Part) async -> Part {
        await TimeLimit.within(Self.partMs) { await part() }
            ?? Part(status: "failed", detail: "It did not answer within \(Self.partMs) ms.")
    }

    private nonisolated func database(_ schema: Part, _ queue: Part) -> Part {
        // A damaged one may answer these two and nothing else.
        do { try database.check() } catch { return Self.failure(error) }
        // A database that answers both questions is there.
        let isThere = queue.status != "failed"
        return isThere ? Part(status: "ok") : Part(status: "failed", detail: queue.detail)
    }

    private nonisolated func schema() async -> Part {
        do {
            let pending = try await Migrator().pending(in: database)
            guard !pending.isEmpty else { return Part(status: "ok") }
            return Part(status: "failed", detail: "\(pending.count) migrations are not applied; run debrief migrate.")
        } catch {
            return Self.failure(error)
        }
    }

    private nonisolated func queue() async -> Part {
        do {
            let backlog = try await JobStore.answers(database).backlog()
            let age = backlog.oldest.map { max(0, Int(Instant(now()).milliseconds &- $0.milliseconds)) } ?? 0
            var part = Part(status: age > lateMs ? "late" : "ok")
            if age > lateMs {
                part.detail = "The oldest job that is due waits for \(age / 1_000) s; are there workers?"
            }
            part.oldestMs = age
            part.waiting = backlog.waiting
            return part
        } catch {
            return Self.failure(error)
        }
    }

    private nonisolated func disk() async -> Part {
        let (blobs, minFreeBytes) = (blobs, minFreeBytes)
        do {
            return try await threads.run {
                // Free space says nothing about a folder that may not be written.
                let probe = try blobs.makeIncoming()
                defer { probe.discard() }
                try probe.append([UInt8](repeating: 0, count: 1).span)
                let facts = try? FileManager.default.attributesOfFileSystem(forPath: blobs.root.path)
                let free =
                    facts?[.systemFreeSize] as? Int ?? (facts?[.systemFreeSize] as? UInt64).map { Int(clamping: $0) }
                var part = Part(status: "ok")
                part.freeBytes = free
                if let free, free < minFreeBytes {
                    part.status = "failed"
                    part.detail = "The disk has fewer than health.minFreeBytes (\(minFreeBytes)) free."
                }
                return part
            }
        } catch {
            return Self.failure(error)
        }
    }

    /// The store behind the data folder; nil when there is none.
    private nonisolated func store() async -> Part? {
        guard let store = blobs.store else { return nil }
        do {
            _ = try await store.list("answers/ready", nil)
            return Part(status: "ok")
        } catch {
            return Self.failure(error)
        }
    }

    private static func failure(_ error: any Error) -> Part {
        Part(status: "failed", detail: (error as? any CodedError)?.message ?? "It cannot be used.")
    }
}

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
        jobs = JobStore.answers(database)
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
