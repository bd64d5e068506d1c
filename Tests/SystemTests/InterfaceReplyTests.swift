import Foundation
import Outbound
import Support
import Testing

/// Real replies of the built server against the document it serves: status, media type, headers and every name in the JSON.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct InterfaceReplyTests {
    private let folder: TemporaryFolder
    private let server: ServerProcess
    private let document: InterfaceDocument

    init() async throws {
        folder = try TemporaryFolder()
        server = try await ServerProcess(data: folder.url)
        document = try InterfaceDocument(Data(try await server.send(.get, "/openapi.json").body))
    }

    /// Sends a request and holds the reply against the document.
    @discardableResult
    private func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ status: Int,
        headers: [(name: String, value: String)] = [],
        body: HTTPBody = .empty
    ) async throws -> HTTPReply {
        let reply = try await server.send(method, path, headers: headers, body: body)
        #expect(reply.status == status, "\(method.rawValue) \(path): \(reply.text.prefix(500))")
        check(reply, method.rawValue, path)
        return reply
    }

    private func check(_ reply: HTTPReply, _ method: String, _ path: String) {
        let faults = document.faults(
            of: method,
            path,
            status: reply.status,
            headers: reply.headers,
            body: reply.body
        )
        #expect(faults == [])
    }

    private func post(_ status: Int, _ fields: [(String, String)], wait: Bool = true) async throws -> String {
        let reply = try await server.post(
            Fixtures.file("audio/answer.webm"),
            fields: fields,
            headers: wait ? [("Prefer", "wait=120")] : []
        )
        #expect(reply.status == status, "\(reply.text)")
        check(reply, "POST", "/v1/answers")
        let object = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any]
        return object?["id"] as? String ?? ""
    }

    private static let captions = """
        WEBVTT

        00:00.500 --> 00:04.000
        Um, I led the migration, you know, and we we reduced errors by half.

        00:05.000 --> 00:09.000
        Because I measured every change, kind of, we finished in two weeks.
        """

    @Test func `every reply of an answer's life is as the document says`() async throws {
        let fields = [
            ("question", "Tell me about a hard problem."), ("role", "Engineer"), ("candidate", "Ada"),
            ("keywords", "latency"), ("idealAnswer", "I led a migration and reduced errors."), ("narrative", "true"),
            ("transcript", Self.captions),
        ]
        let id = try await post(200, fields)
        let other = try await post(200, [("transcript", "I did it and it worked.")])
        _ = try await post(202, fields, wait: false)
        _ = try await post(400, [("nonsense", "1")])
        let answer = "/v1/answers/\(id)"
        for rest in [
            "", "/versions", "/report.pdf", "/report.html", "/transcript.vtt", "/transcript.srt", "/audio", "/clips",
            "/events",
        ] {
            try await send(.get, answer + rest, 200)
            try await send(.get, "/v1/answers/ans_00000000-0000-7000-8000-000000000000" + rest, 404)
        }
        try await send(.get, answer + "/audio", 206, headers: [("Range", "bytes=0-3")])
        try await send(.get, answer + "/report.pdf", 416, headers: [("Range", "bytes=99999999-")])
        try await send(.get, answer + "/clips/pause-1.wav", 404)
        let clips = try JSONSerialization.jsonObject(with: Data(try await send(.get, answer + "/clips", 200).body))
        let clip = ((clips as? [String: Any])?["clips"] as? [[String: Any]])?.first?["url"] as? String
        try await send(.get, try #require(clip), 200)
        try await send(.get, answer + "/events", 204, headers: [("Last-Event-ID", "9999")])
        try await send(.post, answer + "/cancel", 200)
        for rest in ["", "/report.pdf", "/report.html"] {
            try await send(.get, "\(answer)/compare/\(other)\(rest)", 200)
        }
        try await send(.get, "/v1/reports/series.pdf?answers=\(id),\(other)&title=Both", 200)
        try await send(.get, "/v1/reports/series.html?answers=\(id)", 200)
        try await send(.get, "/v1/reports/series.html?answers=nonsense", 400)
        try await send(.get, "/v1/answers?limit=1", 200)
        try await send(.get, "/v1/answers?limit=0", 400)
        try await exports(id)
        try await send(.delete, "/v1/answers/\(other)", 204)
        try await rescore(id)
        _ = await server.stop()
    }

    private func exports(_ id: String) async throws {
        for path in ["/v1/answers/\(id)/export.zip", "/v1/exports/answers.csv?status=done", "/v1/exports/answers.zip"] {
            try await send(.get, path, 200)
        }
        try await send(.get, "/v1/exports/answers.csv?nonsense=1", 400)
        let tag = try #require(try await send(.get, "/v1/answers/\(id)", 200).headers["etag"])
        try await send(.get, "/v1/answers/\(id)", 304, headers: [("If-None-Match", tag)])
        try await send(.get, "/v1/answers/\(id)/audio", 304, headers: [("If-None-Match", "*")])
        let json = [(name: "Content-Type", value: "application/json")]
        let words = HTTPBody.text(#"{"transcript":"I led it."}"#)
        try await send(.patch, "/v1/answers/\(id)", 428, headers: json, body: words)
        try await send(.patch, "/v1/answers/\(id)", 412, headers: json + [("If-Match", "\"x\"")], body: words)
        try await send(.patch, "/v1/answers/\(id)", 400, headers: json, body: .text("{}"))
        try await send(.patch, "/v1/answers/\(id)", 415, body: words)
        try await send(.patch, "/v1/answers/\(id)", 202, headers: json + [("If-Match", tag)], body: words)
        _ = try await server.send(.get, "/v1/answers/\(id)/events")
    }

    private func rescore(_ id: String) async throws {
        let json = [(name: "Content-Type", value: "application/json")]
        let wanted = #"{"selection":{"ids":["\#(id)"]},"from":"evaluate""#
        try await send(.post, "/v1/rescores", 200, headers: json, body: .text(wanted + #","dryRun":true}"#))
        let begun = try await send(.post, "/v1/rescores", 202, headers: json, body: .text(wanted + "}"))
        let place = try #require(begun.headers["location"])
        try await send(.get, place + "/events", 200)
        for rest in ["", "/drift", "/drift.csv", "/drift.pdf"] { try await send(.get, place + rest, 200) }
        try await send(.get, "/v1/rescores", 200)
        for rest in ["/pause", "/resume"] { try await send(.post, place + rest, 409) }
        try await send(.post, "/v1/rescores", 400, headers: json, body: .text(#"{"engine":"nobody"}"#))
        try await send(.post, "/v1/rescores", 400, headers: json, body: .text(#"{"model":"of the rules judge"}"#))
        try await send(.get, "/v1/rescores/rsc_00000000-0000-7000-8000-000000000000", 404)
    }

    @Test func `the service's own replies and those of uploads are as the document says`() async throws {
        for path in ["/", "/docs", "/docs/errors", "/openapi.json", "/health", "/health/ready", "/version", "/metrics"]
        {
            try await send(.get, path, 200)
        }
        let tus = [(name: "Tus-Resumable", value: "1.0.0")]
        try await send(.options, "/v1/uploads", 204)
        let begun = try await send(.post, "/v1/uploads", 201, headers: tus + [("Upload-Length", "4")])
        let place = try #require(begun.headers["location"])
        try await send(.head, place, 200, headers: tus)
        let piece = tus + [("Upload-Offset", "0"), ("Content-Type", "application/offset+octet-stream")]
        try await send(.patch, place, 204, headers: piece, body: .text("ab"))
        try await send(.patch, place, 409, headers: piece, body: .text("ab"))
        try await send(.head, place, 412)
        let json = [(name: "Content-Type", value: "application/json")]
        let upload = try #require(place.split(separator: "/").last)
        try await send(.post, "/v1/answers", 409, headers: json, body: .text(#"{"uploadId":"\#(upload)"}"#))
        try await send(.delete, place, 204, headers: tus)
        try await send(.head, place, 404, headers: tus)
        _ = await server.stop()
    }

    @Test func `an address tells the methods it knows`() async throws {
        let reply = try await server.send(.put, "/v1/answers")
        #expect(reply.status == 405)
        #expect(reply.headers["allow"] == "GET, HEAD, OPTIONS, POST")
        #expect(reply.text.contains("request.method_not_allowed"))
        let options = try await server.send(.options, "/v1/answers/ans_x/report.pdf")
        #expect(options.status == 204)
        #expect(options.headers["allow"] == "GET, HEAD, OPTIONS")
        #expect(try await server.send(.put, "/v1/nothing").status == 404)
        let head = try await server.send(.head, "/health")
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
        _ = await server.stop()
    }
}
