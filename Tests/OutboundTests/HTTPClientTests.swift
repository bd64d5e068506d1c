import FakeUpstreams
import Outbound
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct HTTPClientTests {
    private func echo(_ requests: [FakeRequest]) throws -> FakeRequest { try #require(requests.last) }

    @Test func `a form goes out as written, file included, and without Expect`() async throws {
        let path = try TemporaryFile(bytes: [UInt8](repeating: 0x5A, count: 300_000))
        try await FakeUpstreams.with { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            var form = MultipartForm()
            form.add("model", "whisper-1")
            form.add("file", fileName: "an \"odd\" name.wav", type: "audio/wav", try .file(path.path))
            let reply = try await client.send(
                HTTPRequest(
                    .post,
                    fakes.openAI.baseURL + "/audio/transcriptions?x=1",
                    headers: [("Content-Type", form.contentType), ("X-Empty", "")],
                    body: form.body
                )
            )
            #expect(reply.status == 200)
            #expect(reply.headers["content-type"] == "application/json")
            let seen = try echo(fakes.openAI.requests)
            #expect(seen.headers["expect"] == nil)
            #expect(seen.headers["x-empty"] == "")
            #expect(seen.headers["content-length"] == "\(form.body.length)")
            #expect(seen.body.count == form.body.length)
            #expect(seen.body.filter { $0 == 0x5A }.count >= 300_000)
            #expect(seen.text.contains("filename=\"an %22odd%22 name.wav\""))
            #expect(seen.query == "x=1")
        }
    }

    @Test func `a reply over its cap is refused`() async throws {
        try await FakeUpstreams.with(mode: .huge) { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            await #expect(throws: OutboundError(.malformed, "")) {
                try await client.send(
                    HTTPRequest(.get, fakes.openAI.baseURL + "/models", maxReplyBytes: 1 << 20)
                )
            }
        }
    }

    @Test func `a server that does not answer in time is a timeout`() async throws {
        try await FakeUpstreams.with(mode: .slow) { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            await #expect(throws: OutboundError(.timeout, "")) {
                try await client.send(HTTPRequest(.get, fakes.openAI.baseURL + "/models", timeout: .milliseconds(200)))
            }
            #expect(client.load == (0, 0))
        }
    }

    @Test func `a call waits for a place in its lane no longer than its own time`() async throws {
        try await FakeUpstreams.with(mode: .slow) { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            let lane = HTTPRequest.Lane(name: "narrow", limit: 1)
            let url = fakes.openAI.baseURL + "/models"
            async let first = Result {
                try await client.send(HTTPRequest(.get, url, timeout: .milliseconds(600), lane: lane))
            }
            await fakes.openAI.reached(calls: 1)
            let second = await Result {
                try await client.send(HTTPRequest(.get, url, timeout: .milliseconds(200), lane: lane))
            }
            #expect(throws: OutboundError(.timeout, "")) { try second.get() }
            #expect(fakes.openAI.calls == 1)
            let outcome = await first
            #expect(throws: OutboundError(.timeout, "")) { try outcome.get() }
        }
    }

    @Test func `cancelling frees the place and closes the connection`() async throws {
        try await FakeUpstreams.with(mode: .slow) { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            let url = fakes.openAI.baseURL + "/models"
            let calls = (1...20).map { _ in
                Task { try await client.send(HTTPRequest(.get, url, lane: .init(name: "wide", limit: 10))) }
            }
            await fakes.openAI.reached(calls: 10)
            #expect(try connections(to: fakes.openAI.port) == 10)
            #expect(client.load.active == 10)
            for call in calls { call.cancel() }
            for call in calls {
                let result = await call.result
                #expect(throws: OutboundError(.cancelled, "")) { try result.get() }
            }
            #expect(client.load == (0, 0))
            #expect(try connections(to: fakes.openAI.port) == 0)
        }
    }

    @Test func `a call in a cancelled task does not go out`() async throws {
        try await FakeUpstreams.with { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            let url = fakes.openAI.baseURL + "/models"
            let task = Task {
                unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                return try await client.send(HTTPRequest(.get, url))
            }
            await #expect(throws: OutboundError(.cancelled, "")) { try await task.value }
        }
    }

    @Test func `a broken connection is transient`() async throws {
        try await FakeUpstreams.with(mode: .reset) { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            await #expect(throws: OutboundError(.transient, "")) {
                try await client.send(HTTPRequest(.get, fakes.openAI.baseURL + "/models"))
            }
        }
    }

    @Test func `nobody listening is transient`() async throws {
        let port = try await FakeUpstreams.with { $0.openAI.port }
        let client = try HTTPClient()
        await #expect(throws: OutboundError(.transient, "")) {
            try await client.send(HTTPRequest(.get, "http://127.0.0.1:\(port)/"))
        }
    }

    @Test(arguments: [
        "file:///etc/passwd", "ftp://127.0.0.1/x", "not a url", "", "http://", "http://a b/", "gopher://127.0.0.1:1/_x",
        "http://127.0.0.1/\u{0}",
    ])
    func `other protocols and broken addresses are refused`(url: String) async throws {
        let client = try HTTPClient()
        await #expect(throws: OutboundError(.rejected, "")) { try await client.send(HTTPRequest(.get, url)) }
    }

    @Test(arguments: [("X-A", "a\r\nX-B: b"), ("X A", "a"), ("", "a"), ("X:", "a"), ("X", "\u{0}")])
    func `a header that could smuggle another is refused`(name: String, value: String) async throws {
        let client = try HTTPClient()
        await #expect(throws: OutboundError(.rejected, "")) {
            try await client.send(HTTPRequest(.get, "http://127.0.0.1:1/", headers: [(name, value)]))
        }
    }

    @Test func `a file that is not there is refused, and one that shrank too`() async throws {
        #expect(throws: OutboundError(.rejected, "")) { try HTTPBody.file("/nowhere/at/all") }
        let file = try TemporaryFile(bytes: [1, 2, 3])
        try await FakeUpstreams.with { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            let body = HTTPBody([.file(path: file.path, offset: 0, length: 1_000)])
            await #expect(throws: OutboundError(.rejected, "")) {
                try await client.send(HTTPRequest(.post, fakes.openAI.baseURL + "/x", body: body))
            }
        }
    }

    @Test func `a closed client takes no calls`() async throws {
        let client = try HTTPClient()
        client.close()
        await #expect(throws: OutboundError(.cancelled, "")) {
            try await client.send(HTTPRequest(.get, "http://127.0.0.1:1/"))
        }
    }
}
