import FakeUpstreams
import Foundation
import Outbound
import Support
import Testing

/// A server on which interviews are held, and the calls a client makes.
struct InterviewHouse {
    static let json: (name: String, value: String) = ("Content-Type", "application/json")
    static let free = ["LIMITS_WRITES": "0", "LIMITS_READS": "0", "LIMITS_ANSWERS": "0"]

    /// A story that has a situation, a task, actions and a result.
    static let story = """
        Last spring our payment service lost orders every night, and support called me at two in the morning. I owned that service, \
        so first I measured every query for a week before I changed anything. Then I moved the report that locked the table to a replica, \
        because the lock was the cause and not the load. As a result the slowest request went from nine seconds to four hundred \
        milliseconds, and we lost no order in half a year. I learned to measure before I guess.
        """
    /// A story with hedges and fillers, and without a result.
    static let loose = """
        Um, so I think maybe it was, like, a busy time at the shop, and I sort of had to do the till alone. I, um, asked the others \
        and I called my manager, and then I sorted the queue into two lines because people were waiting, you know.
        """

    let server: ServerProcess
    /// The key that requests carry; nil for none.
    var key: String?

    struct Interview: Decodable {
        struct Turn: Decodable {
            struct Take: Decodable {
                var answerId: String
                var counts: Bool
            }
            var number: Int
            var kind: String
            var state: String
            var source: String
            var text: String?
            var difficulty: String
            var talkingPoints: [String]?
            var exampleAnswer: String?
            var takesAnswers: Bool
            var takes: [Take]
        }
        var id: String
        var state: String
        var version: Int
        var current: Int?
        var next: Int?
        var moves: [String]
        var greeting: String
        var say: String?
        var turns: [Turn]
        var notes: [String]

        var open: Turn? { turns.first { $0.number == current } }
    }

    struct Debrief: Decodable {
        struct Row: Decodable {
            var question: String
            var state: String
            var answer: String?
            var score: Double?
        }
        struct Measure: Decodable {
            var name: String
            var mean: Double
        }
        struct Coverage: Decodable {
            var covered: [String]
            var missing: [String]
        }
        struct Hiring: Decodable {
            var percent: Int
            var formula: String
        }
        struct Drill: Decodable { var title: String }
        var isPartial: Bool
        var pending: Int
        var summary: [String]
        var rows: [Row]
        var measures: [Measure]
        var coverage: [Coverage]
        var hiring: Hiring?
        var nextDrill: Drill?
        var observations: [String]
        var notes: [String]
    }

    /// What tests read of an answer.
    struct Answer: Decodable {
        struct Fillers: Decodable {
            var total: Int
            var byWord: [String: Int]
        }
        struct Delivery: Decodable { var fillers: Fillers }
        struct Remark: Decodable { var text: String }
        struct Evaluation: Decodable {
            var score: Double?
            var strengths: [Remark]
            var improvements: [Remark]
            var missedKeywords: [String]
        }
        var id: String
        var status: String
        var delivery: Delivery?
        var evaluation: Evaluation?
    }

    static func with(
        _ environment: [String: String] = [:],
        arguments: [String] = [],
        _ body: (InterviewHouse) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(
            data: folder.url,
            arguments: arguments,
            environment: free.merging(environment) { $1 }
        )
        try await body(InterviewHouse(server: server))
        _ = await server.stop()
    }

    func send(_ method: HTTPRequest.Method, _ path: String, _ body: String = "") async throws -> HTTPReply {
        let keys = key.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
        return try await server.send(
            method,
            path,
            headers: [Self.json] + keys,
            body: body.isEmpty ? .empty : .text(body)
        )
    }

    func read<Value: Decodable>(_ reply: HTTPReply, _ status: Int = 200, as type: Value.Type = Value.self) throws
        -> Value
    {
        try #require(reply.status == status, "\(reply.status) \(reply.text.prefix(2_000))")
        return try JSONDecoder().decode(Value.self, from: Data(reply.body))
    }

    func make(_ body: [String: Any]) async throws -> Interview {
        let text = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
        return try read(try await send(.post, "/v1/interviews", text), 201)
    }

    func find(_ id: String) async throws -> Interview { try read(try await send(.get, "/v1/interviews/\(id)")) }

    func move(_ id: String, _ name: String, _ turn: Int? = nil) async throws -> Interview {
        let body = turn.map { #"{"turn":\#($0)}"# } ?? ""
        return try read(try await send(.post, "/v1/interviews/\(id)/\(name)", body))
    }

    func answer(_ id: String, _ turn: Int, _ words: String) async throws -> Interview {
        let body = try JSONSerialization.data(withJSONObject: ["answer": words])
        let path = "/v1/interviews/\(id)/turns/\(turn)/answer"
        return try read(try await send(.post, path, String(decoding: body, as: UTF8.self)))
    }

    /// Sends a recording as an answer of its own and binds it to a question.
    func speak(_ id: String, _ turn: Int, _ file: String, _ fields: [(String, String)] = []) async throws -> Interview {
        let reply = try await server.post(Fixtures.file(file), fields: fields)
        let made = try #require(reply.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/), "\(reply.text)").output.1
        let path = "/v1/interviews/\(id)/turns/\(turn)/answer"
        return try read(try await send(.post, path, #"{"answerId":"\#(made)"}"#))
    }

    /// Uploads a recording as the recorder does, and answers a question with it.
    func upload(_ id: String, _ turn: Int, _ file: String) async throws -> Interview {
        let bytes = [UInt8](try Data(contentsOf: Fixtures.file(file)))
        let tus: (name: String, value: String) = ("Tus-Resumable", "1.0.0")
        let made = try await server.send(
            .post,
            "/v1/uploads",
            headers: [tus, ("Upload-Length", "\(bytes.count)")]
        )
        let place = try #require(made.headers["location"], "\(made.status) \(made.text)")
        let upload = try #require(place.firstMatch(of: /upl_[0-9a-f-]{36}/)).output
        let sent = try await server.send(
            .patch,
            "/v1/uploads/\(upload)",
            headers: [tus, ("Upload-Offset", "0"), ("Content-Type", "application/offset+octet-stream")],
            body: HTTPBody([.bytes(bytes)])
        )
        try #require(sent.status == 204, "\(sent.status) \(sent.text)")
        let body = #"{"uploadId":"\#(upload)","emotionConsent":true}"#
        let path = "/v1/interviews/\(id)/turns/\(turn)/answer"
        let now: Interview = try read(try await send(.post, path, body))
        // The reply was lost, says the client: the same request binds nothing new.
        let again: Interview = try read(try await send(.post, path, body))
        #expect(again.turns.first { $0.number == turn }?.takes.count == 1)
        return now
    }

    func judged(_ id: String) async throws -> Answer {
        while true {
            let answer: Answer = try read(try await send(.get, "/v1/answers/\(id)"))
            if answer.status == "done" || answer.status == "failed" { return answer }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The debrief once nothing is pending.
    func debrief(_ id: String) async throws -> Debrief {
        while true {
            let debrief: Debrief = try read(try await send(.get, "/v1/interviews/\(id)/debrief"))
            if debrief.pending == 0 { return debrief }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    func pdf(_ id: String) async throws {
        let reply = try await send(.get, "/v1/interviews/\(id)/report.pdf")
        #expect(reply.status == 200 && reply.body.starts(with: Array("%PDF".utf8)), "\(reply.status)")
    }

    /// The interview when it waits for the client again.
    func settled(_ id: String) async throws -> Interview {
        while true {
            let now = try await find(id)
            if now.state != "reviewing" { return now }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
