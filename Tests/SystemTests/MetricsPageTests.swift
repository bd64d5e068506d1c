import Foundation
import Outbound
import Support
import Testing

/// The operations page tells every metric there is, and none that there is not.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct MetricsPageTests {
    /// What the page names, without what Prometheus puts behind the names of histograms.
    private func documented() throws -> Set<String> {
        let page = try String(
            contentsOf: Fixtures.root.appending(path: "Sources/debrief/debrief.docc/Operations.md"),
            encoding: .utf8
        )
        let section = try #require(page.split(separator: "### Metrics").last?.split(separator: "\n### ").first)
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }
        return Set(
            rows.flatMap { row in
                row.split(separator: "|")[0].matches(of: /`([a-z_<>]+)`/).map { String($0.output.1) }
            }
        )
    }

    /// What the sources make.
    private func made() throws -> Set<String> {
        var names: Set<String> = []
        let sources = Fixtures.root.appending(path: "Sources")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            let measure = /(?:\b|\.)(?:Counter|FloatingPointCounter|Timer|Gauge|Meter|Recorder)\(\s*label: "([^"]+)"/
            for match in text.matches(of: measure) {
                names.insert(String(match.output.1).replacing(/\\\([^)]*\)/, with: "<stage>"))
            }
            for match in text.matches(of: /# TYPE ([a-z_]+) (?:gauge|counter)/) { names.insert(String(match.output.1)) }
        }
        return names
    }

    @Test func `page, sources and a running server name the same metrics`() async throws {
        let (documented, made) = (try documented(), try made())
        #expect(made.count >= 10 && made.subtracting(documented).isEmpty, "\(made.subtracting(documented))")
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let fields = [("transcript", "Because it worked, and we measured it.")]
        let reply = try await server.post(
            Fixtures.file("audio/short.webm"),
            fields: fields,
            headers: [("Prefer", "wait=120")]
        )
        #expect(reply.status == 200, "\(reply.text)")
        _ = try await server.send(.get, "/v1/none")
        let text = try await server.send(.get, "/metrics").text
        let shown = Set(
            text.matches(of: /# TYPE ([a-z_]+)/).map {
                String(
                    $0.output.1.replacing(
                        /answers_(decode|transcribe|analyze|evaluate|report|emotion|narrate|[a-z]+)_seconds/,
                        with: "answers_<stage>_seconds"
                    )
                )
            }
        )
        #expect(shown.count > 5 && shown.subtracting(documented).isEmpty, "\(shown.subtracting(documented))")
        let gone = documented.subtracting(made).subtracting(shown)
        #expect(gone.isEmpty, "nobody makes \(gone)")
        _ = await server.stop()
    }

    @Test func `a worker shows its own health and metrics, to this machine alone`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, arguments: ["--no-worker"])
        let reply = try await server.post(
            Fixtures.file("audio/short.webm"),
            fields: [("transcript", "Because it worked, and we measured it.")]
        )
        let place = try #require(reply.headers["location"], "\(reply.text)")
        let worker = try await ServerProcess(
            adopting: Program(
                ServerProcess.binary,
                ["work", "--data", folder.url.path],
                environment: ["WORKER_PORT": "0"],
                folder: Fixtures.root
            )
        )
        var answer = ""
        let deadline = ContinuousClock.now + .seconds(60)
        while !answer.contains("\"status\":\"done\""), ContinuousClock.now < deadline {
            answer = try await server.send(.get, place).text
        }
        let metrics = try await worker.send(.get, "/metrics")
        #expect(metrics.text.contains("answers_report_seconds_count{outcome=\"done\"} 1"), "\(metrics.text)")
        #expect(try await worker.send(.get, "/health/ready").status == 200)
        #expect(try await worker.send(.get, "/health/live").status == 200)
        #expect(try await worker.send(.get, "/v1/answers").status == 404)
        let foreign = try await worker.send(.get, "/metrics", headers: [("Host", "evil.example")])
        #expect(foreign.status == 421)
        #expect(await worker.stop().status == 0)
        _ = await server.stop()
        let open = try await Program.run(
            ServerProcess.binary,
            ["work", "--data", folder.url.path],
            environment: ["WORKER_PORT": "0", "WORKER_HOST": "0.0.0.0"],
            folder: Fixtures.root
        )
        #expect(open.status == 2 && open.errors.contains("access.open_host"), "\(open)")
    }
}
