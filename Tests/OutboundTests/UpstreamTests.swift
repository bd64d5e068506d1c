import FakeUpstreams
import Logging
import Outbound
import Support
import Synchronization
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct UpstreamTests {
    /// Reads a reply the plain way: by status.
    private static func read(_ reply: HTTPReply) throws(OutboundError) -> Int {
        switch reply.status {
        case 200: return reply.status
        case 401: throw OutboundError(.auth, "refused", status: 401, upstream: reply.text)
        case 429:
            throw OutboundError(
                .throttled,
                "slow down",
                status: 429,
                retryAfter: RetryAfter.wait(headers: reply.headers, unixTime: 0),
                upstream: reply.text
            )
        default: throw OutboundError(.transient, "failed", status: reply.status, upstream: reply.text)
        }
    }

    private func call(_ upstream: Upstream, _ fake: FakeUpstream) async throws(OutboundError) -> Int {
        try await upstream.call { () throws(OutboundError) in
            HTTPRequest(
                .get,
                fake.baseURL + "/models?key=sk-marked-key",
                headers: [("Authorization", "Bearer sk-marked-key")]
            )
        } reading: { reply throws(OutboundError) in
            try Self.read(reply)
        }
    }

    @Test func `failures are repeated with growing waits until one call succeeds`() async throws {
        let waits = Mutex<[Duration]>([])
        let pacing = Upstream.Pacing(sleep: { wait in waits.withLock { $0.append(wait) } }, jitter: { 1 })
        try await FakeUpstreams.with { fakes in
            fakes.openAI.script = [.failing, .overloaded, .throttled, .ok]
            let client = try HTTPClient()
            defer { client.close() }
            let upstream = Upstream("fake", client: client, logger: Logger(label: "test"), pacing: pacing)
            #expect(try await call(upstream, fakes.openAI) == 200)
            #expect(fakes.openAI.calls == 4)
            #expect(waits.withLock { $0 } == [.seconds(1), .seconds(2), .milliseconds(22)])
        }
    }

    @Test func `a bad key is reported within one call, and further calls stay at home`() async throws {
        try await FakeUpstreams.with(mode: .unauthorized) { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            let upstream = Upstream("fake", client: client, logger: Logger(label: "test"))
            for _ in 1...3 {
                await #expect(throws: OutboundError(.auth, "")) { try await call(upstream, fakes.openAI) }
            }
            #expect(fakes.openAI.calls == 1)
            #expect(upstream.state == .open)
        }
    }

    @Test func `a service that keeps failing is left alone`() async throws {
        try await FakeUpstreams.with(mode: .failing) { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            let settings = UpstreamSettings(retry: RetrySchedule(attempts: 1), breakerThreshold: 3)
            let upstream = Upstream("fake", client: client, settings: settings, logger: Logger(label: "test"))
            for _ in 1...6 {
                await #expect(throws: OutboundError(.transient, "")) { try await call(upstream, fakes.openAI) }
            }
            #expect(fakes.openAI.calls == 3)
        }
    }

    @Test func `the deadline bounds all attempts together`() async throws {
        try await FakeUpstreams.with(mode: .slow) { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            let settings = UpstreamSettings(
                timeout: .milliseconds(150),
                deadline: .milliseconds(400),
                retry: RetrySchedule(attempts: 50, firstWait: .milliseconds(1), longestWait: .milliseconds(1))
            )
            let upstream = Upstream("fake", client: client, settings: settings, logger: Logger(label: "test"))
            let started = ContinuousClock.now
            await #expect(throws: OutboundError(.timeout, "")) { try await call(upstream, fakes.openAI) }
            #expect(started.duration(to: .now) < .seconds(5))
            #expect(fakes.openAI.calls < 50)
        }
    }

    @Test(arguments: FakeMode.allCases)
    func `no key reaches a log line or an error`(mode: FakeMode) async throws {
        let lines = LogLines()
        try await FakeUpstreams.with(mode: mode) { fakes in
            fakes.openAI.slowness = .milliseconds(1)
            let client = try HTTPClient()
            defer { client.close() }
            let settings = UpstreamSettings(timeout: .seconds(5), retry: RetrySchedule(attempts: 2))
            let upstream = Upstream(
                "fake",
                client: client,
                settings: settings,
                secrets: [Secret("sk-marked-key")],
                logger: lines.logger,
                pacing: .init(sleep: { _ in })
            )
            do {
                _ = try await call(upstream, fakes.openAI)
            } catch {
                #expect(!String(reflecting: error).contains("marked"))
            }
        }
        #expect(!lines.all.isEmpty)
        #expect(!lines.all.contains { $0.contains("marked") })
    }
}
