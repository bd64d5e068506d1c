import Foundation
import Outbound
import Support
import Testing

/// Webhooks of the built server, against a receiver on this machine.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct WebhookTests {
    private static let python = VendorServer.python ?? Program.find("python3")
    private static let fast = [
        "WEBHOOKS_ALLOW_PRIVATE": "true", "WEBHOOKS_ALLOW_HTTP": "true", "WEBHOOKS_FIRST_WAIT_MS": "20",
    ]
    private let fields = [("question", "Why?"), ("transcript", "Because it worked, and we measured it.")]

    private struct Hook: Decodable {
        var id: String
        var enabled: Bool
        var secret: String?
    }

    private struct Log: Decodable {
        struct Delivery: Decodable {
            var id: String
            var type: String
            var subject: String
            var state: String
            var attempts: Int
            var lastStatus: Int?
            var lastError: String?
        }

        var deliveries: [Delivery]
    }

    private struct Message: Decodable {
        struct Body: Decodable {
            struct Subject: Decodable {
                var id: String
                var status: String
                var url: String
            }

            var type: String
            var timestamp: String
            var data: Subject
        }

        var path: String
        var body: String
        var status: Int
        var headers: [String: String]
        var type: String

        func content() throws -> Body { try JSONDecoder().decode(Body.self, from: Data(body.utf8)) }
    }

    private func json<Value: Decodable>(_ reply: HTTPReply, _ status: Int, as type: Value.Type = Value.self) throws
        -> Value
    {
        #expect(reply.status == status, "\(reply.text)")
        return try JSONDecoder().decode(Value.self, from: Data(reply.body))
    }

    private func create(_ url: String, on server: ServerProcess, _ headers: [(name: String, value: String)] = [])
        async throws -> HTTPReply
    {
        try await server.send(
            .post,
            "/v1/webhooks",
            headers: headers + [("Content-Type", "application/json")],
            body: HTTPBody([.bytes(Array(#"{"url":"\#(url)"}"#.utf8))])
        )
    }

    private func message(_ receiver: VendorServer) throws -> Message {
        try JSONDecoder().decode(Message.self, from: Data(receiver.text().utf8))
    }

    /// Whether a message is signed with a secret, by somebody else's library or rules.
    private func isSigned(_ message: Message, with secret: String) throws -> Bool {
        let asked: [String: Any] = ["secret": secret, "headers": message.headers, "body": message.body]
        let text = String(decoding: try JSONSerialization.data(withJSONObject: asked), as: UTF8.self)
        return try VendorServer("webhook_receiver.py", ["0", text], python: Self.python).facts["verified"] as? Bool
            == true
    }

    /// The log once a delivery is no longer waiting, or says why it waits.
    private func log(
        _ hook: Hook,
        on server: ServerProcess,
        until test: (Log) -> Bool
    ) async throws -> Log {
        while true {
            let log: Log = try json(try await server.send(.get, "/v1/webhooks/\(hook.id)/deliveries"), 200)
            if test(log) { return log }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @Test(.enabled(if: python != nil))
    func `an answer's end is told, signed, again after failures, and once more when asked for`() async throws {
        let receiver = try VendorServer("webhook_receiver.py", ["503,302,200"], python: Self.python)
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, environment: Self.fast)
        let hook: Hook = try json(try await create("http://127.0.0.1:\(receiver.port)/in", on: server), 201)
        let secret = try #require(hook.secret)
        #expect(try await server.send(.get, "/v1/webhooks/\(hook.id)").text.contains("secret") == false)

        let reply = try await server.post(Fixtures.file("audio/short.webm"), fields: fields)
        let answer = try #require(reply.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).output.1.description
        let messages = [try message(receiver), try message(receiver), try message(receiver)]
        #expect(messages.map(\.status) == [503, 302, 200], "a redirect is a failure")
        #expect(Set(messages.map(\.path)) == ["/in"] && Set(messages.map(\.type)) == ["application/json"])
        #expect(Set(messages.map(\.body)).count == 1 && Set(messages.map { $0.headers["webhook-id"] }).count == 1)
        for message in messages { #expect(try isSigned(message, with: secret)) }
        #expect(try !isSigned(messages[0], with: "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()))
        let content = try messages[0].content()
        #expect(content.type == "answer.done" && content.data.id == answer && content.data.status == "done")
        #expect(content.data.url == "/v1/answers/\(answer)")
        #expect(try await server.send(.get, content.data.url).text.contains(#""status":"done""#))
        let done = try await log(hook, on: server) { $0.deliveries.first?.state == "delivered" }
        #expect(done.deliveries.count == 1 && done.deliveries[0].attempts == 3 && done.deliveries[0].lastStatus == 200)

        // With a new secret both sign, and what was delivered is delivered again under its own id.
        let rolled: Hook = try json(try await server.send(.post, "/v1/webhooks/\(hook.id)/roll"), 200)
        let replay = "/v1/webhooks/\(hook.id)/deliveries/\(done.deliveries[0].id)/replay"
        #expect(try await server.send(.post, replay).status == 202)
        let again = try message(receiver)
        #expect(again.headers["webhook-id"] == messages[0].headers["webhook-id"] && again.body == messages[0].body)
        #expect(try isSigned(again, with: secret))
        #expect(try isSigned(again, with: try #require(rolled.secret)))
        #expect(try await server.send(.post, "/v1/webhooks/\(hook.id)/test").status == 202)
        #expect(try message(receiver).content().type == "webhook.test")
        #expect(try await server.send(.delete, "/v1/webhooks/\(hook.id)").status == 204)
        #expect(try await server.send(.get, "/v1/webhooks/\(hook.id)").status == 404)
    }

    @Test(.enabled(if: python != nil)) func `an endpoint that answers 410 is left alone`() async throws {
        let receiver = try VendorServer("webhook_receiver.py", ["410"], python: Self.python)
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, environment: Self.fast)
        let hook: Hook = try json(try await create("http://127.0.0.1:\(receiver.port)/", on: server), 201)
        #expect(try await server.send(.post, "/v1/webhooks/\(hook.id)/test").status == 202)
        let log = try await log(hook, on: server) { $0.deliveries.first?.state == "dead" }
        #expect(log.deliveries[0].attempts == 1)
        let now: Hook = try json(try await server.send(.get, "/v1/webhooks/\(hook.id)"), 200)
        #expect(!now.enabled)
        let test = try await server.send(.post, "/v1/webhooks/\(hook.id)/test")
        #expect(test.status == 409 && test.text.contains("webhook.disabled"), "\(test.text)")

        // Its owner says that it is there again.
        #expect(try await server.send(.get, "/v1/webhooks/\(hook.id)").text.contains(#""disabledReason":"gone""#))
        let on: Hook = try json(
            try await server.send(
                .patch,
                "/v1/webhooks/\(hook.id)",
                headers: [("Content-Type", "application/json")],
                body: .text(#"{"enabled":true}"#)
            ),
            200
        )
        #expect(on.enabled)
        let replay = "/v1/webhooks/\(hook.id)/deliveries/\(log.deliveries[0].id)/replay"
        #expect(try await server.send(.post, replay).status == 202)
        let again = try [message(receiver), message(receiver)].map { $0.headers["webhook-id"] }
        #expect(again == [log.deliveries[0].id, log.deliveries[0].id])
    }

    @Test(.enabled(if: python != nil), arguments: ["127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]"])
    func `an address of this machine is refused unless a setting allows it`(host: String) async throws {
        let receiver = try VendorServer("webhook_receiver.py", ["200"], python: Self.python)
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(
            data: folder.url,
            environment: ["WEBHOOKS_ALLOW_HTTP": "true", "WEBHOOKS_PORTS": "\(receiver.port)"]
        )
        let hook: Hook = try json(try await create("http://\(host):\(receiver.port)/", on: server), 201)
        #expect(try await server.send(.post, "/v1/webhooks/\(hook.id)/test").status == 202)
        let log = try await log(hook, on: server) { $0.deliveries.first?.attempts ?? 0 > 0 }
        #expect(log.deliveries[0].state == "waiting" && log.deliveries[0].lastStatus == nil)
        #expect(log.deliveries[0].lastError?.contains("public internet") == true, "\(log)")
    }

    @Test func `addresses without TLS and of odd forms are refused, and everybody has their own`() async throws {
        let folder = try TemporaryFolder()
        func key(_ name: String) async throws -> [(name: String, value: String)] {
            let made = try await Program.run(
                ServerProcess.binary,
                ["keys", "create", "--data", folder.url.path, "--name", name],
                folder: Fixtures.root
            )
            return [("Authorization", "Bearer \(made.output.trimmingCharacters(in: .newlines))")]
        }
        let (ada, bob) = (try await key("ada"), try await key("bob"))
        let server = try await ServerProcess(data: folder.url)
        for url in ["http://example.org/", "ftp://example.org/", "https://", "https://a:b@example.org/", "example.org"]
        {
            let refused = try await create(url, on: server, ada)
            #expect(refused.status == 400 && refused.text.contains("request.invalid"), "\(url) \(refused.text)")
        }
        let made = try await create("https://example.org/in", on: server, ada)
        #expect(!made.text.contains("rescore.done"))
        let hook: Hook = try json(made, 201)
        for path in ["", "/deliveries"] {
            #expect(try await server.send(.get, "/v1/webhooks/\(hook.id)\(path)", headers: bob).status == 404)
        }
        for path in ["/roll", "/test"] {
            #expect(try await server.send(.post, "/v1/webhooks/\(hook.id)\(path)", headers: bob).status == 404)
        }
        #expect(try await server.send(.delete, "/v1/webhooks/\(hook.id)", headers: bob).status == 404)
        #expect(try await server.send(.get, "/v1/webhooks", headers: bob).text == #"{"webhooks":[]}"#)
        #expect(try await server.send(.get, "/v1/webhooks", headers: ada).text.contains(hook.id))
    }
}
