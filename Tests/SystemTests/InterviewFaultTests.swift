import FakeUpstreams
import Foundation
import Outbound
import StorageConformance
import Support
import Testing

/// Interviews under power cuts, and many at once.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct InterviewFaultTests {
    private static let hasPostgres = TestPostgres.server != nil
    /// Interviews at once, and whether the time to the next question is held against its bound: `scripts/interview-trial`.
    private static let crowd = ProcessInfo.processInfo.environment["DEBRIEF_TEST_CROWD"].flatMap { Int($0) }

    @Test func `on SQLite an interview of twenty turns goes on at the same turn after each power cut`() async throws {
        let folder = try TemporaryFolder()
        try await survive(folder, InterviewHouse.free)
    }

    @Test(.enabled(if: hasPostgres, "DEBRIEF_TEST_POSTGRES names no server; scripts/test starts one"))
    func `on PostgreSQL an interview of twenty turns goes on at the same turn after each power cut`() async throws {
        let cluster = "/tmp/debrief-interview-\(UUID().uuidString.prefix(8).lowercased())"
        let url = try await FaultHouse.control("start", cluster)
        do {
            try await survive(try TemporaryFolder(), InterviewHouse.free.merging(["STORAGE_URL": url]) { $1 })
        } catch {
            _ = try? await FaultHouse.control("remove", cluster)
            throw error
        }
        _ = try await FaultHouse.control("remove", cluster)
    }

    /// Each answer is on its way when the server is killed, at another moment each time; the client, which got no reply, asks where the
    /// interview stands and sends the same answer again.
    private func survive(_ folder: TemporaryFolder, _ environment: [String: String]) async throws {
        func start() async throws -> InterviewHouse {
            InterviewHouse(
                server: try await ServerProcess(data: folder.url, arguments: ["--no-worker"], environment: environment)
            )
        }
        var seeded = SeededGenerator(seed: 18)
        var house = try await start()
        var now = try await house.make([
            "mode": "mock", "role": "Backend developer", "count": 20, "followUps": 0, "thinkMs": 0,
        ])
        now = try await house.move(now.id, "start")
        let id = now.id
        var (lost, kept) = (0, 0)
        for number in 1...20 {
            #expect(now.current == number && now.version == number + 1)
            let words = "\(InterviewHouse.story) Answer \(number)."
            let sent = Task { [house] in try await house.answer(id, number, words) }
            try await Task.sleep(for: .microseconds(Int.random(in: 0...30_000, using: &seeded)))
            await house.server.kill()
            _ = try? await sent.value
            house = try await start()
            now = try await house.find(id)
            // Either nothing of the answer is there, or all of it; never something between.
            let isBound = now.turns[number - 1].takes.count == 1
            #expect(now.turns[number - 1].takes.count <= 1)
            #expect(now.current == (isBound && number < 20 ? number + 1 : number))
            (lost, kept) = isBound ? (lost, kept + 1) : (lost + 1, kept)
            now = try await house.answer(id, number, words)
            #expect(now.turns[number - 1].takes.count == 1, "the same words sent again are the same answer")
        }
        #expect(now.state == "finished" && now.turns.count == 20)
        let answers = Set(now.turns.flatMap { $0.takes.map(\.answerId) })
        #expect(answers.count == 20)
        let all = try await house.send(.get, "/v1/answers?limit=200").text
        #expect(
            Set(all.matches(of: /ans_[0-9a-f-]{36}/).map { String($0.output) }) == answers,
            "an answer belongs to no turn"
        )
        print("20 power cuts: \(lost) before the answer was kept, \(kept) after")
        _ = await house.server.stop()
    }

    @Test func `many interviews at once wait for the next question little longer than for the model`() async throws {
        let count = Self.crowd ?? 20
        let (slowMs, spreadMs, answers) = (300, Self.crowd == nil ? 3_000 : 20_000, 3)
        try await FakeUpstreams.with { fakes in
            fakes.gemini.mode = .slow
            fakes.gemini.slowness = .milliseconds(slowMs)
            var environment = Upstreams.environment(fakes)
            environment["LIMITS_ANSWERS"] = "0"
            let folder = try TemporaryFolder()
            var people: [String] = []
            // One owner may have a hundred open; here fifty each.
            for person in 0..<((count + 49) / 50) {
                let made = try await Program.run(
                    ServerProcess.binary,
                    ["keys", "create", "--data", folder.url.path, "--name", "person-\(person)"],
                    folder: Fixtures.root
                )
                try #require(made.status == 0, "\(made.errors)")
                people.append(made.output.trimmingCharacters(in: .newlines))
            }
            let server = try await ServerProcess(
                data: folder.url,
                arguments: ["--no-worker"],
                environment: InterviewHouse.free.merging(environment) { $1 }
            )
            do {
                var times: [Double] = []
                var rooms: [(house: InterviewHouse, id: String)] = []
                for place in 0..<count {
                    let house = InterviewHouse(server: server, key: people[place / 50])
                    rooms.append((house, try await Self.begin(house)))
                }
                try await withThrowingTaskGroup(of: [Double].self) { group in
                    for (house, id) in rooms {
                        group.addTask { try await Self.talk(house, id, answers, spreadMs) }
                    }
                    for try await part in group { times += part }
                }
                let sorted = times.sorted()
                try #require(!sorted.isEmpty)
                func part(_ share: Double) -> Int { Int(sorted[Int(Double(sorted.count - 1) * share)].rounded()) }
                let over = part(0.95) - slowMs
                print(
                    "\(count) interviews, \(sorted.count) next questions, model \(slowMs) ms: "
                        + "p50 \(part(0.5)), p95 \(part(0.95)) (\(over) over the model), worst \(part(1)) ms"
                )
                // Beside all other tests the processor is the limit; by itself the bound is that of the issue.
                #expect(over <= (Self.crowd == nil ? 1_000 : 50))
            }
            _ = await server.stop()
        }
    }

    private static func begin(_ house: InterviewHouse) async throws -> String {
        let made = try await house.make([
            "mode": "mock", "role": "Shop assistant", "count": 3, "followUps": 1, "thinkMs": 0,
        ])
        return try await house.move(made.id, "start").id
    }

    /// One speaker: thinks and speaks for a while, sends the answer, and waits for what is asked next.
    private static func talk(
        _ house: InterviewHouse,
        _ id: String,
        _ answers: Int,
        _ spreadMs: Int
    ) async throws -> [Double] {
        var times: [Double] = []
        var now = try await house.find(id)
        for place in 0..<answers {
            guard let number = now.current, now.state != "finished" else { return times }
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...spreadMs)))
            let start = ContinuousClock.now
            now = try await house.answer(id, number, "\(InterviewHouse.loose) \(place)")
            let took = start.duration(to: .now)
            // A question that follows without the model's help would make the others look better.
            if now.open?.source == "model" {
                times.append(Double(took.components.seconds) * 1_000 + Double(took.components.attoseconds) / 1e15)
            }
        }
        _ = try await house.move(id, "end")
        return times
    }
}
