import Foundation
import Outbound
import Support
import Testing

/// The built server with accounts, as browsers and programs meet it.
struct PeopleHouse {
    typealias Header = (name: String, value: String)

    static let password = "gravel teapot monsoon"
    static let form: Header = ("Content-Type", "application/x-www-form-urlencoded")
    static let json: Header = ("Content-Type", "application/json")

    let folder: TemporaryFolder
    let server: ServerProcess
    let environment: [String: String]

    init(mode: String = "invited", environment more: [String: String] = [:]) async throws {
        folder = try TemporaryFolder()
        environment = ["ACCOUNTS_MODE": mode, "LIMITS_WRITES": "0", "LIMITS_READS": "0"].merging(more) { $1 }
        server = try await ServerProcess(data: folder.url, environment: environment)
    }

    /// A command of the built program on the same data.
    func run(_ arguments: [String]) async throws -> String {
        let made = try await Program.run(
            ServerProcess.binary,
            arguments + ["--data", folder.url.path],
            environment: environment,
            folder: Fixtures.root
        )
        #expect(made.status == 0, "\(arguments) \(made.errors)")
        return made.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A person who accepted an invitation, in a browser of their own.
    func person(_ name: String, role: String = "user") async throws -> Browser {
        let link = try await run(["accounts", "invite", "--email", "\(name)@example.org", "--role", role])
        let token = try #require(link.split(separator: "=").last.map(String.init))
        var browser = Browser(server: server)
        let reply = try await browser.submit(
            "/invitation",
            ["token": token, "username": name, "password": Self.password, "again": Self.password]
        )
        #expect(reply.status == 303, "\(reply.text)")
        try await browser.load()
        return browser
    }
}

/// A browser: it keeps its session, sends the origin of the page, and the token that the last page had.
struct Browser {
    let server: ServerProcess
    /// The cookie of the session, name and value.
    var cookie: String?
    /// The token of the page that was loaded last.
    var token = ""

    init(server: ServerProcess) { self.server = server }

    /// Loads a page and remembers its token.
    @discardableResult
    mutating func load(_ path: String = "/account") async throws -> HTTPReply {
        let reply = try await get(path)
        if let found = reply.text.firstMatch(of: /name="csrf-token" content="([0-9a-f]+)"/) { token = String(found.1) }
        return reply
    }

    func get(_ path: String) async throws -> HTTPReply {
        try await server.send(.get, path, headers: headers + [("Accept", "text/html")])
    }

    /// Sends a form as a page of ours would.
    mutating func submit(_ path: String, _ fields: [String: String]) async throws -> HTTPReply {
        let own = [("Origin", server.base), ("Sec-Fetch-Site", "same-origin"), PeopleHouse.form]
        let reply = try await server.send(
            .post,
            path,
            headers: headers + own,
            body: .text(Self.encoded(fields.merging(["csrf": token]) { old, _ in old }))
        )
        keep(reply)
        return reply
    }

    /// Calls the API as a script of our pages would.
    mutating func call(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String = "",
        waiting: Bool = false
    ) async throws -> HTTPReply {
        let patience = waiting ? [("Prefer", "wait=120")] : []
        let own = [("Origin", server.base), ("X-CSRF-Token", token), PeopleHouse.json]
        let reply = try await server.send(
            method,
            path,
            headers: headers + own + patience,
            body: body.isEmpty ? .empty : .text(body)
        )
        keep(reply)
        return reply
    }

    var headers: [PeopleHouse.Header] { cookie.map { [("Cookie", $0)] } ?? [] }

    private mutating func keep(_ reply: HTTPReply) {
        guard let set = reply.headers["set-cookie"], set.hasPrefix("debrief-session=") else { return }
        let pair = String(set.prefix { $0 != ";" })
        cookie = pair == "debrief-session=" ? nil : pair
    }

    static func encoded(_ fields: [String: String]) -> String {
        fields.sorted { $0.key < $1.key }.map { name, value in
            let plain = CharacterSet.alphanumerics.intersection(
                CharacterSet(charactersIn: Unicode.Scalar(0)..<Unicode.Scalar(128))
            )
            return "\(name)=" + (value.addingPercentEncoding(withAllowedCharacters: plain) ?? "")
        }.joined(separator: "&")
    }
}
