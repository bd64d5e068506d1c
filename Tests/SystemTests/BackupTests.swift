import Foundation
import HTTPKit
import Outbound
import StorageConformance
import Support
import Testing

/// The commands of Operations.md's "Backup and restore", as they stand there, on a service that works and is killed.
@Suite(
    .timeLimit(.minutes(4)),
    .serialized,
    .enabled(if: Program.find("rsync") != nil && Program.find("sqlite3") != nil, "rsync or sqlite3 is missing")
)
struct BackupTests {
    private let data: TemporaryFolder
    private let other: TemporaryFolder
    private let copy: TemporaryFolder

    init() throws {
        data = try TemporaryFolder()
        other = try TemporaryFolder()
        copy = try TemporaryFolder()
    }

    /// Runs the page's line that begins with a command, on folders of this test.
    @discardableResult
    private func typed(_ command: String, data: TemporaryFolder, url: String? = nil) async throws -> Program.Outcome {
        let page = Fixtures.root.appending(path: "Sources/debrief/debrief.docc/Operations.md")
        let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix("    scripts/deploy/\(command) ") })
        return try await Program.run(
            "/bin/bash",
            [
                "-c",
                String(line).replacing("/var/lib/debrief", with: data.url.path)
                    .replacing("/var/backups/debrief", with: copy.url.path),
            ],
            environment: ["STORAGE_URL": url ?? ""],
            folder: Fixtures.root
        )
    }

    private func server(_ folder: TemporaryFolder, url: String?) async throws -> ServerProcess {
        try await ServerProcess(data: folder.url, environment: ["STORAGE_URL": url ?? "", "LOG_LEVEL": "error"])
    }

    /// Adds an answer and waits until it is done.
    private func add(_ number: Int, recording: Bool, to server: ServerProcess) async throws -> String {
        let wait = ("Prefer", "wait=120")
        let reply =
            recording
            ? try await server.post(
                Fixtures.file("audio/short.wav"),
                fields: [("question", "Number \(number)?"), ("transcript", "I led the move of number \(number).")],
                headers: [wait]
            )
            : try await server.send(
                .post,
                "/v1/answers",
                headers: [wait, ("Content-Type", "application/json")],
                body: .text(#"{"answer":"I led move \#(number).","question":"Number \#(number)?"}"#)
            )
        #expect(reply.status == 200, "\(reply.text)")
        let body = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any]
        return try #require(body?["id"] as? String)
    }

    private func count(_ server: ServerProcess) async throws -> Int {
        let reply = try await server.send(.get, "/v1/answers?limit=200")
        let body = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any]
        return try #require((body?["answers"] as? [Any])?.count)
    }

    /// Backs up, works on, is killed, restores over what is left and on another machine.
    private func lose(from url: String?, to restored: String?) async throws {
        let first = try await server(data, url: url)
        let recorded = try await add(1, recording: true, to: first)
        _ = try await add(2, recording: false, to: first)
        let backup = try await typed("backup", data: data, url: url)
        #expect(backup.status == 0, "\(backup.errors)")
        let late = try await add(3, recording: true, to: first)
        for number in 4..<30 { _ = try await add(number, recording: false, to: first) }
        if url == nil {
            let refused = try await typed("restore", data: data)
            #expect(refused.status != 0 && refused.errors.contains("stop Debrief first"), "\(refused.errors)")
            #expect(try await count(first) == 29)
        }
        await first.kill()

        for folder in url == nil ? [data, other] : [other] {
            let restore = try await typed("restore", data: folder, url: restored)
            #expect(restore.status == 0, "\(restore.errors)")
            let again = try await server(folder, url: restored)
            let ready = try await again.send(.get, "/health/ready")
            #expect(ready.status == 200, "\(ready.text)")
            #expect(try await count(again) == 2)
            for part in ["", "/audio", "/report.pdf"] {
                #expect(try await again.send(.get, "/v1/answers/\(recorded)\(part)").status == 200, "\(part)")
            }
            #expect(try await again.send(.get, "/v1/answers/\(late)").status == 404)
            _ = try await add(1, recording: true, to: again)
            #expect(try await count(again) == 3)
            #expect(await again.stop().status == 0)
        }
    }

    @Test func `SQLite: over the log a killed service left, and in an empty folder`() async throws {
        try await lose(from: nil, to: nil)
        let database = data.url.appending(path: "debrief.sqlite").path
        let check = try await Program.run("/bin/bash", ["-c", "sqlite3 '\(database)' 'PRAGMA integrity_check'"])
        #expect(check.output == "ok\n")
    }

    @Test(.enabled(if: TestPostgres.server != nil, "DEBRIEF_TEST_POSTGRES names no server; scripts/test starts one"))
    func `PostgreSQL: into the empty database of another server, and never over one that has tables`() async throws {
        let clusters = (0..<2).map { _ in "/tmp/debrief-backup-\(UUID().uuidString.prefix(8).lowercased())" }
        do {
            let urls = [
                try await FaultHouse.control("start", clusters[0]), try await FaultHouse.control("start", clusters[1]),
            ]
            try await lose(from: urls[0], to: urls[1])
            let refused = try await typed("restore", data: other, url: urls[1])
            #expect(refused.status != 0 && refused.errors.contains("is not empty"), "\(refused.errors)")
        } catch { Issue.record(error) }
        for cluster in clusters { try await FaultHouse.control("remove", cluster) }
    }

    @Test func `a backup that fails leaves the one before`() async throws {
        let first = try await server(data, url: nil)
        _ = try await add(1, recording: false, to: first)
        #expect(try await typed("backup", data: data).status == 0)
        let kept = try Data(contentsOf: copy.url.appending(path: "debrief.sqlite"))
        _ = await first.stop()
        try await damage(data)
        #expect(try await typed("backup", data: data).status != 0)
        #expect(try Data(contentsOf: copy.url.appending(path: "debrief.sqlite")) == kept)
    }

    /// Overwrites the second half of the database with noise.
    private func damage(_ folder: TemporaryFolder) async throws {
        let path = folder.url.appending(path: "debrief.sqlite").path
        let log = try await Program.run(
            "/usr/bin/env",
            ["sqlite3", "-cmd", ".timeout 20000", path, "PRAGMA wal_checkpoint(TRUNCATE)"]
        )
        try #require(log.output.hasPrefix("0|"), "\(log.output)\(log.errors)")
        let file = try FileHandle(forUpdating: URL(filePath: path))
        defer { try? file.close() }
        let end = Int(try file.seekToEnd())
        try file.seek(toOffset: UInt64(end / 2))
        try file.write(contentsOf: Data(repeating: 0xA5, count: end - end / 2))
    }

    @Test func `a damaged file stops the start, and one that is damaged while it is used is not ready`() async throws {
        let seeded = try await Program.run(
            ServerProcess.binary,
            ["seed", "--answers", "200", "--data", data.url.path],
            folder: Fixtures.root
        )
        try #require(seeded.status == 0, "\(seeded.errors)")
        let first = try await server(data, url: nil)
        #expect(try await first.send(.get, "/health/ready").status == 200)
        try await damage(data)
        let list = try await first.send(.get, "/v1/exports/answers.csv")
        let page = try await first.send(.get, "/v1/answers?limit=200")
        // What was found is said again for a second.
        var ready = try await first.send(.get, "/health/ready")
        let start = ContinuousClock.now
        while ready.status == 200, start.duration(to: .now) < .seconds(10) {
            ready = try await first.send(.get, "/health/ready")
        }
        #expect(ready.status == 503 && ready.text.contains("damaged"), "\(list.status) \(page.status) \(ready.text)")
        await first.kill()

        let program = try Program(
            ServerProcess.binary,
            ["serve", "--port", "0", "--data", data.url.path],
            environment: ["STORAGE_URL": ""],
            folder: Fixtures.root
        )
        let outcome = await program.outcome()
        #expect(outcome.status != 0 && outcome.errors.contains("damaged"), "\(outcome.errors)")
    }
}
