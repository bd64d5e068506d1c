import Foundation
import Outbound
import Support
import Testing

/// Nobody takes the place of others: connections, uploads, room on the disk. Each test fails on version 0.1.0.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct SafetyPlaceTests {
    private let few = ["HTTP_MAX_CONNECTIONS": "5", "HTTP_IDLE_MS": "10000", "HTTP_DEADLINE_MS": "10000"]

    /// How long a new connection waits for `/health`, in seconds.
    private func wait(_ server: ServerProcess, upTo seconds: Int) -> Double {
        let start = ContinuousClock.now
        guard let connection = try? RawConnection(port: server.port, timeoutSeconds: seconds) else { return .infinity }
        connection.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".utf8)
        return connection.head().contains("200") ? (ContinuousClock.now - start) / .seconds(1) : .infinity
    }

    @Test func `readers that do not read delay nobody`() async throws {
        let folder = try TemporaryFolder()
        let recording = folder.url.appending(path: "long.wav")
        try Sound.speechLike(seconds: 900).write(to: recording)
        // No connection ends for its own silence within the test: what makes room is that there is none.
        let server = try await ServerProcess(
            data: folder.url.appending(path: "data"),
            arguments: ["--no-worker"],
            environment: few.merging(["HTTP_IDLE_MS": "120000", "HTTP_DEADLINE_MS": "120000"]) { $1 }
        )
        let reply = try await server.post(recording, fields: [("question", "q"), ("transcript", "I led a team.")])
        try #require(reply.status == 202, "\(reply.text)")
        let id = String(try #require(reply.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).output.1)
        let readers = try (0..<5).map { _ in
            let reader = try RawConnection(port: server.port)
            reader.send("GET /v1/answers/\(id)/audio HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
            return reader
        }
        // Their replies have begun, so it is their turn.
        for reader in readers { #expect(reader.head().contains("200")) }
        let seconds = wait(server, upTo: 8)
        #expect(seconds < 4, "waited \(seconds) s")
        withExtendedLifetime(readers) {}
        _ = await server.stop()
    }

    @Test func `one address has so many connections, and each further one is closed at once`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(
            data: folder.url,
            environment: ["HTTP_MAX_CONNECTIONS_PER_ADDRESS": "3", "HTTP_IDLE_MS": "120000"]
        )
        let request = Array("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        // What asked whether the server is up may hold a place for a moment.
        var kept: [RawConnection] = []
        var refused = 0
        for _ in 0..<6 {
            let connection = try RawConnection(port: server.port, timeoutSeconds: 20)
            connection.send(request)
            if connection.head().contains("200") { kept.append(connection) } else { refused += 1 }
        }
        #expect((1...3).contains(kept.count) && refused == 6 - kept.count, "\(kept.count) of 6")
        withExtendedLifetime(kept) {}
        _ = await server.stop()
    }

    @Test func `bodies that trickle behind an early reply are not waited for`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, environment: few)
        let senders = try (0..<6).map { _ in
            let sender = try RawConnection(port: server.port)
            sender.send("POST /health HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000000\r\n\r\n".utf8)
            return sender
        }
        let trickle = Task.detached {
            for _ in 0..<40 where !Task.isCancelled {
                for sender in senders { sender.send([32]) }
                try? await Task.sleep(for: .milliseconds(250))
            }
        }
        try await Task.sleep(for: .milliseconds(300))
        let seconds = wait(server, upTo: 8)
        #expect(seconds < 5, "waited \(seconds) s")
        trickle.cancel()
        await trickle.value
        // A short rest is taken, so that the connection goes on.
        let polite = try RawConnection(port: server.port)
        polite.send("POST /health HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\n".utf8)
        #expect(polite.head().contains("405"))
        polite.send("12345".utf8)
        _ = await server.stop()
    }

    private func create(_ server: ServerProcess, _ length: Int = 1_000) async throws -> HTTPReply {
        try await server.send(
            .post,
            "/v1/uploads",
            headers: [("Tus-Resumable", "1.0.0"), ("Upload-Length", "\(length)")]
        )
    }

    @Test func `an owner has so many unfinished uploads and bytes in them, and no more`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(
            data: folder.url,
            environment: ["LIMITS_OPEN_UPLOADS": "3", "LIMITS_OPEN_UPLOAD_BYTES": "5000"]
        )
        let first = try await create(server)
        #expect(first.status == 201)
        #expect(try await create(server, 5_000).status == 429)
        for _ in 0..<2 { #expect(try await create(server).status == 201) }
        let refused = try await create(server)
        #expect(refused.status == 429 && refused.text.contains("upload.too_many"), "\(refused.text)")
        let place = try #require(first.headers["location"])
        #expect(try await server.send(.delete, place, headers: [("Tus-Resumable", "1.0.0")]).status == 204)
        #expect(try await create(server).status == 201)
        _ = await server.stop()
    }

    @Test func `beginning an upload costs the same however many there are`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, environment: ["LIMITS_OPEN_UPLOADS": "100000"])
        func some(_ count: Int) async throws -> Double {
            let before = server.program.processorSeconds
            for _ in 0..<count { #expect(try await create(server).status == 201) }
            return server.program.processorSeconds - before
        }
        _ = try await some(10)
        let few = try await some(40)
        // As if there were many.
        let uploads = folder.url.appending(path: "uploads")
        let model = try #require(try FileManager.default.contentsOfDirectory(atPath: uploads.path).first)
        for place in 0..<3_000 {
            let id = "upl_" + String(model.dropFirst(4).dropLast(6)) + String(place + 100_000)
            try FileManager.default.copyItem(at: uploads.appending(path: model), to: uploads.appending(path: id))
        }
        let many = try await some(40)
        #expect(many < 2 * few + 0.4, "forty uploads used \(few) s of processor at first and \(many) s beside 3,000")
        _ = await server.stop()
    }

    @Test func `a disk that is nearly full takes no recordings`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(
            data: folder.url,
            environment: ["HEALTH_MIN_FREE_BYTES": "1099511627776"]
        )
        #expect(try await server.send(.get, "/health/ready").status == 503)
        let upload = try await create(server)
        #expect(upload.status == 507 && upload.text.contains("upload.storage_full"), "\(upload.text)")
        let reply = try await server.post(Fixtures.file("audio/short.webm"), fields: [("question", "q")])
        #expect(reply.status == 507 && reply.text.contains("upload.storage_full"), "\(reply.text)")
        _ = await server.stop()
    }

    @Test func `who knows an upload's id does not stop its owner's piece`() async throws {
        let folder = try TemporaryFolder()
        func key(_ name: String) async throws -> (name: String, value: String) {
            let made = try await Program.run(
                ServerProcess.binary,
                ["keys", "create", "--data", folder.url.path, "--name", name, "--owner", name],
                folder: Fixtures.root
            )
            return ("Authorization", "Bearer \(made.output.trimmingCharacters(in: .newlines))")
        }
        let (ada, bob) = (try await key("ada"), try await key("bob"))
        let server = try await ServerProcess(data: folder.url)
        let made = try await server.send(
            .post,
            "/v1/uploads",
            headers: [ada, ("Tus-Resumable", "1.0.0"), ("Upload-Length", "20")]
        )
        let place = try #require(made.headers["location"])
        let piece = try RawConnection(port: server.port)
        piece.send(
            """
            PATCH \(place) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: \(ada.value)\r\nTus-Resumable: 1.0.0\r
            Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: 20\r\n\r\n1234567890
            """.utf8
        )
        try await Task.sleep(for: .milliseconds(300))
        for _ in 0..<3 {
            let stranger = try await server.send(.head, place, headers: [bob, ("Tus-Resumable", "1.0.0")])
            #expect(stranger.status == 404)
        }
        piece.send("1234567890".utf8)
        #expect(piece.head().contains("204"))
        _ = await server.stop()
    }
}
