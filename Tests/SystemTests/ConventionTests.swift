import Foundation
import Outbound
import Support
import Testing

/// What every reply of the built server keeps to, and what it does about too much.
@Suite(.timeLimit(.minutes(4)), .serialized)
struct ConventionTests {
    private let recording = Fixtures.file("audio/short.webm")
    private let fields = [("question", "Why?"), ("transcript", "Because it worked, and we measured it.")]

    private func port(_ server: ServerProcess) throws -> Int {
        try #require(server.base.split(separator: ":").last.flatMap { Int($0) })
    }

    @Test func `each reply says how a browser is to treat it, refusals included`() async throws {
        let folder = try TemporaryFolder()
        let made = try await Program.run(
            ServerProcess.binary,
            ["keys", "create", "--name", "reader", "--data", folder.url.path],
            environment: [:],
            folder: Fixtures.root
        )
        let key = ("Authorization", "Bearer \(made.output.trimmingCharacters(in: .newlines))")
        let server = try await ServerProcess(
            data: folder.url,
            environment: ["HTTP_PUBLIC_URL": "https://debrief.example.org"]
        )
        for path in ["/", "/health", "/v1/answers", "/v1/none", "/docs"] {
            let reply = try await server.send(.get, path, headers: [key])
            #expect(reply.headers["x-content-type-options"] == "nosniff", "\(path)")
            #expect(reply.headers["content-security-policy"]?.contains("default-src 'none'") == true, "\(path)")
            #expect(reply.headers["cross-origin-resource-policy"] == "same-origin", "\(path)")
            #expect(reply.headers["x-frame-options"] == "DENY" && reply.headers["referrer-policy"] == "no-referrer")
            #expect(reply.headers["strict-transport-security"]?.hasPrefix("max-age=") == true, "\(path)")
        }
        let wrong = try await server.send(.put, "/v1/answers", headers: [key])
        #expect(wrong.status == 405 && wrong.headers["allow"] == "GET, HEAD, OPTIONS, POST", "\(wrong)")
        let options = try await server.send(.options, "/health")
        #expect(options.status == 204 && options.headers["allow"] == "GET, HEAD, OPTIONS", "\(options)")
        let head = try await server.send(.head, "/v1/answers", headers: [key])
        #expect(head.status == 200 && head.body.isEmpty && head.headers["content-type"] == "application/json")
        _ = await server.stop()
    }

    @Test func `text is compressed for who takes it, events and recordings never`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let made = try await server.post(recording, fields: fields, headers: [("Prefer", "wait=120")])
        let place = try #require(made.headers["location"], "\(made.text)")
        let connection = try RawConnection(port: port(server))
        func get(_ path: String, _ more: String = "") throws -> (head: String, length: Int) {
            connection.send(
                Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\(more)\r\n".utf8)
            )
            let head = connection.head()
            let length = head.lowercased().firstMatch(of: /content-length: (\d+)/).flatMap { Int($0.output.1) } ?? 0
            var (left, first) = (length, [UInt8]())
            while left > 0 {
                let bytes = connection.receive(left)
                if bytes.isEmpty { break }
                if first.isEmpty { first = Array(bytes.prefix(2)) }
                left -= bytes.count
            }
            #expect(left == 0)
            #expect(head.contains("gzip") == (first == [0x1F, 0x8B]), "\(path)")
            return (head.lowercased(), length)
        }
        let plain = try await server.send(.get, place)
        let small = try get(place)
        #expect(small.head.contains("content-encoding: gzip") && small.length < plain.body.count / 2, "\(small)")
        #expect(small.head.contains("vary: accept-encoding"))
        #expect(try get("/").head.contains("content-encoding: gzip"))
        for path in ["/audio", "/report.pdf"] {
            #expect(try !get(place + path).head.contains("content-encoding"), "\(path)")
        }
        #expect(try !get("/version").head.contains("content-encoding"), "too small to pay")
        _ = await server.stop()
    }

    @Test func `a client that asks too often is told how long to wait`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(
            data: folder.url,
            environment: ["LIMITS_WITHOUT_KEYS": "true", "LIMITS_ANSWERS": "2", "LIMITS_READS": "100"]
        )
        var statuses: [Int] = []
        for _ in 0..<3 {
            let reply = try await server.post(recording, fields: fields)
            statuses.append(reply.status)
            #expect(reply.headers["ratelimit-policy"] == "\"answers\";q=2;w=60", "\(reply.headers)")
            if reply.status == 429 {
                #expect(reply.text.contains("request.rate_limited"))
                #expect(reply.headers["ratelimit"]?.hasPrefix("\"answers\";r=0;t=") == true, "\(reply.headers)")
                let wait = try #require(reply.headers["retry-after"].flatMap { Int($0) })
                #expect((1...30).contains(wait))
            }
        }
        #expect(statuses == [202, 202, 429])
        let other = try await server.send(.get, "/v1/answers/none")
        #expect(other.status == 404 && other.headers["ratelimit"]?.hasPrefix("\"reads\";r=99;t=") == true)
        #expect(try await server.send(.get, "/health").headers["ratelimit"] == nil)
        _ = await server.stop()
        let free = try await ServerProcess(data: folder.url, environment: ["LIMITS_ANSWERS": "1"])
        for _ in 0..<3 { #expect(try await free.post(recording, fields: fields).status == 202) }
        _ = await free.stop()
    }

    @Test func `wrong keys are slowed down, also for open doors' sake only where a key is needed`() async throws {
        let folder = try TemporaryFolder()
        let made = try await Program.run(
            ServerProcess.binary,
            ["keys", "create", "--name", "n", "--data", folder.url.path],
            folder: Fixtures.root
        )
        let right = [("Authorization", "Bearer " + made.output.trimmingCharacters(in: .newlines))]
        let wrong = [("Authorization", "Bearer dbf_wrong")]
        let server = try await ServerProcess(data: folder.url, environment: ["LIMITS_FAILURES": "2"])
        var statuses: [Int] = []
        for _ in 0..<3 { statuses.append(try await server.send(.get, "/v1/answers", headers: wrong).status) }
        #expect(statuses == [401, 401, 429])
        #expect(try await server.send(.get, "/health", headers: wrong).status == 200)
        #expect(try await server.send(.get, "/v1/answers", headers: right).status == 200, "one address, many clients")
        #expect(try await server.send(.get, "/v1/answers", headers: wrong).status == 429)
        _ = await server.stop()
    }

    @Test func `a full house says so before it takes a recording`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(
            data: folder.url,
            arguments: ["--no-worker"],
            environment: ["HTTP_MAX_UPLOADS": "1", "HTTP_MAX_QUEUE_AGE_MS": "1"]
        )
        // One whose body never ends takes the only place.
        let held = try RawConnection(port: port(server))
        held.send(
            Array(
                "POST /v1/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: audio/webm\r\nContent-Length: 999\r\n\r\nx"
                    .utf8
            )
        )
        var reply = try await server.post(recording, fields: fields)
        let deadline = ContinuousClock.now + .seconds(20)
        while reply.status != 503, ContinuousClock.now < deadline {
            reply = try await server.post(recording, fields: fields)
        }
        #expect(reply.status == 503 && reply.text.contains("request.overloaded"), "\(reply.text)")
        #expect(reply.headers["retry-after"].flatMap { Int($0) } ?? 0 > 0)
        #expect(try await server.send(.get, "/v1/answers").status == 200)
        _ = await server.stop()
    }

    @Test func `answers that wait too long for a worker stop further ones`() async throws {
        let folder = try TemporaryFolder()
        let first = try await ServerProcess(data: folder.url, arguments: ["--no-worker"])
        #expect(try await first.post(recording, fields: fields).status == 202)
        _ = await first.stop()
        let server = try await ServerProcess(
            data: folder.url,
            arguments: ["--no-worker"],
            environment: ["HTTP_MAX_QUEUE_AGE_MS": "1"]
        )
        let reply = try await server.post(recording, fields: fields)
        #expect(reply.status == 503 && reply.headers["retry-after"] == "300", "\(reply.text)")
        _ = await server.stop()
    }

    @Test func `who says nothing, or next to nothing, is let go`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(
            data: folder.url,
            environment: ["HTTP_IDLE_MS": "1500", "HTTP_MIN_BYTES_PER_SECOND": "1000000", "HTTP_SLOW_START_MS": "0"]
        )
        let start = ContinuousClock.now
        let silent = try RawConnection(port: port(server))
        silent.send(Array("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n".utf8))
        #expect(silent.receive(1).isEmpty)
        #expect((.seconds(1)...(.seconds(25))).contains(ContinuousClock.now - start))

        let slow = try RawConnection(port: port(server))
        slow.send(
            Array(
                "POST /v1/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: audio/webm\r\nContent-Length: 99999\r\n\r\n"
                    .utf8
            )
        )
        // Pieces so small that no pace would do, each after an answer to something else took its time.
        for _ in 0..<40 {
            _ = try await server.send(.get, "/health/ready")
            if !slow.send([0]) { break }
        }
        let head = slow.head()
        #expect(head.hasPrefix("HTTP/1.1 408") && head.lowercased().contains("connection: close"), "\(head)")
        while !slow.receive(4096).isEmpty {}
        _ = await server.stop()
    }

    @Test func `on its way out it is not ready, finishes what it began, and ends streams`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(
            data: folder.url,
            arguments: ["--no-worker"],
            environment: ["HTTP_DRAIN_MS": "2500"]
        )
        let made = try await server.post(recording, fields: fields)
        let place = try #require(made.headers["location"], "\(made.text)")
        let port = try port(server)
        let stream = try RawConnection(port: port)
        stream.send(Array("GET \(place)/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8))
        #expect(stream.head().hasPrefix("HTTP/1.1 200"))
        let held = try RawConnection(port: port)
        let body = try Data(contentsOf: recording)
        held.send(
            Array(
                "POST /v1/answers?transcript=Yes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: audio/webm\r\nContent-Length: \(body.count)\r\n\r\n"
                    .utf8
            )
        )
        held.send(body.prefix(100))
        #expect(try await server.send(.get, "/health/ready").status == 200)
        server.program.signal(SIGTERM)
        var ready = try await server.send(.get, "/health/ready")
        let deadline = ContinuousClock.now + .seconds(2)
        while ready.status == 200, ContinuousClock.now < deadline {
            ready = try await server.send(.get, "/health/ready")
        }
        #expect(ready.status == 503 && ready.text.contains("draining"), "\(ready.text)")
        #expect(try await server.send(.get, "/health").status == 200)
        var text = ""
        while true {
            let bytes = stream.receive(4096)
            text += String(decoding: bytes, as: UTF8.self)
            if bytes.isEmpty || text.hasSuffix("0\r\n\r\n") { break }
        }
        #expect(text.hasSuffix("0\r\n\r\n"), "a stream ends as one that is whole: \(text)")
        held.send(body.dropFirst(100))
        #expect(held.head().hasPrefix("HTTP/1.1 202"), "what was under way is finished")
        let outcome = await server.program.outcome()
        #expect(outcome.status == 0, "\(outcome)")
    }
}
