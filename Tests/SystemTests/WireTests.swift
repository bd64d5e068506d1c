import Foundation
import Outbound
import Support
import Testing

/// What the built server says to clients that break off, wait to be asked, or speak no HTTP.
@Suite(.timeLimit(.minutes(4)), .serialized)
struct WireTests {
    private let recording = Fixtures.file("audio/short.webm")
    private let host = "Host: 127.0.0.1\r\n"

    private func port(_ server: ServerProcess) throws -> Int {
        try #require(server.base.split(separator: ":").last.flatMap { Int($0) })
    }

    /// All a connection says to some bytes, up to its end or to a complete document.
    private func reply(_ server: ServerProcess, _ text: String, ends: Bool = false) throws -> String {
        let connection = try RawConnection(port: port(server), timeoutSeconds: 10)
        connection.send(Array(text.utf8))
        if ends { connection.finish() }
        return rest(of: connection)
    }

    private func rest(of connection: RawConnection) -> String {
        var text = ""
        while true {
            let bytes = connection.receive(65_536)
            if bytes.isEmpty { return text }
            text += String(decoding: bytes, as: UTF8.self)
        }
    }

    @Test func `what is no request gets a problem with an id that the log has, and is counted`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let get = "GET /health HTTP/1.1\r\n"
        let cases = [
            ("FOO /health HTTP/1.1\r\n\(host)\r\n", 400, "request.malformed"),
            ("\u{16}\u{3}\u{1}\u{2}\r\n\r\n", 400, "request.malformed"),
            ("GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\n\(host)\r\n", 414, "request.uri_too_long"),
            (
                "\(get)\(host)X: \(String(repeating: "a", count: 100_000))\r\n\r\n", 431,
                "request.headers_too_large"
            ),
            ("\(get)\(host)Content-Length: x\r\n\r\n", 400, "request.malformed"),
            ("\(get)\(host)Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "request.malformed"),
            ("\(get)\(host)X: a\0b\r\n\r\n", 400, "request.malformed"),
            ("\(get)\(host)X: a\r\n b\r\n\r\n", 400, "request.malformed"),
            ("GET /health HTTP/3.7\r\n\(host)\r\n", 400, "request.malformed"),
            ("\(get)\(host)\(host)\r\n", 400, "request.malformed"),
            ("\(get)\r\n", 400, "request.malformed"),
        ]
        var ids: [String] = []
        for (bytes, status, code) in cases {
            let text = try reply(server, bytes)
            let name = bytes.prefix(60)
            #expect(text.hasPrefix("HTTP/1.1 \(status) "), "\(name): \(text)")
            #expect(text.contains("Content-Type: application/problem+json") && text.contains("\"\(code)\""), "\(name)")
            #expect(text.contains("X-Content-Type-Options: nosniff") && text.contains("Connection: close"), "\(name)")
            let id = try #require(text.firstMatch(of: /"requestId":"([^"]+)"/)?.output.1, "\(name): \(text)")
            #expect(text.contains("X-Request-Id: \(id)"))
            ids.append(String(id))
        }
        // One behind a request that is answered spoils only itself.
        let two = try reply(server, "\(get)\(host)\r\nFOO / HTTP/1.1\r\n\r\n")
        #expect(two.hasPrefix("HTTP/1.1 200") && two.components(separatedBy: "HTTP/1.1 400").count == 2, "\(two)")
        let metrics = try await server.send(.get, "/metrics").text
        #expect(
            metrics.contains { $0 == "\n" }
                && metrics.split(separator: "\n").contains {
                    $0.hasPrefix("hb_requests") && $0.contains("NotHTTP") && $0.contains("\"431\"")
                        && $0.hasSuffix(" 1")
                }
        )
        let outcome = await server.stop()
        for id in ids { #expect(outcome.errors.contains(id), "the log has \(id)") }
    }

    @Test func `a body that breaks off is the client's, in every form, and is counted apart`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let made = try await server.send(
            .post,
            "/v1/uploads",
            headers: [("Tus-Resumable", "1.0.0"), ("Upload-Length", "999")]
        )
        let upload = try #require(made.headers["location"])
        let post = "POST /v1/answers HTTP/1.1\r\n\(host)"
        let patch =
            "PATCH \(upload) HTTP/1.1\r\n\(host)Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
            + "Content-Type: application/offset+octet-stream\r\n"
        let length = "Content-Length: 999\r\n\r\n"
        let heads = [
            "\(post)Content-Type: audio/webm\r\n\(length)abc",
            "\(post)Content-Type: multipart/form-data; boundary=x\r\n\(length)--x\r\nabc",
            "\(post)Content-Type: application/json\r\n\(length){\"an",
            "\(post)Content-Type: audio/webm\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
            "\(patch)\(length)abc",
        ]
        for head in heads {
            let text = try reply(server, head, ends: true)
            #expect(text.hasPrefix("HTTP/1.1 400") && text.contains("\"upload.interrupted\""), "\(head): \(text)")
        }
        for framing in ["Transfer-Encoding: chunked\r\n\r\nzz\r\nabc", "Transfer-Encoding: gzip\r\n\r\nabc"] {
            let text = try reply(server, "\(post)Content-Type: audio/webm\r\n\(framing)")
            #expect(text.hasPrefix("HTTP/1.1 400") && text.contains("\"request.malformed\""), "\(framing): \(text)")
            #expect(text.components(separatedBy: "X-Request-Id: ").count == 2, "one reply: \(text)")
        }
        // One that is gone altogether hears nothing.
        do {
            let gone = try RawConnection(port: port(server))
            gone.send(Array(heads[0].utf8))
            gone.breakOff()
        }
        let deadline = ContinuousClock.now + .seconds(20)
        var metrics = ""
        while !metrics.contains("requests_interrupted_total \(heads.count + 1)\n"), ContinuousClock.now < deadline {
            metrics = try await server.send(.get, "/metrics").text
        }
        #expect(metrics.contains("requests_interrupted_total \(heads.count + 1)\n"))
        #expect(!metrics.contains("status_code=\"500\""))
        let outcome = await server.stop()
        #expect(!outcome.errors.contains("internal") && !outcome.errors.contains(" error "), "\(outcome.errors)")
    }

    @Test func `a JSON body over its limit is refused by what it says, not by how it is written`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, arguments: ["--no-worker"])
        func send(_ method: HTTPRequest.Method, _ path: String, _ body: String) async throws -> HTTPReply {
            try await server.send(
                method,
                path,
                headers: [("Content-Type", "application/json"), ("If-Match", "*")],
                body: HTTPBody([.bytes(Array(body.utf8))])
            )
        }
        let word = String(repeating: "a", count: 17_000)
        let long = String(repeating: word, count: 200)
        let id = "ans_00000000-0000-7000-8000-000000000000"
        for (method, path, body) in [
            (HTTPRequest.Method.post, "/v1/webhooks", "{\"url\":\"\(word)\"}"),
            (.post, "/v1/rescores", "{\"rubric\":\"\(long)\"}"), (.post, "/v1/answers", "{\"answer\":\"\(long)\"}"),
            (.patch, "/v1/answers/\(id)", "{\"transcript\":\"\(long)\"}"),
        ] {
            let reply = try await send(method, path, body)
            #expect(reply.status == 413 && reply.text.contains("\"request.too_large\""), "\(path): \(reply.text)")
            #expect(reply.text.contains("KB") || reply.text.contains("MB"), "the limit is said: \(reply.text)")
        }
        // A megabyte of words, fewer than an answer may have, as a library writes them that sends ASCII only.
        let words = String(repeating: String(repeating: #"\u00e9"#, count: 10) + " ", count: 16_000)
        let reply = try await send(.post, "/v1/answers", "{\"answer\":\"\(words)\"}")
        #expect(reply.status == 202, "\(reply.text.prefix(300))")
        _ = await server.stop()
    }

    @Test func `who waits to be asked for the body is asked, or refused before it sends any`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, arguments: ["--no-worker"])
        let body = try Data(contentsOf: recording)
        let post = "POST /v1/answers?transcript=Yes HTTP/1.1\r\n\(host)Expect: 100-continue\r\n"
        let asked = try RawConnection(port: port(server), timeoutSeconds: 10)
        asked.send(Array("\(post)Content-Type: audio/webm\r\nContent-Length: \(body.count)\r\n\r\n".utf8))
        #expect(asked.head() == "HTTP/1.1 100 Continue\r\n\r\n")
        asked.send(body)
        #expect(asked.head().hasPrefix("HTTP/1.1 202"))
        for (head, status) in [
            ("\(post)Content-Type: audio/webm\r\nContent-Length: 999999999999\r\n\r\n", 413),
            ("\(post)Content-Type: text/plain\r\nContent-Length: 5\r\n\r\n", 415),
            ("POST /v1/none HTTP/1.1\r\n\(host)Expect: 100-continue\r\nContent-Length: 5\r\n\r\n", 404),
        ] {
            let text = try reply(server, head)
            #expect(text.hasPrefix("HTTP/1.1 \(status)") && text.contains("Connection: close"), "\(text)")
        }
        _ = await server.stop()
    }

    @Test func `an upload that the end of the process cuts is told to come back`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(
            data: folder.url,
            environment: ["HTTP_GRACE_MS": "1500", "HTTP_DRAIN_MS": "0"]
        )
        let held = try RawConnection(port: port(server))
        held.send(
            Array("POST /v1/answers HTTP/1.1\r\n\(host)Content-Type: audio/webm\r\nContent-Length: 999\r\n\r\nx".utf8)
        )
        // Another connection's reply is out: this request's head has been read, too.
        #expect(try await server.send(.get, "/health").status == 200)
        server.program.signal(SIGTERM)
        let text = rest(of: held)
        #expect(text.hasPrefix("HTTP/1.1 503") && text.contains("\"request.stopping\""), "\(text)")
        #expect(text.lowercased().contains("retry-after: "))
        let outcome = await server.program.outcome()
        #expect(outcome.status == 0 && !outcome.errors.contains("Unexpected error"), "\(outcome.errors)")
    }

    @Test func `a JSON body that trickles is too slow, not too long for us`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, environment: ["HTTP_DEADLINE_MS": "1000"])
        let text = try reply(
            server,
            "POST /v1/webhooks HTTP/1.1\r\n\(host)Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
        )
        #expect(text.hasPrefix("HTTP/1.1 408") && text.contains("\"request.too_slow\""), "\(text)")
        _ = await server.stop()
    }

    @Test func `HTTP 1.0 gets an end, and no chunks`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let plain = try reply(server, "GET /v1/exports/answers.csv HTTP/1.0\r\n\(host)\r\n")
        #expect(plain.hasPrefix("HTTP/1.0 200") && plain.contains("Connection: close"), "\(plain)")
        #expect(!plain.lowercased().contains("chunked") && plain.contains("\r\n\r\nid,"), "\(plain)")
        let kept = try RawConnection(port: port(server), timeoutSeconds: 10)
        for _ in 0..<2 {
            kept.send(Array("GET /health HTTP/1.0\r\n\(host)Connection: keep-alive\r\n\r\n".utf8))
            #expect(kept.head().contains("Connection: keep-alive"))
            #expect(kept.receive(15).count == 15)
        }
        _ = await server.stop()
    }
}
