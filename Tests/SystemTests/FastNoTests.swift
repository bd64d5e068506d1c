import FakeUpstreams
import Foundation
import Outbound
import Support
import Testing

/// What cannot be done is refused soon: a database or an object store that is stopped, or gone, keeps no request longer than
/// storage.waitMs and a second.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct FastNoTests {
    private static let waitMs = 3_000
    /// Other tests run beside this one on the same processors; the lines it prints are the figures, on a machine of its own.
    private static let share = Duration.seconds(3)
    private static let most = Duration.milliseconds(waitMs + 1_000) + share

    private struct Reply {
        var status: Int
        var retryAfter: String?
        var text: String
        var took: Duration
    }

    private func ask(
        _ server: ServerProcess,
        _ method: HTTPRequest.Method,
        _ path: String,
        body: HTTPBody = .empty,
        type: String? = nil
    ) async throws -> Reply {
        let start = ContinuousClock.now
        let headers = type.map { [(name: "Content-Type", value: $0)] } ?? []
        let reply = try await server.send(method, path, headers: headers, body: body)
        return Reply(
            status: reply.status,
            retryAfter: reply.headers["retry-after"],
            text: reply.text,
            took: start.duration(to: .now)
        )
    }

    /// Requests of every kind at once: reading, writing, and recordings.
    private func all(_ server: ServerProcess) async throws -> [Reply] {
        let recording = try Data(contentsOf: Fixtures.file("audio/short.webm"))
        let typed = HTTPBody.text(#"{"answer":"I measured it and it got faster.","question":"Why us?"}"#)
        let unknown = "/v1/answers/ans_01a1fd53-d83f-75f5-9275-35e53568abbe"
        return try await withThrowingTaskGroup(of: Reply.self) { group in
            // No more at once than a client has connections to a host.
            do {
                group.addTask { try await ask(server, .get, "/v1/answers?total=true") }
                group.addTask { try await ask(server, .get, unknown) }
                group.addTask { try await ask(server, .delete, unknown) }
                group.addTask { try await ask(server, .get, "/v1/usage") }
                group.addTask {
                    try await ask(server, .post, "/v1/answers/typed", body: typed, type: "application/json")
                }
                group.addTask {
                    try await ask(
                        server,
                        .post,
                        "/v1/answers/raw?transcript=Because%20it%20worked",
                        body: HTTPBody([.bytes(Array(recording))]),
                        type: "audio/webm"
                    )
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func middle(_ durations: [Duration]) -> Duration { durations.sorted()[durations.count / 2] }

    /// What holds while the database is away, from its first moment on.
    private func check(_ server: ServerProcess) async throws {
        let first = try await all(server)
        for reply in first {
            #expect(reply.status == 503 && reply.text.contains("storage.unavailable"), "\(reply)")
            #expect(reply.retryAfter.flatMap { Int($0) } ?? 0 > 0, "\(reply)")
            #expect(reply.took < Self.most, "\(reply)")
        }
        var health: [Duration] = []
        for _ in 0..<21 {
            let reply = try await ask(server, .get, "/health")
            #expect(reply.status == 200)
            health.append(reply.took)
        }
        #expect(health.min() ?? .seconds(1) < .milliseconds(250), "\(health)")
        let ready = try await ask(server, .get, "/health/ready")
        #expect(ready.status == 503 && ready.took < .seconds(2) + Self.share, "\(ready)")
        // It has been away for longer than any request waits, so nothing waits.
        let second = try await all(server)
        for reply in second {
            #expect(reply.status == 503 && reply.retryAfter != nil, "\(reply)")
            #expect(reply.took < Duration.milliseconds(Self.waitMs), "\(reply)")
        }
        let slowest = first.map(\.took).max() ?? .zero
        let later = second.map(\.took).max() ?? .zero
        print("away: first \(slowest), later \(later), /health \(middle(health)), /health/ready \(ready.took)")
    }

    private func isBack(_ server: ServerProcess) async throws -> Bool {
        let start = ContinuousClock.now
        while start.duration(to: .now) < .seconds(30) {
            if try await ask(server, .get, "/v1/answers").status == 200 { return true }
        }
        return false
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/lib/postgresql"), "there is no PostgreSQL"))
    func `PostgreSQL is stopped, or gone, and comes back`() async throws {
        let cluster = "/tmp/debrief-no-\(UUID().uuidString.prefix(8).lowercased())"
        let url = try await FaultHouse.control("start", cluster)
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(
            data: folder.url,
            arguments: ["--no-worker"],
            environment: ["STORAGE_URL": url, "STORAGE_WAIT_MS": String(Self.waitMs), "LOG_LEVEL": "error"]
        )
        #expect(try await ask(server, .get, "/v1/answers").status == 200)

        let processes = try Self.processes(of: cluster)
        #expect(processes.count > 3)
        for process in processes { kill(process, SIGSTOP) }
        do { try await check(server) } catch {
            for process in processes { kill(process, SIGCONT) }
            throw error
        }
        for process in processes { kill(process, SIGCONT) }
        #expect(try await isBack(server))

        try await FaultHouse.control("kill", cluster)
        try await check(server)
        try await FaultHouse.control("start", cluster)
        #expect(try await isBack(server))
        _ = await server.stop()
        try await FaultHouse.control("remove", cluster)
    }

    @Test func `an object store that says nothing, or is gone, keeps no upload`() async throws {
        try await FakeUpstreams.with { fakes in
            let folder = try TemporaryFolder()
            let environment = BlobFaultTests.environment(fakes).merging([
                "STORAGE_WAIT_MS": String(Self.waitMs), "UPSTREAM_BREAKER_FAILURES": "2",
            ]) { $1 }
            let server = try await ServerProcess(data: folder.url, arguments: ["--no-worker"], environment: environment)
            fakes.s3.slowness = .seconds(60)
            fakes.s3.mode = .slow
            let recording = HTTPBody([.bytes(Array(try Data(contentsOf: Fixtures.file("audio/short.webm"))))])
            var took: [Duration] = []
            for _ in 0..<4 {
                let reply = try await ask(server, .post, "/v1/answers/raw", body: recording, type: "audio/webm")
                #expect(reply.status == 503 && reply.text.contains("blob.unavailable"), "\(reply)")
                #expect(reply.retryAfter.flatMap { Int($0) } ?? 0 > 0 && reply.took < Self.most, "\(reply)")
                took.append(reply.took)
            }
            // The breaker is open by now.
            #expect(took[3] < Duration.milliseconds(Self.waitMs), "\(took)")
            let ready = try await ask(server, .get, "/health/ready")
            #expect(ready.status == 503 && ready.took < .seconds(2) + Self.share, "\(ready)")
            print("store away: \(took)")
            fakes.s3.mode = .ok
            _ = await server.stop()
        }
    }

    /// The server of a cluster and its processes.
    private static func processes(of cluster: String) throws -> [pid_t] {
        let text = try String(contentsOfFile: "\(cluster)/cluster/postmaster.pid", encoding: .utf8)
        let first = try #require(text.split(separator: "\n").first.flatMap { pid_t($0) })
        let children = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.filter {
            id in
            let stat = (try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)) ?? ""
            let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
            return fields.count > 1 && pid_t(fields[1]) == first
        }
        return [first] + children
    }
}
