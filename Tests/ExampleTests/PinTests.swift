import Core
import Database
import DatabaseSQLite
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Support
import Testing

@testable import HTTPKit
@testable import debrief

/// The example feature behind the real middleware, in process: no socket and no built program.
@Suite(.timeLimit(.minutes(1)))
struct PinTests {
    private struct Reply {
        var status: Int
        var body: String
    }

    private let responder: WebResponder<RouterResponder<WebContext>>
    private let folder: TemporaryFolder

    init() async throws {
        folder = try TemporaryFolder()
        let settings = try await Settings.load(
            flags: [
                "data.folder": folder.url.path, "config.folder": Fixtures.root.appending(path: "config").path,
            ],
            file: nil,
            environment: ["COMPANION_ENABLED": "false"]
        )
        let premises = try await Premises.open(try Wiring(settings: settings, logger: Logger(label: "test")))
        try await Migrator(Schema.migrations + [Pin.migration]).apply(to: premises.database, at: Instant(Date()))
        let threads = BlockingThreads()
        let composition = Composition(
            premises: premises,
            drain: Drain(),
            setup: nil,
            metrics: { "" },
            threads: threads,
            drawing: threads
        )
        let door = Door(
            authenticator: Authenticator(
                isClosed: { true },
                principal: { key, _ in
                    Principal(.apiKey(prefix: key), owner: key, permissions: [.answersRead, .answersWrite])
                }
            ),
            rules: DoorRules(),
            drain: composition.drain,
            backlog: { nil },
            threads: threads,
            now: { Date() }
        )
        let routes = door.routes()
        for entry in FeatureEntry.all + [.pins] { try await entry.routes(composition)(routes) }
        responder = door.responder(routes)
    }

    private func ask(_ method: HTTPRequest.Method, _ path: String, as owner: String?, _ body: String = "") async throws
        -> Reply
    {
        var head = HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1", path: path)
        if let owner { head.headerFields[.authorization] = "Bearer \(owner)" }
        let source = ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: Logger(label: "test"))
        let response = try await responder.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body))),
            context: WebContext(source: source)
        )
        let text = BodyText()
        try await response.body.write(text)
        return Reply(status: response.status.code, body: text.collected)
    }

    @Test func `a feature of one folder and one entry is served, documented, limited and owned`() async throws {
        let made = try await ask(.post, "/v1/pins", as: "ada", #"{"text":"Breathe."}"#)
        #expect(made.status == 201, "\(made)")
        let pin = try JSONDecoder().decode(Pin.self, from: Data(made.body.utf8))
        #expect(try await ask(.get, "/v1/pins/\(pin.id)", as: "ada").status == 200)
        let foreign = try await ask(.get, "/v1/pins/\(pin.id)", as: "bob")
        #expect(foreign.status == 404 && !foreign.body.contains("Breathe"))
        #expect(try await ask(.get, "/v1/pins/\(pin.id)", as: nil).status == 401)
        #expect(try await ask(.put, "/v1/pins/\(pin.id)", as: "ada").status == 405)
        #expect(try await ask(.post, "/v1/pins", as: "ada", "{}").status == 400)
        let document = APIDocument((FeatureEntry.all + [.pins]).map(\.part)).node(version: "0").json
        #expect(document.contains(#""/v1/pins/{id}""#))
    }
}

/// Collects a response's body.
private final class BodyText: ResponseBodyWriter {
    var collected = ""

    func write(_ buffer: ByteBuffer) async throws { collected += String(buffer: buffer) }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
