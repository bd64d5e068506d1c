import Foundation
import Outbound
import Support
import Testing

/// Texts that mean harm: to the database, to spreadsheets, to the report, to readers of other sites. Each test fails on version 0.1.0.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct SafetyTextTests {
    private func json(_ fields: [String: String], on server: ServerProcess, wait: Bool = false) async throws
        -> HTTPReply
    {
        let body = try JSONSerialization.data(withJSONObject: fields)
        return try await server.send(
            .post,
            "/v1/answers",
            headers: [("Content-Type", "application/json")] + (wait ? [("Prefer", "wait=120")] : []),
            body: HTTPBody([.bytes(Array(body))])
        )
    }

    @Test func `U+0000 is refused in every field, sent in whatever way`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, arguments: ["--no-worker"])
        let names = [
            "question", "role", "level", "idealAnswer", "keywords", "candidate", "interviewer", "company", "resume",
            "jobDescription",
        ]
        for name in names {
            var fields = ["answer": "hello there my friend", "question": "q"]
            fields[name] = "a\0b"
            let typed = try await json(fields, on: server)
            #expect(typed.status == 400 && typed.text.contains("upload.invalid_field"), "\(name): \(typed.text)")
            let form = try await server.post(
                Fixtures.file("audio/short.webm"),
                fields: name == "question" ? [(name, "a\0b")] : [("question", "q"), (name, "a\0b")]
            )
            #expect(form.status == 400 && form.text.contains("upload.invalid_field"), "\(name): \(form.text)")
        }
        let answer = try await json(["answer": "hello\0there my friend", "question": "q"], on: server)
        #expect(answer.status == 400, "\(answer.text)")
        let query = try await server.send(
            .post,
            "/v1/answers?question=q&role=a%00b",
            headers: [("Content-Type", "audio/webm")],
            body: try HTTPBody.file(Fixtures.file("audio/short.webm").path)
        )
        #expect(query.status == 400, "\(query.text)")
        #expect(try await server.send(.get, "/v1/answers?role=a%00b").status == 400)
        _ = await server.stop()
    }

    @Test func `names and roles have two hundred characters at most`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, arguments: ["--no-worker"])
        let long = String(repeating: "\u{1F600}", count: 201)
        for name in ["role", "level", "candidate", "interviewer", "company"] {
            let reply = try await json(["answer": "hello there my friend", "question": "q", name: long], on: server)
            #expect(reply.status == 400 && reply.text.contains("upload.invalid_field"), "\(name): \(reply.text)")
            let most = try await json(
                ["answer": "hello there my friend", "question": "q", name: String(long.dropLast())],
                on: server
            )
            #expect(most.status == 202, "\(name): \(most.text)")
        }
        _ = await server.stop()
    }

    @Test func `what a spreadsheet would take for a formula is none, whatever its sign wears`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, arguments: ["--no-worker"])
        let formulas = [
            "=\u{301}cmd|'/c calc'!A1", "\u{FF1D}1+1", "\u{FF0B}1", "\u{200B}=1+1", " =1+1", "\u{FF20}SUM(1)",
        ]
        for formula in formulas {
            let reply = try await json(["answer": "hello there my friend", "question": formula + "?"], on: server)
            #expect(reply.status == 202, "\(reply.text)")
        }
        let table = try await server.send(.get, "/v1/exports/answers.csv").text
        let cells = table.unicodeScalars.split(separator: "\n").dropFirst().map { String(String.UnicodeScalarView($0)) }
        #expect(cells.count == formulas.count)
        for cell in cells { #expect(cell.contains("\"'"), "\(cell)") }
        _ = await server.stop()
    }

    @Test func `a time that is not on the calendar is refused`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        for time in ["2026-02-31T00:00:00Z", "2026-02-01T99:99:99Z", "2025-02-29T00:00:00Z", "2026-01-01T24:00:00Z"] {
            let reply = try await server.send(.get, "/v1/answers?since=\(time)")
            #expect(reply.status == 400 && reply.text.contains("request.invalid"), "\(time): \(reply.text)")
        }
        for time in ["2024-02-29T23:59:59Z", "2026-12-31T00:00:00%2B02:00"] {
            let reply = try await server.send(.get, "/v1/answers?since=\(time)")
            #expect(reply.status == 200, "\(time): \(reply.text)")
        }
        _ = await server.stop()
    }

    @Test func `pages of other sites may link here and load nothing`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        func ask(_ path: String, _ mode: String, _ target: String) async throws -> Int {
            try await server.send(
                .get,
                path,
                headers: [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", target)]
            ).status
        }
        #expect(try await ask("/v1/exports/answers.csv", "no-cors", "image") == 403)
        #expect(try await ask("/v1/answers?question=a", "no-cors", "script") == 403)
        #expect(try await ask("/", "navigate", "iframe") == 403)
        #expect(try await ask("/", "navigate", "document") == 200)
        let own = try await server.send(.get, "/v1/answers", headers: [("Sec-Fetch-Site", "same-origin")])
        #expect(own.status == 200)
        _ = await server.stop()
    }

    @Test func `eighty thousand marks on one letter are drawn as a few`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        for mark in ["\u{301}", "\u{20D0}", "\u{5B0}"] {
            let text = "I led the te" + String(repeating: mark, count: 80_000) + "am and it worked out well for us."
            let reply = try await json(["answer": text, "question": "Why?"], on: server, wait: true)
            #expect(reply.status == 200, "\(reply.status) \(reply.text.prefix(200))")
        }
        _ = await server.stop()
    }
}
