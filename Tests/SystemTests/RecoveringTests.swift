import FakeUpstreams
import Foundation
import Outbound
import Support
import Testing

/// The page "After an outage": what stands there, typed as it stands there, does what it says.
@Suite(.timeLimit(.minutes(4)), .serialized, .enabled(if: Program.find("curl") != nil, "there is no curl"))
struct RecoveringTests {
    private struct Answer: Decodable {
        struct Problem: Decodable {
            var stage: String
            var code: String
        }

        var id: String
        var status: String
        var degraded: Bool?
        var problems: [Problem]?
    }

    private struct Page: Decodable {
        var answers: [Answer]
        var total: Int?
    }

    private struct Many: Decodable {
        var matched: Int
        var done: Int
    }

    /// The commands of a section of the page, each on one line.
    private func commands(_ section: String) throws -> [String] {
        let url = Fixtures.root.appending(path: "Sources/debrief/debrief.docc/Recovering.md")
        let page = try String(contentsOf: url, encoding: .utf8)
        let body = try #require(page.split(separator: "\n## ").first { $0.hasPrefix(section) }, "\(section)")
        return body.replacing("\\\n", with: " ").split(separator: "\n").filter { $0.hasPrefix("    ") }
            .map { $0.drop { $0 == " " } }.map(String.init)
    }

    /// Types a command, at the address and for the data of a server.
    private func type(_ command: String, _ server: ServerProcess, _ folder: TemporaryFolder, _ id: String = "")
        async throws
        -> String
    {
        let text = command.replacing("http://127.0.0.1:8080", with: server.base).replacing("rsc_…", with: id)
        let script =
            "curl() { command curl -sS --fail-with-body \"$@\"; }; debrief() { '\(ServerProcess.binary)' \"$@\"; }; \(text)"
        let outcome = try await Program.run(
            try #require(Program.find("bash")),
            ["-c", script],
            environment: ["DATA_FOLDER": folder.url.path],
            folder: Fixtures.root
        )
        #expect(outcome.status == 0, "\(text): \(outcome)")
        return outcome.output
    }

    private func read<Value: Decodable>(_ text: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }

    @Test func `a key that was refused for a while: finding and retrying`() async throws {
        try await FakeUpstreams.with { fakes in
            let folder = try TemporaryFolder()
            let environment = Upstreams.environment(fakes)
            fakes.gemini.mode = .unauthorized
            let first = try await ServerProcess(data: folder.url, environment: environment)
            let reply = try await first.post(
                Fixtures.file("audio/answer.webm"),
                fields: [("question", "Why?")],
                headers: [("Prefer", "wait=60")]
            )
            let degraded: Answer = try read(reply.text)
            #expect(degraded.degraded == true && degraded.problems?.first?.code == "evaluate.auth", "\(reply.text)")
            _ = await first.stop()

            fakes.gemini.mode = .ok
            let server = try await ServerProcess(data: folder.url, environment: environment)
            let finding = try commands("Finding them")
            #expect(finding.count == 2)
            for command in finding {
                let page: Page = try read(try await type(command, server, folder))
                #expect(page.answers.map(\.id) == [degraded.id], "\(command)")
            }
            let retrying = try commands("Retrying them")
            #expect(retrying.count == 1)
            for command in retrying {
                let many: Many = try read(try await type(command, server, folder))
                #expect(many.matched == 1 && many.done == 1)
            }
            let waited = try await server.send(
                .get,
                "/v1/answers/\(degraded.id)",
                headers: [("Prefer", "wait=60")]
            )
            var now: Answer = try read(waited.text)
            let start = ContinuousClock.now
            while now.status != "done" || now.degraded == true, start.duration(to: .now) < .seconds(60) {
                now = try read(try await server.send(.get, "/v1/answers/\(degraded.id)").text)
            }
            #expect(now.status == "done" && now.degraded == false && fakes.openAI.calls == 1)
            _ = await server.stop()
        }
    }

    @Test func `a bad rubric: rolling back`() async throws {
        let folder = try TemporaryFolder()
        let data = ["--data", folder.url.path]
        func debrief(_ arguments: [String]) async throws -> String {
            let outcome = try await Program.run(ServerProcess.binary, arguments + data, folder: Fixtures.root)
            #expect(outcome.status == 0, "\(outcome)")
            return outcome.output
        }
        _ = try await debrief(["seed", "--answers", "8"])
        let server = try await ServerProcess(data: folder.url)
        func scores() async throws -> String { try await server.send(.get, "/v1/answers").text }
        let before = try await scores()
        _ = try await debrief(["rescore", "--rubric", "technical"])
        #expect(try await scores() != before)
        let list = try await debrief(["rescore", "--list"])
        let id = try #require(list.firstMatch(of: /rsc_[0-9a-f-]+/), "\(list)").output
        let typed = try commands("A bad rubric on many answers")
        #expect(typed.count == 1)
        for command in typed { _ = try await type(command, server, folder, String(id)) }
        let rubrics = try await scores()
        #expect(!rubrics.contains(#""rubric":"technical""#) && before.contains(#""rubric":"#), "\(rubrics)")
        _ = await server.stop()
    }
}
