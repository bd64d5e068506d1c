import Foundation
import Outbound
import Support
import Testing

/// The sample settings of nginx and Caddy, with the real programs: TLS by a certificate of its own, uploads that are not held back,
/// and event streams that are not either.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct ProxyTests {
    private static let name = "debrief.example.org"
    private static let largest = 1_000_000

    private struct Answer: Decodable { var id: String }

    /// One proxy before one server.
    private struct House {
        var folder: TemporaryFolder
        var server: ServerProcess
        var proxy: Program
        var port: Int
        var key: String

        /// Asks through the proxy.
        func curl(_ arguments: [String]) async throws -> Program.Outcome {
            try await Program.run(curl, common + arguments)
        }

        /// Asks through the proxy, and the reply may take its time.
        func stream(_ path: String) throws -> Program { try Program(curl, common + ["-N", url(path)]) }

        func url(_ path: String) -> String { "https://\(name):\(port)\(path)" }

        private var curl: String { Program.find("curl") ?? "" }
        private var common: [String] {
            [
                "-sS", "--cacert", folder.url.appending(path: "cert.pem").path, "--resolve",
                "\(name):\(port):127.0.0.1", "-H", "Authorization: Bearer \(key)", "--noproxy", "*",
            ]
        }
    }

    private func run(
        _ program: String,
        _ sample: String,
        _ changes: (URL, String) -> String,
        _ arguments: (URL) -> [String]
    ) async throws {
        let path = try #require(Program.find(program))
        let folder = try TemporaryFolder()
        let data = folder.url.appending(path: "house")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        let made = try await Program.run(
            ServerProcess.binary,
            ["keys", "create", "--name", "proxy", "--data", data.path],
            folder: Fixtures.root
        )
        let key = try #require(made.output.firstMatch(of: /dbf_\S+/), "\(made.output) \(made.errors)").output
        let port = try Self.freePort()
        let server = try await ServerProcess(
            data: data,
            arguments: ["--no-worker"],
            environment: [
                "HTTP_PUBLIC_URL": "https://\(Self.name):\(port)", "HTTP_PROXIES": "1",
                "UPLOAD_MAX_BYTES": String(Self.largest),
            ]
        )
        try await Self.certificate(in: folder.url)
        let text = try String(contentsOf: Fixtures.root.appending(path: "config/proxies/\(sample)"), encoding: .utf8)
            .replacing("127.0.0.1:8080", with: "127.0.0.1:\(server.port)")
            .replacing("/etc/ssl/debrief.pem", with: folder.url.appending(path: "cert.pem").path)
            .replacing("/etc/ssl/debrief.key", with: folder.url.appending(path: "key.pem").path)
        try Data(changes(folder.url, text.replacing("PORT", with: "\(port)")).replacing("PORT", with: "\(port)").utf8)
            .write(to: folder.url.appending(path: sample))
        let proxy = try Program(
            path,
            arguments(folder.url),
            environment: [
                "HOME": folder.url.path, "XDG_DATA_HOME": folder.url.path, "XDG_CONFIG_HOME": folder.url.path,
            ]
        )
        let house = House(folder: folder, server: server, proxy: proxy, port: port, key: String(key))
        try await check(house)
        proxy.signal(SIGTERM)
        _ = await proxy.outcome()
        _ = await server.stop()
    }

    private func check(_ house: House) async throws {
        // It listens when it answers.
        let up = try await house.curl([
            "--retry", "50", "--retry-connrefused", "--retry-delay", "1", "--retry-max-time", "30", "-o", "/dev/null",
            "-w", "%{http_code}", house.url("/health"),
        ])
        try #require(up.output == "200", "\(up) \(house.proxy.errors)")

        let recording = Fixtures.file("audio/answer.webm").path
        let sent = try await house.curl(["-F", "audio=@\(recording)", "-F", "question=Why?", house.url("/v1/answers")])
        let answer = try JSONDecoder().decode(Answer.self, from: Data(sent.output.utf8))
        let head = try await house.curl(["-D", "-", "-o", "/dev/null", house.url("/v1/answers/\(answer.id)")])
        #expect(head.output.lowercased().contains("strict-transport-security:"), "\(head.output)")

        // Nothing works on the answer, so the stream stays open; its first event comes at once all the same.
        let events = try house.stream("/v1/answers/\(answer.id)/events")
        let start = ContinuousClock.now
        #expect(await events.output { $0.contains("data:") }, "\(events.errors)")
        #expect(start.duration(to: .now) < .seconds(10))
        // A parent may have blocked the gentler signal for its children.
        events.signal(SIGKILL)
        _ = await events.outcome()

        // A recording that is too large is refused at its head: at this speed its body would take minutes.
        let large = house.folder.url.appending(path: "large.wav")
        try Data(count: Self.largest * 3).write(to: large)
        let sending = ContinuousClock.now
        let refused = try await house.curl([
            "--limit-rate", "20k", "-X", "POST", "-T", large.path, "-H", "Content-Type: application/octet-stream",
            "-w", " %{http_code}", house.url("/v1/answers/raw"),
        ])
        #expect(refused.output.contains("upload.too_large") && refused.output.contains("413"), "\(refused)")
        #expect(sending.duration(to: .now) < .seconds(30))

        // What arrives is kept while more is to come: the service has bytes of a piece that is still being sent.
        try await piece(house, large)
    }

    /// A piece of a resumable upload that is cut off after a while: the bytes until then have passed the proxy.
    private func piece(_ house: House, _ file: URL) async throws {
        let tus = ["-H", "Tus-Resumable: 1.0.0"]
        let made = try await house.curl(
            tus + ["-X", "POST", "-H", "Upload-Length: 900000", "-D", "-", house.url("/v1/uploads")]
        )
        let match = try #require(made.output.firstMatch(of: /\/v1\/uploads\/upl_[0-9a-f-]+/), "\(made)")
        let place = house.url(String(match.output))
        try Data(count: 900_000).write(to: file)
        let cut = try await house.curl(
            tus + [
                "--limit-rate", "100k", "--max-time", "3", "-X", "PATCH", "-T", file.path, "-H", "Upload-Offset: 0",
                "-H", "Content-Type: application/offset+octet-stream", place,
            ]
        )
        #expect(cut.status == 28, "\(cut)")
        var offset = 0
        let start = ContinuousClock.now
        while offset == 0, start.duration(to: .now) < .seconds(20) {
            let head = try await house.curl(tus + ["-I", place])
            offset = head.output.lowercased().firstMatch(of: /upload-offset: (\d+)/).flatMap { Int($0.1) } ?? 0
        }
        #expect(offset > 0 && offset < 900_000)
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
            }
        }
        try #require(isBound)
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func certificate(in folder: URL) async throws {
        let openssl = try #require(Program.find("openssl"))
        let made = try await Program.run(
            openssl,
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)", "-addext",
                "subjectAltName=DNS:\(name)", "-keyout", folder.appending(path: "key.pem").path, "-out",
                folder.appending(path: "cert.pem").path,
            ]
        )
        try #require(made.status == 0, "\(made.errors)")
    }

    @Test(.enabled(if: Program.find("nginx") != nil && Program.find("curl") != nil, "there is no nginx"))
    func `behind nginx with the sample`() async throws {
        try await run("nginx", "nginx.conf") { folder, text in
            let own = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { kind in
                "\(kind)_temp_path \(folder.path)/\(kind);"
            }
            return """
                daemon off; pid \(folder.path)/pid; error_log stderr;
                events {} http { access_log off; \(own.joined(separator: " "))
                \(text.replacing("listen 443", with: "listen 127.0.0.1:PORT"))
                }
                """
        } _: { folder in
            ["-p", folder.path, "-c", folder.appending(path: "nginx.conf").path]
        }
    }

    @Test(.enabled(if: Program.find("caddy") != nil && Program.find("curl") != nil, "there is no caddy"))
    func `behind Caddy with the sample`() async throws {
        try await run("caddy", "Caddyfile") { _, text in
            "{\n\tadmin off\n\tauto_https disable_redirects\n}\n"
                + text.replacing("debrief.example.org {", with: "debrief.example.org:PORT {")
        } _: { folder in
            ["run", "--adapter", "caddyfile", "--config", folder.appending(path: "Caddyfile").path]
        }
    }
}
