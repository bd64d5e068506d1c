import Foundation
import Outbound
import Support
import Testing

/// Who may use the built server, and for what.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct AccessTests {
    private let recording = Fixtures.file("audio/short.webm")
    private let fields = [("question", "Why?"), ("transcript", "Because it worked, and we measured it.")]

    private func debrief(_ arguments: [String], environment: [String: String] = [:]) async throws -> Program.Outcome {
        try await Program.run(ServerProcess.binary, arguments, environment: environment, folder: Fixtures.root)
    }

    private func key(_ arguments: String..., in folder: TemporaryFolder) async throws -> (name: String, value: String) {
        let made = try await debrief(["keys", "create", "--data", folder.url.path, "--name"] + arguments)
        #expect(made.status == 0, "\(made.errors)")
        let text = made.output.trimmingCharacters(in: .newlines)
        #expect(text.wholeMatch(of: /dbf_[a-z2-9]{8}_[a-z2-9]{52}/) != nil, "\(made)")
        #expect(!made.errors.contains(text) && made.errors.contains(text.prefix(12)), "\(made.errors)")
        return ("Authorization", "Bearer \(text)")
    }

    private func id(_ reply: HTTPReply) throws -> String {
        try #require(reply.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).output.1.description
    }

    @Test func `without keys the server serves this machine, tells so, and will not listen elsewhere`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        #expect(
            await server.program.output(satisfies: { $0.contains("This machine only") }),
            "\(server.program.output)"
        )
        #expect(try await server.send(.get, "/").status == 200)
        #expect(try await server.send(.get, "/metrics").status == 200)
        let rebound = try await server.send(.get, "/v1/answers", headers: [("Host", "evil.example")])
        #expect(rebound.status == 421 && rebound.text.contains("request.foreign_host"), "\(rebound.text)")
        for headers in [[("Origin", "https://evil.example")], [("Origin", "null")], [("Sec-Fetch-Site", "cross-site")]]
        {
            let written = try await server.post(recording, fields: fields, headers: headers)
            #expect(written.status == 403 && written.text.contains("request.foreign_origin"), "\(written.text)")
        }
        #expect(try await server.send(.get, "/v1/answers").text.contains("\"answers\":[]"))
        let own = try await server.post(recording, fields: fields, headers: [("Origin", server.base)])
        #expect(own.status == 202, "\(own.text)")
        _ = await server.stop()

        let proxies: [[String: String]] = [
            ["HTTP_PROXIES": "1"], ["HTTP_PUBLIC_URL": "https://debrief.example.org"],
        ]
        for environment in proxies {
            let open = try await debrief(["serve", "--port", "0", "--data", folder.url.path], environment: environment)
            #expect(open.status == 2 && open.errors.contains("access.open_proxy"), "\(open)")
            #expect(open.errors.contains("debrief keys create"), "\(open.errors)")
        }
        let local = try await ServerProcess(
            data: folder.url,
            environment: ["HTTP_PUBLIC_URL": "http://localhost:8080"]
        )
        _ = await local.stop()
    }

    @Test func `without keys nothing that a proxy passes on is answered`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        for name in ["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "x-forwarded-host", "X-Real-IP", "Via"] {
            for path in ["/", "/v1/answers", "/health", "/metrics"] {
                let reply = try await server.send(.get, path, headers: [(name, "1.1 proxy")])
                #expect(
                    reply.status == 421 && reply.text.contains("request.forwarded"),
                    "\(name) \(path) \(reply.text)"
                )
                #expect(reply.headers["content-type"] == "application/problem+json")
            }
        }
        let key = try await key("ada", in: folder)
        // What the database said is believed for three seconds: until then the request is still one without keys.
        let early = try await server.send(.get, "/v1/answers", headers: [("X-Forwarded-For", "203.0.113.9")])
        #expect([401, 421].contains(early.status))
        _ = await server.stop()
        let closed = try await ServerProcess(data: folder.url, environment: ["HTTP_PROXIES": "1"])
        let forwarded = ("X-Forwarded-For", "203.0.113.9")
        #expect(try await closed.send(.get, "/v1/answers", headers: [forwarded, key]).status == 200)
        #expect(try await closed.send(.get, "/v1/answers", headers: [forwarded]).status == 401)
        _ = await closed.stop()
    }

    @Test func `once there was a key the server never opens again`() async throws {
        let folder = try TemporaryFolder()
        let key = try await key("only", in: folder)
        let prefix = String(key.value.dropFirst(7).prefix(12))
        let revoked = try await debrief(["keys", "revoke", prefix, "--data", folder.url.path])
        #expect(revoked.status == 0 && revoked.errors.contains("stays closed"), "\(revoked)")
        let server = try await ServerProcess(data: folder.url)
        #expect(try await server.send(.get, "/v1/answers").status == 401)
        #expect(try await server.send(.get, "/v1/answers", headers: [key]).status == 401)
        _ = await server.stop()
    }

    @Test func `a first start that needs keys prints a link that makes one, once`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, environment: ["ACCESS_KEYS": "always"])
        #expect(await server.program.output(satisfies: { $0.contains("/setup?token=") }), "\(server.program.output)")
        let link = try #require(server.program.output.firstMatch(of: /\/setup\?token=([0-9a-f]{64})/))
        #expect(try await server.send(.get, "/v1/answers").status == 401)
        let page = try await server.send(.get, String(link.output.0))
        #expect(
            page.status == 200 && page.text.contains("method=\"post\"") && !page.text.contains("dbf_"),
            "\(page.text)"
        )
        func post(_ token: some StringProtocol, _ more: [(String, String)] = []) async throws -> HTTPReply {
            try await server.send(
                .post,
                "/setup",
                headers: [("Content-Type", "application/x-www-form-urlencoded")] + more,
                body: HTTPBody([.bytes(Array("token=\(token)".utf8))])
            )
        }
        #expect(try await post(String(repeating: "0", count: 64)).status == 403)
        #expect(try await post(link.output.1, [("Origin", "https://evil.example")]).status == 403)
        let made = try await post(link.output.1)
        #expect(made.status == 200 && made.headers["cache-control"] == "no-store", "\(made.text)")
        let key = try #require(made.text.firstMatch(of: /dbf_[a-z2-9]{8}_[a-z2-9]{52}/)).output
        #expect(try await server.send(.get, "/v1/answers", headers: [("Authorization", "Bearer \(key)")]).status == 200)
        #expect(try await post(link.output.1).status == 403)
        _ = await server.stop()
        let again = try await ServerProcess(data: folder.url, environment: ["ACCESS_KEYS": "always"])
        #expect(!again.program.output.contains("/setup"))
        _ = await again.stop()
    }

    @Test func `whatever the folder was, what the server writes is its account's alone`() async throws {
        let folder = try TemporaryFolder()
        let data = folder.url.appending(path: "data")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: data.path)
        let server = try await ServerProcess(data: data)
        let made = try await server.post(recording, fields: fields, headers: [("Prefer", "wait=120")])
        #expect(made.status < 300, "\(made.text)")
        for path in [""] + (try FileManager.default.subpathsOfDirectory(atPath: data.path)) {
            let file = data.appending(path: path).path
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0o777
            #expect(mode & 0o077 == 0, "\(path) has \(String(mode, radix: 8))")
        }
        _ = await server.stop()
    }

    @Test func `with keys everybody has their own answers, and only what their key is for`() async throws {
        let folder = try TemporaryFolder()
        let ada = try await key("ada's phone", "--owner", "ada", in: folder)
        let bob = try await key("bob", in: folder)
        let reader = try await key("reader", "--owner", "ada", "--scope", "answers:read", in: folder)
        let admin = try await key("admin", "--scope", "admin", in: folder)
        let server = try await ServerProcess(data: folder.url)
        #expect(
            await server.program.output(satisfies: { $0.contains("Requests need an API key") }),
            "\(server.program.output)"
        )

        for path in ["/health", "/health/live", "/health/ready", "/version"] {
            #expect(try await server.send(.get, path).status == 200, "\(path)")
        }
        #expect(try await !server.send(.get, "/health/ready").text.contains("freeBytes"))
        #expect(try await server.send(.get, "/health/ready", headers: [admin]).text.contains("freeBytes"))
        let nobody = try await server.post(recording, fields: fields)
        #expect(nobody.status == 401 && nobody.text.contains("request.unauthorized"), "\(nobody.text)")
        #expect(nobody.headers["content-type"] == "application/problem+json")
        #expect(nobody.headers["www-authenticate"] == "Bearer realm=\"debrief\"")
        let wrong = try await server.send(
            .get,
            "/v1/answers",
            headers: [("Authorization", ada.value.dropLast() + (ada.value.hasSuffix("9") ? "8" : "9"))]
        )
        #expect(wrong.headers["www-authenticate"]?.contains("error=\"invalid_token\"") == true, "\(wrong)")
        let page = try await server.send(.get, "/")
        #expect(page.status == 401 && page.headers["www-authenticate"]?.hasPrefix("Basic") == true, "\(page)")
        let basic = Data("me:\(ada.value.dropFirst(7))".utf8).base64EncodedString()
        #expect(try await server.send(.get, "/", headers: [("Authorization", "Basic \(basic)")]).status == 200)

        let mine = try await server.post(recording, fields: fields, headers: [ada, ("Idempotency-Key", "k")])
        let theirs = try await server.post(recording, fields: fields, headers: [bob, ("Idempotency-Key", "k")])
        #expect(mine.status == 202 && theirs.status == 202, "\(mine.text) \(theirs.text)")
        let (a, b) = (try id(mine), try id(theirs))
        #expect(a != b)
        let refused = try await server.post(recording, fields: fields, headers: [reader])
        #expect(refused.status == 403 && refused.text.contains("answers:write"), "\(refused.text)")
        #expect(refused.headers["www-authenticate"]?.contains("insufficient_scope") == true)

        for (who, sees) in [(ada, [a]), (reader, [a]), (bob, [b]), (admin, [a, b])] {
            let list = try await server.send(.get, "/v1/answers", headers: [who]).text
            let found = Set(list.matches(of: /"id":"(ans_[0-9a-f-]+)"/).map { String($0.output.1) })
            #expect(found == Set(sees), "\(list)")
            for id in [a, b] {
                for path in [
                    "", "/audio", "/events", "/versions", "/report.pdf", "/compare/\(a)", "/transcript.vtt",
                    "/transcript.srt", "/clips",
                ] {
                    let status = try await server.send(.get, "/v1/answers/\(id)\(path)", headers: [who]).status
                    if !sees.contains(id) {
                        #expect(status == 404, "\(path)")
                    } else {
                        #expect(status != 401 && status != 403)
                    }
                }
            }
        }
        let series = try await server.send(.get, "/v1/reports/series.html?answers=\(a),\(b)", headers: [bob])
        #expect(series.status == 404, "\(series.status)")
        #expect(try await server.send(.delete, "/v1/answers/\(a)", headers: [bob]).status == 404)
        #expect(try await server.send(.delete, "/v1/answers/\(a)", headers: [reader]).status == 403)
        #expect(try await server.send(.get, "/v1/rescores", headers: [ada]).status == 403)
        #expect(try await server.send(.get, "/v1/rescores", headers: [admin]).status == 200)
        #expect(try await server.send(.get, "/metrics", headers: [ada]).status == 403)
        #expect(try await server.send(.get, "/metrics", headers: [admin]).status == 200)

        let tus = [("Tus-Resumable", "1.0.0"), ("Upload-Length", "4")]
        let upload = try await server.send(.post, "/v1/uploads", headers: tus + [ada])
        let place = try #require(upload.headers["location"], "\(upload.text)")
        #expect(try await server.send(.delete, place, headers: [tus[0], bob]).status == 404)
        #expect(try await server.send(.delete, place, headers: [tus[0], ada]).status == 204)
        _ = await server.stop()
    }

    @Test func `keys are listed without what opens the door, and revoked while the server runs`() async throws {
        let folder = try TemporaryFolder()
        let first = try await key("first", "--days", "30", in: folder)
        let second = try await key("second", in: folder)
        let server = try await ServerProcess(data: folder.url, environment: ["LIMITS_READS": "0"])
        #expect(try await server.send(.get, "/v1/answers", headers: [first]).status == 200)
        let list = try await debrief(["keys", "list", "--data", folder.url.path])
        let secret = first.value.dropFirst(7)
        #expect(list.output.contains(secret.prefix(12)) && !list.output.contains(secret), "\(list.output)")
        #expect(list.output.contains("answers:read answers:write"), "\(list.output)")
        let revoked = try await debrief(["keys", "revoke", String(secret.prefix(12)), "--data", folder.url.path])
        #expect(revoked.status == 0, "\(revoked)")
        var status = 200
        let deadline = ContinuousClock.now + .seconds(20)
        while status == 200, ContinuousClock.now < deadline {
            status = try await server.send(.get, "/v1/answers", headers: [first]).status
        }
        #expect(status == 401)
        #expect(try await server.send(.get, "/v1/answers", headers: [second]).status == 200)
        let unknown = try await debrief(["keys", "revoke", "dbf_nobodyxx", "--data", folder.url.path])
        #expect(unknown.status == 2, "\(unknown)")
        let scope = try await debrief(["keys", "create", "--name", "x", "--scope", "root", "--data", folder.url.path])
        #expect(scope.status == 2 || scope.status == 64, "\(scope)")
        #expect(!server.program.errors.contains(secret), "a key in the log")
        _ = await server.stop()
    }

    @Test func `pages of listed sites may use the service, and only those`() async throws {
        let folder = try TemporaryFolder()
        let site = "https://app.example.org"
        let server = try await ServerProcess(
            data: folder.url,
            environment: ["ACCESS_ORIGINS": "\(site), http://localhost:3"]
        )
        let preflight = try await server.send(
            .options,
            "/v1/answers",
            headers: [
                ("Origin", site), ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "authorization"),
            ]
        )
        #expect(preflight.status == 204 && preflight.headers["access-control-allow-origin"] == site, "\(preflight)")
        #expect(preflight.headers["access-control-allow-headers"] == "authorization")
        let sent = try await server.post(recording, fields: fields, headers: [("Origin", site)])
        #expect(sent.status == 202 && sent.headers["access-control-allow-origin"] == site, "\(sent.text)")
        let refused = try await server.send(.get, "/v1/answers/none", headers: [("Origin", site)])
        #expect(refused.status == 404 && refused.headers["access-control-allow-origin"] == site)
        let other = try await server.send(.get, "/v1/answers", headers: [("Origin", "https://evil.example")])
        #expect(other.headers["access-control-allow-origin"] == nil)
        _ = await server.stop()
        let wrong = try await debrief(
            ["serve", "--port", "0", "--data", folder.url.path],
            environment: ["ACCESS_ORIGINS": "*"]
        )
        #expect(wrong.status == 2 && wrong.errors.contains("access.origins"), "\(wrong)")
    }
}
