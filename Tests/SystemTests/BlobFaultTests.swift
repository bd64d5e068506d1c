import FakeUpstreams
import Foundation
import Outbound
import Support
import Testing

/// Recordings in an object store, and what happens when disks and stores do not do their part.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct BlobFaultTests {
    private static let words = [("transcript", "We measured it, and it worked, because we kept it small.")]
    /// Whether this process may mount something where nobody else sees it.
    private static let mayMount: Bool = {
        guard getuid() == 0, let unshare = Program.find("unshare") else { return false }
        let process = Process()
        process.executableURL = URL(filePath: unshare)
        process.arguments = ["-m", "true"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    static func environment(_ fakes: FakeUpstreams) -> [String: String] {
        [
            "BLOBS_URL": "s3://answers", "BLOBS_S3_ENDPOINT": fakes.s3.baseURL,
            "BLOBS_S3_ACCESS_KEY": "AKIAIOSFODNN7EXAMPLE",
            "BLOBS_S3_SECRET_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "UPSTREAM_ATTEMPTS": "2",
            "UPSTREAM_FIRST_WAIT_MS": "1", "UPSTREAM_THROTTLED_WAIT_MS": "1", "UPSTREAM_BREAKER_FAILURES": "1000",
            "WORKER_ATTEMPTS": "20", "WORKER_FIRST_WAIT_MS": "20",
        ]
    }

    private func id(_ reply: HTTPReply) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any]
        return try #require(object?["id"] as? String, "\(reply.status) \(reply.text)")
    }

    private func files(_ folder: TemporaryFolder, _ part: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: folder.path(part))?.compactMap { $0 as? String } ?? []
        return found.filter { path in
            let facts = try? FileManager.default.attributesOfItem(atPath: folder.path(part) + "/" + path)
            return facts?[.type] as? FileAttributeType == .typeRegular
        }
    }

    @Test func `recordings and reports live in the store: another machine reads them, and deleting removes them`()
        async throws
    {
        try await FakeUpstreams.with { fakes in
            let folder = try TemporaryFolder()
            let server = try await ServerProcess(data: folder.url, environment: Self.environment(fakes))
            let recording = Fixtures.file("audio/short.webm")
            let reply = try await server.post(recording, fields: Self.words, headers: [("Prefer", "wait=120")])
            #expect(reply.status == 200, "\(reply.text)")
            let id = try id(reply)
            #expect(try await server.send(.get, "/health/ready").text.contains("\"blobs\":{\"status\":\"ok\"}"))
            // A machine that has nothing but the database and the store.
            try FileManager.default.removeItem(at: folder.url.appending(path: "blobs"))
            let audio = try await server.send(.get, "/v1/answers/\(id)/audio")
            let sent = Array(try Data(contentsOf: recording))
            #expect(audio.status == 200 && audio.body == sent)
            let pdf = try await server.send(.get, "/v1/answers/\(id)/report.pdf")
            #expect(pdf.status == 200 && pdf.body.starts(with: Array("%PDF-".utf8)))
            #expect(try await server.send(.delete, "/v1/answers/\(id)").status == 204)
            #expect(fakes.s3.requests.filter { $0.method == "DELETE" }.count == 2)
            #expect(files(folder, "blobs").isEmpty)
            #expect(await server.stop().status == 0)
        }
    }

    @Test func `a prefix of the bucket is kept to, by everything that is written, read, listed and removed`()
        async throws
    {
        try await FakeUpstreams.with { fakes in
            let (one, two) = (try TemporaryFolder(), try TemporaryFolder())
            var environment = Self.environment(fakes)
            environment["BLOBS_URL"] = "s3://answers/team/one/"
            let first = try await ServerProcess(data: one.url, environment: environment)
            environment["BLOBS_URL"] = "s3://answers/team/two"
            let second = try await ServerProcess(data: two.url, environment: environment)
            let recording = Fixtures.file("audio/short.webm")
            var ids: [String] = []
            for server in [first, second] {
                let reply = try await server.post(recording, fields: Self.words, headers: [("Prefer", "wait=120")])
                #expect(reply.status == 200, "\(reply.text)")
                ids.append(try id(reply))
            }
            try FileManager.default.removeItem(at: one.url.appending(path: "blobs"))
            #expect(try await first.send(.get, "/v1/answers/\(ids[0])/audio").status == 200)
            #expect(try await first.send(.delete, "/v1/answers/\(ids[0])").status == 204)
            let paths = fakes.s3.requests.filter { !["/answers", "/answers/"].contains($0.path) }.map(\.path)
            #expect(paths.contains("/answers/team/one/debrief-installation.json"))
            #expect(paths.contains("/answers/team/two/debrief-installation.json"))
            for path in paths {
                #expect(path.hasPrefix("/answers/team/one/") || path.hasPrefix("/answers/team/two/"), "\(path)")
                #expect(!path.contains("//") && !(path.contains("team/two") && path.contains(ids[0])), "\(path)")
            }
            #expect(fakes.s3.requests.filter { $0.method == "DELETE" }.allSatisfy { $0.path.contains("/team/one/") })
            _ = await first.stop()
            _ = await second.stop()
            for wrong in ["s3://answers/a//b", "s3://answers/../b", "s3://answers/a b"] {
                environment["BLOBS_URL"] = wrong
                let refused = try await Program.run(
                    ServerProcess.binary,
                    ["serve", "--port", "0", "--data", one.url.path],
                    environment: environment,
                    folder: Fixtures.root
                )
                #expect(refused.status == 2 && refused.errors.contains("blobs.url"), "\(wrong) \(refused)")
            }
        }
    }

    @Test func `a store that cannot be reached refuses uploads, and holds work up without losing it`() async throws {
        try await FakeUpstreams.with { fakes in
            let folder = try TemporaryFolder()
            let server = try await ServerProcess(data: folder.url, environment: Self.environment(fakes))
            let recording = Fixtures.file("audio/short.webm")
            fakes.s3.mode = .failing
            let refused = try await server.post(recording, fields: Self.words)
            #expect(refused.status == 503 && refused.text.contains("blob.unavailable"), "\(refused.text)")
            #expect(files(folder, "blobs").isEmpty && files(folder, "incoming").isEmpty)
            #expect(try await server.send(.get, "/v1/answers").text.contains("\"answers\":[]"))
            #expect(try await server.send(.get, "/health/ready").status == 503)

            // The recording gets in, then the store goes while the report is to be kept, and comes back.
            // Only writing: what tidies up after the refusal may still be reading.
            fakes.s3.scriptedMethod = "PUT"
            // The mark and the recording.
            fakes.s3.script = [.ok, .ok] + Array(repeating: .failing, count: 5)
            fakes.s3.mode = .ok
            let reply = try await server.post(recording, fields: Self.words, headers: [("Prefer", "wait=120")])
            #expect(reply.status == 200, "\(reply.text)")
            let kept = try id(reply)
            #expect(try await server.send(.get, "/v1/answers/\(kept)/report.pdf").status == 200)
            #expect(await server.stop().status == 0)
        }
    }

    @Test func `a recording that is damaged after it was heard costs no debrief, and the rest goes on`() async throws {
        let folder = try TemporaryFolder()
        let idle = try await ServerProcess(data: folder.url, arguments: ["--no-worker"])
        let id = try id(try await idle.post(Fixtures.file("audio/short.webm"), fields: Self.words))
        _ = await idle.stop()
        // The recording, and what was heard of it while it came in.
        let kept = files(folder, "blobs")
        #expect(!kept.isEmpty)
        for file in kept {
            try Data("damaged".utf8).write(to: URL(filePath: folder.path("blobs") + "/" + file))
        }
        let server = try await ServerProcess(data: folder.url)
        _ = try await server.send(.get, "/v1/answers/\(id)/events")
        let answer = try await server.send(.get, "/v1/answers/\(id)")
        // It was measured while it came in, and its words came with it.
        #expect(answer.text.contains("\"status\":\"done\"") && answer.text.contains("perMinute"), "\(answer.text)")
        let again = try await server.post(
            Fixtures.file("audio/short.webm"),
            fields: Self.words,
            headers: [("Prefer", "wait=120")]
        )
        #expect(again.status == 200, "\(again.text)")
        _ = await server.stop()
    }

    @Test func `a disk that is full refuses what does not fit, and takes what does`() async throws {
        let folder = try TemporaryFolder()
        // No file may grow beyond 2 MB; the signal that goes with it is ignored, so that writing fails as on a full disk.
        let program = try Program(
            "/bin/bash",
            [
                "-c", "trap '' XFSZ; ulimit -f 2048; exec \"$0\" serve --port 0 --data \"$1\"", ServerProcess.binary,
                folder.url.path,
            ],
            folder: Fixtures.root
        )
        let server = try await ServerProcess(adopting: program)
        let wave = folder.path("long.wav")
        var bytes = [UInt8]("RIFF".utf8) + [0x24, 0, 0x40, 0] + [UInt8]("WAVEfmt ".utf8)
        bytes +=
            [16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0] + [UInt8]("data".utf8) + [
                0, 0, 0x40, 0,
            ]
        try Data(bytes + [UInt8](repeating: 1, count: 4 << 20)).write(to: URL(filePath: wave))
        let full = try await server.post(URL(filePath: wave), fields: Self.words)
        #expect(full.status == 507 && full.text.contains("storage.full"), "\(full.status) \(full.text)")
        #expect(files(folder, "incoming").isEmpty && files(folder, "blobs").isEmpty)
        let small = try await server.post(
            Fixtures.file("audio/short.webm"),
            fields: Self.words,
            headers: [("Prefer", "wait=120")]
        )
        #expect(small.status == 200, "\(small.text)")
        #expect(await server.stop().status == 0)
    }

    @Test(.enabled(if: mayMount)) func `a data folder that cannot be written stops the start with a sentence`()
        async throws
    {
        let folder = try TemporaryFolder()
        let outcome = try await Program.run(
            "/usr/bin/unshare",
            [
                "-m", "/bin/bash", "-c",
                "mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\" && exec \"$0\" serve --port 0 --data \"$1\"",
                ServerProcess.binary, folder.url.path,
            ],
            folder: Fixtures.root
        )
        #expect(outcome.status != 0 && outcome.errors.contains("[storage.unavailable]"), "\(outcome.errors)")
    }
}
