import Foundation
import Outbound
import StorageConformance
import Support
import Testing

private let python = VendorServer.python ?? Program.find("python3")

/// Webhooks of the built programs, where receivers misbehave and senders die.
@Suite(.timeLimit(.minutes(3)), .serialized, .enabled(if: python != nil))
struct WebhookTroubleTests {
    private static let open = [
        "WEBHOOKS_ALLOW_PRIVATE": "true", "WEBHOOKS_ALLOW_HTTP": "true", "WEBHOOKS_FIRST_WAIT_MS": "600000",
        "LOG_LEVEL": "error",
    ]

    private static let patient = open.merging(["WEBHOOKS_TIMEOUT_MS": "60000", "WEBHOOKS_CONCURRENCY": "8"]) { $1 }

    private struct Hook: Decodable {
        var id: String
        var enabled: Bool
        var secret: String?
        var disabledAt: String?
        var disabledReason: String?
        var failingSince: String?
        var restingUntil: String?
    }

    private struct Delivery: Decodable {
        var id: String
        var state: String
        var attempts: Int
        var lastStatus: Int?
        var lastError: String?
    }

    private struct Log: Decodable {
        var deliveries: [Delivery]
    }

    private struct Told: Decodable {
        var path: String
        var id: String?
        var at: Double?
        var read: Int?
    }

    private let receiver: VendorServer
    private let folder: TemporaryFolder

    init() throws {
        receiver = try VendorServer("webhook_trouble.py", python: python)
        folder = try TemporaryFolder()
    }

    private func json<Value: Decodable>(_ reply: HTTPReply, _ status: Int, as type: Value.Type = Value.self) throws
        -> Value
    {
        #expect(reply.status == status, "\(reply.text)")
        return try JSONDecoder().decode(Value.self, from: Data(reply.body))
    }

    private func create(
        _ url: String,
        on server: ServerProcess,
        _ headers: [(name: String, value: String)] = []
    ) async throws -> HTTPReply {
        try await server.send(
            .post,
            "/v1/webhooks",
            headers: headers + [("Content-Type", "application/json")],
            body: .text(#"{"url":"\#(url)","events":["answer.done"]}"#)
        )
    }

    private func hook(_ path: String, on server: ServerProcess) async throws -> Hook {
        try json(try await create("http://127.0.0.1:\(receiver.port)\(path)", on: server), 201)
    }

    private func test(_ hook: Hook, on server: ServerProcess) async throws {
        #expect(try await server.send(.post, "/v1/webhooks/\(hook.id)/test").status == 202)
    }

    private func now(_ hook: Hook, on server: ServerProcess) async throws -> Hook {
        try json(try await server.send(.get, "/v1/webhooks/\(hook.id)"), 200)
    }

    private func switched(_ hook: Hook, _ isOn: Bool, on server: ServerProcess) async throws -> Hook {
        let body = HTTPBody.text(#"{"enabled":\#(isOn)}"#)
        let type = (name: "Content-Type", value: "application/json")
        return try json(try await server.send(.patch, "/v1/webhooks/\(hook.id)", headers: [type], body: body), 200)
    }

    private func deliveries(
        _ hook: Hook,
        on server: ServerProcess,
        until test: ([Delivery]) -> Bool
    ) async throws -> [Delivery] {
        while true {
            let log: Log = try json(try await server.send(.get, "/v1/webhooks/\(hook.id)/deliveries"), 200)
            if test(log.deliveries) { return log.deliveries }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The next message a receiver tells of at a path.
    private func told(_ path: String) throws -> Told {
        while true {
            let told = try JSONDecoder().decode(Told.self, from: Data(receiver.text().utf8))
            if told.path == path { return told }
        }
    }

    @Test func `receivers that hang, drip or never end are done with in time, and hold up nobody else`() async throws {
        var settings = Self.open
        settings["WEBHOOKS_TIMEOUT_MS"] = "3000"
        settings["WEBHOOKS_CONCURRENCY"] = "4"
        let server = try await ServerProcess(data: folder.url, environment: settings)
        let wanted: [(url: String, state: String, status: Int?, reason: String?)] = [
            ("http://127.0.0.1:\(receiver.port)/silent", "waiting", nil, "did not answer in time"),
            ("http://127.0.0.1:\(receiver.port)/status", "waiting", nil, "did not answer in time"),
            ("https://127.0.0.1:\(receiver.port)/tls", "waiting", nil, "did not end the TLS handshake in time"),
            (
                "http://127.0.0.1:\(receiver.facts["closed"] as? Int ?? 0)/", "waiting", nil,
                "did not accept a connection in time"
            ),
            ("http://127.0.0.1:\(receiver.port)/away", "waiting", 302, "answered 302"),
            ("http://127.0.0.1:\(receiver.port)/refused", "waiting", 500, "answered 500"),
            // Their status came in time; nobody waits for the rest.
            ("http://127.0.0.1:\(receiver.port)/drip", "delivered", 200, nil),
            ("http://127.0.0.1:\(receiver.port)/begun", "delivered", 200, nil),
            ("http://127.0.0.1:\(receiver.port)/endless", "delivered", 200, nil),
        ]
        var hooks: [Hook] = []
        for case (let url, _, _, _) in wanted {
            hooks.append(try json(try await create(url, on: server), 201))
            try await test(hooks[hooks.count - 1], on: server)
        }
        let start = ContinuousClock.now
        for (hook, wanted) in zip(hooks, wanted) {
            let log = try await deliveries(hook, on: server) { $0.first?.attempts == 1 }
            #expect(log[0].state == wanted.state && log[0].lastStatus == wanted.status, "\(wanted.url): \(log)")
            if let reason = wanted.reason {
                #expect(log[0].lastError == "The endpoint \(reason).", "\(wanted.url): \(log)")
            } else {
                #expect(log[0].lastError == nil)
            }
            #expect(try await now(hook, on: server).failingSince == nil ? wanted.reason == nil : wanted.reason != nil)
        }
        // Four at a time, three seconds each at most, for seven that take their time.
        #expect(start.duration(to: .now) < .seconds(30))

        // Of what never ends little more is taken than what the sockets hold.
        #expect(try told("/endless").id != nil)
        #expect(try #require(try told("/endless").read) < 16 << 20)

        // The four that hang have three messages each, which is nine seconds for their two senders at least.
        let hanging = hooks.prefix(4)
        for hook in hanging { for _ in 0..<3 { try await test(hook, on: server) } }
        let good = try await hook("/good", on: server)
        for _ in 0..<20 { try await test(good, on: server) }
        let log = try await deliveries(good, on: server) { $0.count == 20 && $0.allSatisfy { $0.state == "delivered" } }
        #expect(log.allSatisfy { $0.attempts == 1 })
        var waiting = 0
        for hook in hanging {
            waiting += try await deliveries(hook, on: server) { _ in true }.filter { $0.attempts == 0 }.count
        }
        #expect(waiting >= 6, "nothing waited for those that hang: \(waiting)")
        _ = await server.stop()
    }

    @Test func `a sender that dies in the middle of a delivery delivers it after its restart, under the same id`()
        async throws
    {
        var settings = Self.open
        settings["WEBHOOKS_TIMEOUT_MS"] = "3000"
        let server = try await ServerProcess(data: folder.url, environment: settings)
        let hook = try await hook("/hang", on: server)
        try await test(hook, on: server)
        let first = try told("/hang")
        await server.kill()
        let again = try await ServerProcess(data: folder.url, environment: settings)
        let second = try told("/hang")
        #expect(second.id == first.id && first.id != nil)
        let log = try await deliveries(hook, on: again) { $0.first?.state == "delivered" }
        #expect(log.count == 1 && log[0].attempts == 1 && log[0].id == first.id, "what never ended is not counted")
        #expect(try #require(second.at) - #require(first.at) < 40)
        _ = await again.stop()
    }

    @Test func `a pause that is asked for is kept`() async throws {
        var settings = Self.open
        settings["WEBHOOKS_FIRST_WAIT_MS"] = "10"
        let server = try await ServerProcess(data: folder.url, environment: settings)
        let hook = try await hook("/busy", on: server)
        try await test(hook, on: server)
        let first = try told("/busy")
        let resting = try await deliveries(hook, on: server) { $0.first?.attempts == 1 }
        #expect(resting[0].lastStatus == 429)
        let second = try told("/busy")
        let pause = try #require(second.at) - #require(first.at)
        #expect(pause >= 1.9 && second.id == first.id, "\(pause)")
        _ = try await deliveries(hook, on: server) { $0.first?.state == "delivered" }
        #expect(try await now(hook, on: server).restingUntil == nil)
        _ = await server.stop()
    }

    @Test func `a webhook is switched off and on, and made once for each Idempotency-Key`() async throws {
        let server = try await ServerProcess(data: folder.url, environment: Self.open)
        let url = "http://127.0.0.1:\(receiver.port)/good"
        let key = (name: "Idempotency-Key", value: "hook-1")
        let made = try await create(url, on: server, [key])
        let hook: Hook = try json(made, 201)
        let again = try await create(url, on: server, [key])
        #expect(again.status == 201 && again.body == made.body && again.headers["idempotency-replayed"] == "true")
        #expect(again.headers["location"] == made.headers["location"] && hook.secret != nil)
        let other = try await create(url + "?other", on: server, [key])
        #expect(other.status == 422 && other.text.contains("request.key_reused"), "\(other.text)")
        #expect(try await server.send(.get, "/v1/webhooks").text.matches(of: /whk_/).count == 1)

        let off = try await switched(hook, false, on: server)
        #expect(!off.enabled && off.disabledAt != nil && off.disabledReason == "owner")
        let refused = try await server.send(.post, "/v1/webhooks/\(hook.id)/test")
        #expect(refused.status == 409 && refused.text.contains("webhook.disabled"), "\(refused.text)")
        let on = try await switched(hook, true, on: server)
        #expect(on.enabled && on.disabledAt == nil && on.disabledReason == nil)
        try await test(hook, on: server)
        _ = try await deliveries(hook, on: server) { $0.first?.state == "delivered" }
        let type = (name: "Content-Type", value: "application/json")
        for body in ["{}", #"{"enabled":"yes"}"#, #"{"enabled":true,"url":"x"}"#, "[]", "null"] {
            let address = "/v1/webhooks/\(hook.id)"
            let reply = try await server.send(.patch, address, headers: [type], body: .text(body))
            #expect(reply.status == 400, "\(body) \(reply.text)")
        }
        _ = await server.stop()
    }

    /// Two processes that send, over one database. The first message to each of ten endpoints is answered when all ten have come:
    /// one process has at most eight under way, so both of them send, however fast one is.
    private func twoSenders(_ environment: [String: String]) async throws {
        let hooks = 10
        let each = 24
        let server = try await ServerProcess(data: folder.url, environment: environment)
        let worker = try Program(
            ServerProcess.binary,
            ["work", "--data", folder.url.path],
            environment: environment.merging(["WORKER_PORT": "0"]) { $1 },
            folder: Fixtures.root
        )
        #expect(await worker.output { $0.contains("Debrief works") })
        var made: [Hook] = []
        for number in 0..<hooks { made.append(try await hook("/meet\(number)", on: server)) }
        for _ in 0..<each { for hook in made { try await test(hook, on: server) } }
        var delivered: Set<String> = []
        for hook in made {
            let log = try await deliveries(hook, on: server) {
                $0.count == each && $0.allSatisfy { $0.state == "delivered" }
            }
            #expect(log.allSatisfy { $0.attempts == 1 })
            delivered.formUnion(log.map(\.id))
        }
        var told: [String: Int] = [:]
        for _ in 0..<hooks * each {
            told[try #require(try JSONDecoder().decode(Told.self, from: Data(receiver.text().utf8)).id), default: 0] +=
                1
        }
        #expect(Set(told.keys) == delivered && delivered.count == hooks * each, "each once, none lost")
        let line = try await server.send(.get, "/metrics").text.firstMatch(
            of: /webhook_attempts_total\{[^}]*outcome="delivered"[^}]*\} ([0-9]+)/
        )
        let here = try #require(line.flatMap { Int($0.1) })
        #expect((1..<hooks * each).contains(here), "both of them sent: \(here) of \(hooks * each) here")
        worker.signal(SIGTERM)
        _ = await worker.outcome()
        _ = await server.stop()
    }

    @Test func `two processes over one SQLite file send everything once`() async throws {
        try await twoSenders(Self.patient)
    }

    @Test(.enabled(if: TestPostgres.server != nil, "DEBRIEF_TEST_POSTGRES names no server; scripts/test starts one"))
    func `two processes over one PostgreSQL send everything once`() async throws {
        let schema = try await TestPostgres()
        try await twoSenders(Self.patient.merging(["STORAGE_URL": schema.url]) { $1 })
        withExtendedLifetime(schema) {}
    }
}
