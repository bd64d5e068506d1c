import Foundation
import Outbound
import Support
import Testing

/// What is gone is gone, and no file ends the process. Each test fails on version 0.1.0.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct SafetyDataTests {
    /// The files below a folder whose bytes hold a text.
    private func files(in folder: URL, with text: String) -> [String] {
        let needle = Data(text.utf8)
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            (try? Data(contentsOf: folder.appending(path: name)))?.range(of: needle) != nil
        }
    }

    private func eventually(within seconds: Int, _ test: () async -> Bool) async throws -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            if await test() { return true }
            try await Task.sleep(for: .milliseconds(250))
        }
        return await test()
    }

    private func upload(_ bytes: [UInt8], named name: String, on server: ServerProcess) async throws -> String {
        let made = try await server.send(
            .post,
            "/v1/uploads",
            headers: [
                ("Tus-Resumable", "1.0.0"), ("Upload-Length", "\(bytes.count)"),
                ("Upload-Metadata", "filename \(Data(name.utf8).base64EncodedString())"),
            ]
        )
        return try #require(made.headers["location"])
    }

    private func send(_ bytes: [UInt8], to place: String, on server: ServerProcess) async throws -> Int {
        try await server.send(
            .patch,
            place,
            headers: [
                ("Tus-Resumable", "1.0.0"), ("Content-Type", "application/offset+octet-stream"), ("Upload-Offset", "0"),
            ],
            body: HTTPBody([.bytes(bytes)])
        ).status
    }

    @Test func `an expired upload leaves the disk though no other one comes`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, environment: ["UPLOAD_KEEP_MS": "60000"])
        let bytes = Array(try Data(contentsOf: Fixtures.file("audio/short.webm")))
        let place = try await upload(bytes, named: "Jane Doe.webm", on: server)
        #expect(try await send(Array(bytes.prefix(500)), to: place, on: server) == 204)
        let id = String(try #require(place.split(separator: "/").last))
        let own = folder.url.appending(path: "uploads/\(id)")
        for name in ["bytes", "info.json"] {
            try FileManager.default.setAttributes(
                [.modificationDate: Date().addingTimeInterval(-3_600)],
                ofItemAtPath: own.appending(path: name).path
            )
        }
        #expect(try await eventually(within: 50) { !FileManager.default.fileExists(atPath: own.path) })
        _ = await server.stop()
    }

    @Test(arguments: [false, true])
    func `nothing of a deleted answer is in any file a minute later, the write-ahead log included`(
        isSealed: Bool
    )
        async throws
    {
        let folder = try TemporaryFolder()
        let environment = isSealed ? [:] : ["VAULT_MODE": "off"]
        let server = try await ServerProcess(data: folder.url, environment: environment)
        let bytes = Array(try Data(contentsOf: Fixtures.file("audio/short.webm")))
        let place = try await upload(bytes, named: "Zaphodname at Megadodo.webm", on: server)
        #expect(try await send(bytes, to: place, on: server) == 204)
        let id = String(try #require(place.split(separator: "/").last))
        let body = """
            {"uploadId":"\(id)","question":"Why Quuxquestion?","candidate":"Zaphodcandidate",
            "transcript":"I told them about Xyzzyword and then it worked.","resume":"Plughresume and more of it."}
            """
        let made = try await server.send(
            .post,
            "/v1/answers",
            headers: [("Content-Type", "application/json"), ("Prefer", "wait=120"), ("Idempotency-Key", "k-1")],
            body: .text(body)
        )
        try #require(made.status == 200, "\(made.status) \(made.text.prefix(300))")
        let answer = String(try #require(made.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).output.1)
        let marks = ["Zaphodcandidate", "Xyzzyword", "Plughresume", "Quuxquestion", "Megadodo"]
        #expect(files(in: folder.url, with: "Zaphodcandidate").isEmpty == isSealed)
        #expect(try await server.send(.delete, "/v1/answers/\(answer)").status == 204)
        let isClean = try await eventually(within: 60) { marks.allSatisfy { files(in: folder.url, with: $0).isEmpty } }
        let left = marks.map { ($0, files(in: folder.url, with: $0)) }.filter { !$0.1.isEmpty }
        #expect(isClean, "\(left)")
        let encoded = Data("Zaphodname at Megadodo.webm".utf8).base64EncodedString()
        #expect(files(in: folder.url, with: encoded).isEmpty, "\(files(in: folder.url, with: encoded))")
        _ = await server.stop()
    }

    @Test func `a recording that is cut off while it is exported ends that reply and nothing else`() async throws {
        let folder = try TemporaryFolder()
        let data = folder.url.appending(path: "data")
        let recording = folder.url.appending(path: "long.wav")
        try Sound.speechLike(seconds: 900).write(to: recording)
        let server = try await ServerProcess(data: data, arguments: ["--no-worker"])
        let reply = try await server.post(recording, fields: [("question", "q"), ("transcript", "I led a team.")])
        try #require(reply.status == 202, "\(reply.text)")
        let id = String(try #require(reply.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).output.1)
        let stored = try #require(
            FileManager.default.enumerator(atPath: data.path)?.compactMap { $0 as? String }
                .first { $0.contains(id) && $0.hasSuffix("original") }
        )
        for path in ["export.zip", "audio"] {
            let reader = try RawConnection(port: server.port, timeoutSeconds: 20)
            reader.send("GET /v1/answers/\(id)/\(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
            #expect(reader.head().contains("200"))
            // In the middle of the recording, most of which neither side has in its buffers.
            var got = 0
            while got < 1_000_000 {
                let piece = reader.receive(65_536)
                try #require(!piece.isEmpty)
                got += piece.count
            }
            #expect(unsafe truncate(data.appending(path: stored).path, 100_000) == 0)
            while !reader.receive(1 << 20).isEmpty {}
            #expect(
                try await server.send(.get, "/health").status == 200,
                "\(path): \(server.program.errors.suffix(400))"
            )
            try FileManager.default.removeItem(at: data.appending(path: stored))
            try FileManager.default.copyItem(at: recording, to: data.appending(path: stored))
        }
        #expect(await server.stop().status == 0)
    }

    @Test func `SIGTERM ends a sweep of a store with the answers of others, and they stay`() async throws {
        let (folder, store) = (try TemporaryFolder(), try TemporaryFolder())
        let answers = store.url.appending(path: "answers")
        for place in 0..<4_000 {
            let id = "ans_0190a000-0000-7000-8000-" + String(String(place + 1_000_000_000_000).suffix(12))
            let own = answers.appending(path: id)
            try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
            try Data([1]).write(to: own.appending(path: "original"))
            try FileManager.default.setAttributes(
                // Whole seconds: a fraction that rounds up to a second is refused by the system.
                [.modificationDate: Date(timeIntervalSince1970: (Date().timeIntervalSince1970 - 200_000).rounded())],
                ofItemAtPath: own.appending(path: "original").path
            )
        }
        let server = try await ServerProcess(
            data: folder.url,
            environment: ["BLOBS_URL": "file://\(store.url.path)", "WORKER_GRACE_MS": "5000"]
        )
        try await Task.sleep(for: .seconds(3))
        let start = ContinuousClock.now
        server.program.signal(SIGTERM)
        let outcome = await server.program.outcome()
        #expect(ContinuousClock.now - start < .seconds(10), "\(outcome.status)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: answers.path).count == 4_000)
    }
}
