import Foundation
import Outbound
import Support
import Testing

/// Recordings are decoded in processes of their own, and whatever happens to those, the service and other answers go on.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct SafetyApartTests {
    /// The processes of a server that decode: its children with the hidden subcommand.
    private func decoders(of server: ServerProcess) -> [pid_t] { Self.decoders(of: server.program.id) }

    private static func decoders(of parent: pid_t) -> [pid_t] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }.filter { id in
            guard let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
                let line = try? Data(contentsOf: URL(filePath: "/proc/\(id)/cmdline"))
            else { return false }
            let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
            return fields.count > 1 && fields[1] == "\(parent)" && fields[0] != "Z"
                && String(decoding: line, as: UTF8.self).contains("\0hear\0")
        }
    }

    /// Whether a process has a file of a folder open.
    private static func reads(_ id: pid_t, in folder: URL) -> Bool {
        let open = "/proc/\(id)/fd"
        return ((try? FileManager.default.contentsOfDirectory(atPath: open)) ?? []).contains { name in
            let file = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(open)/\(name)")
            return file?.contains("/\(folder.lastPathComponent)/") == true
        }
    }

    /// A recording without a length that is sent as far as the connection goes.
    private func begin(_ server: ServerProcess, _ sound: Data) throws -> RawConnection {
        let connection = try RawConnection(port: server.port, timeoutSeconds: 60)
        connection.send(
            """
            POST /v1/answers?question=q&transcript=I%20led%20a%20team. HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: audio/wav\r
            Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n
            """.utf8
        )
        send(sound, to: connection)
        return connection
    }

    private func send(_ sound: Data, to connection: RawConnection) {
        connection.send("\(String(sound.count, radix: 16))\r\n".utf8)
        connection.send(Array(sound))
        connection.send("\r\n".utf8)
    }

    @Test func `a decoder that is killed in the middle costs no answer`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let sound = try Data(contentsOf: Fixtures.file("audio/short.wav"))
        let live = try begin(server, sound.prefix(20_000))
        // The one that hears it, and perhaps one that waits for the next.
        var hears = false
        for _ in 0..<250 where !hears {
            hears = decoders(of: server).contains { Self.reads($0, in: folder.url) }
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(hears)
        for id in decoders(of: server) { kill(id, SIGKILL) }
        // Others are answered meanwhile.
        let other = try await server.post(
            Fixtures.file("audio/short.webm"),
            fields: [("question", "q"), ("transcript", "Yes.")]
        )
        #expect(other.status == 202, "\(other.text)")
        send(sound.dropFirst(20_000), to: live)
        live.send("0\r\n\r\n".utf8)
        let head = live.head()
        #expect(head.contains("202"), "\(head)")
        #expect(try await server.send(.get, "/health").status == 200)
        #expect(await server.stop().status == 0)
    }

    @Test func `decoders end with the process that started them`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let live = try begin(server, try Data(contentsOf: Fixtures.file("audio/short.wav")).prefix(20_000))
        var found: [pid_t] = []
        for _ in 0..<200 where found.isEmpty {
            found = decoders(of: server)
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(!found.isEmpty)
        await server.kill()
        var left = found
        for _ in 0..<100 where !left.isEmpty {
            left = found.filter { id in
                let line = (try? Data(contentsOf: URL(filePath: "/proc/\(id)/cmdline"))) ?? Data()
                return String(decoding: line, as: UTF8.self).contains("\0hear\0")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(left.isEmpty)
        withExtendedLifetime(live) {}
    }

    @Test func `a decoder has nothing of its parent and gives up what it does not need`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(
            data: folder.url,
            environment: ["EVALUATE_GEMINI_KEY": "secret-of-the-parent"]
        )
        let live = try begin(server, try Data(contentsOf: Fixtures.file("audio/short.wav")).prefix(20_000))
        var confined: pid_t?
        for _ in 0..<250 where confined == nil {
            confined = decoders(of: server).first { id in
                let status = (try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)) ?? ""
                return status.contains("Seccomp:\t2") && status.contains("NoNewPrivs:\t1")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        let id = try #require(confined)
        let variables = String(decoding: try Data(contentsOf: URL(filePath: "/proc/\(id)/environ")), as: UTF8.self)
        #expect(!variables.contains("secret-of-the-parent"))
        // A socket, nothing twice, the recording and what is written of it.
        let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/fd")
        #expect(files.count <= 6, "\(files)")
        let check = try await Program.run(ServerProcess.binary, ["hear", "--check"], folder: Fixtures.root)
        #expect(check.output == "Nothing.\n", "\(check.output) \(check.errors)")
        withExtendedLifetime(live) {}
        _ = await server.stop()
    }

    @Test func `answers are the same with decoders apart and without`() async throws {
        var texts: [String] = []
        for apart in ["true", "false"] {
            let run = try await Program.run(
                ServerProcess.binary,
                ["analyze", Fixtures.file("audio/short.webm").path, "--question", "q", "--no-pdf", "--json", "-"],
                environment: ["AUDIO_APART": apart, "TRANSCRIBE_ENGINE": "offline"],
                folder: Fixtures.root
            )
            #expect(run.status == 0, "\(run.errors)")
            let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            let measured = ["recording", "quality", "acoustics", "delivery", "transcript"].compactMap { object[$0] }
            texts.append(
                String(
                    decoding: try JSONSerialization.data(withJSONObject: measured, options: .sortedKeys),
                    as: UTF8.self
                )
            )
        }
        #expect(texts[0] == texts[1] && texts[0].count > 200)
    }
}
