import Foundation
import Outbound
import Support
import Testing

/// Where debriefs are not kept, nothing of one is in any file of the data folder after it was delivered. Nothing is sealed here, so that
/// a text that stays would be found.
@Suite(.timeLimit(.minutes(4)), .serialized)
struct ZeroRetentionTests {
    private static let environment = [
        "RETENTION_DEBRIEF_MINUTES": "0", "VAULT_MODE": "off", "LIMITS_WRITES": "0", "LIMITS_READS": "0",
    ]
    /// In what is sent: the words, the question, the name, an appendix, a file's name, a remark, a link's name.
    private static let words = ["Walrus", "Heron", "Quincey", "Basalt", "Marmalade", "Umbrella", "Cinnamon"]

    private func eventually(within seconds: Int, _ test: () async throws -> Bool) async throws -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            if try await test() { return true }
            try await Task.sleep(for: .milliseconds(500))
        }
        return try await test()
    }

    private func files(with bytes: Data, in folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
            (try? Data(contentsOf: folder.appending(path: path)))?.range(of: bytes) != nil
        }
    }

    @Test func `sound and texts are gone from every file once a debrief was delivered`() async throws {
        let house = try await PeopleHouse(environment: Self.environment)
        var ada = try await house.person("ada")
        let own = ada.headers + [("Origin", house.server.base), ("X-CSRF-Token", ada.token)]
        let reply = try await house.server.post(
            Fixtures.file("audio/short.wav"),
            fields: [
                ("question", "What about the Heron?"), ("transcript", "I led the move, and the Walrus was mine."),
                ("candidate", "Quincey"), ("resume", "Basalt for five years."), ("metadata", #"{"ref":"Marmalade"}"#),
            ],
            headers: own + [("Prefer", "wait=120")]
        )
        #expect(reply.status == 200 && reply.text.contains("Walrus"), "\(reply.text)")
        let id = String(try #require(reply.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).1)
        let link = try await ada.call(
            .post,
            "/v1/shares",
            #"{"answer":"\#(id)","parts":["transcript"],"label":"Cinnamon"}"#
        )
        #expect(link.status == 201, "\(link.text)")
        let path = String(try #require(link.text.firstMatch(of: /"url":"[^"]*(\/s\/[0-9a-f]{64})"/)).1)
        var mentor = Browser(server: house.server)
        let remark = ["name": "Grace", "text": "Umbrella?", "reaction": "question"]
        #expect(try await mentor.submit("\(path)/comments", remark).status == 303)
        let gone = try await eventually(within: 60) { try await ada.get("/v1/answers/\(id)").status == 404 }
        #expect(gone)
        #expect(try await mentor.get(path).status == 404)

        let sound = try Data(contentsOf: Fixtures.file("audio/short.wav")).subdata(in: 4_000..<4_400)
        let traces = [sound] + Self.words.map { Data($0.utf8) }
        let isClean = try await eventually(within: 60) {
            try traces.allSatisfy { try files(with: $0, in: house.folder.url).isEmpty }
        }
        #expect(isClean)
        for trace in traces {
            let found = try files(with: trace, in: house.folder.url)
            #expect(found.isEmpty, "\(String(decoding: trace.prefix(12), as: UTF8.self)) is in \(found)")
        }
        _ = await house.server.stop()
    }

    @Test func `an interview goes with its answers once it is over, and not before`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, environment: Self.environment)
        let house = InterviewHouse(server: server)
        let made = try await house.make([
            "mode": "practice", "count": 2, "jobDescription": "We look for the Heron of Basalt.",
        ])
        let id = made.id
        _ = try await house.move(id, "start")
        let first = try #require(try await house.find(id).current)
        let answered = try await house.answer(id, first, "I led the move, and the Walrus was mine.")
        let take = try #require(answered.turns.first { $0.number == first }?.takes.first?.answerId)
        let other = try await server.send(
            .post,
            "/v1/answers",
            headers: [PeopleHouse.json, ("Prefer", "wait=120")],
            body: .text(#"{"answer":"I led another move.","question":"Why?"}"#)
        )
        let alone = String(try #require(other.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).1)
        #expect(try await eventually(within: 60) { try await server.send(.get, "/v1/answers/\(alone)").status == 404 })
        #expect(try await server.send(.get, "/v1/answers/\(take)").status == 200)
        _ = try await house.move(id, "end")
        let gone = try await eventually(within: 60) {
            try await server.send(.get, "/v1/interviews/\(id)").status == 404
        }
        #expect(gone)
        #expect(try await server.send(.get, "/v1/answers/\(take)").status == 404)
        let isClean = try await eventually(within: 60) {
            try ["Walrus", "Heron of Basalt"].allSatisfy { try files(with: Data($0.utf8), in: folder.url).isEmpty }
        }
        #expect(isClean)
        _ = await server.stop()
    }
}
