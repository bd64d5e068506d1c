import Foundation
import Outbound
import Support
import Testing

/// An answer's life over a real socket with the built binary: no network, no key, the offline recognizer and the rules judge.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct AnswerLifeTests {
    private func json(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test func `a browser's WebM becomes a debrief with a PDF, and is gone when deleted`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let reply = try await server.post(
            Fixtures.file("audio/answer.webm"),
            fields: [("question", "Tell me about a hard problem."), ("candidate", "Ada <Lovelace> & Söhne")],
            headers: [("Prefer", "wait=120")]
        )
        #expect(reply.status == 200, "\(reply.text)")
        let answer = try json(reply.body)
        let id = try #require(answer["id"] as? String)
        #expect(answer["status"] as? String == "done")
        #expect((answer["recording"] as? [String: Any])?["codec"] as? String == "opus")
        let transcript = try #require(answer["transcript"] as? [String: Any])
        #expect(transcript["engine"] as? String == "pocketsphinx")
        #expect(transcript["accuracy"] as? String == "low")
        let delivery = try #require(answer["delivery"] as? [String: Any])
        let fillers = try #require(delivery["fillers"] as? [String: Any])
        #expect(fillers["reliability"] as? String == "lowerBound")
        #expect((answer["provenance"] as? [Any])?.count == 5)

        let pdf = try await server.send(.get, "/v1/answers/\(id)/report.pdf")
        #expect(pdf.status == 200)
        #expect(pdf.headers["content-type"] == "application/pdf")
        #expect(pdf.body.starts(with: Array("%PDF-".utf8)))
        let path = folder.path("report.pdf")
        try Data(pdf.body).write(to: URL(filePath: path))
        if let pdftotext = Program.find("pdftotext") {
            let text = try await Program.run(pdftotext, [path, "-"]).output
            #expect(text.contains("Ada <Lovelace> & Söhne"))
            #expect(text.contains("Tell me about a hard problem."))
        }
        if let qpdf = Program.find("qpdf") {
            let check = try await Program.run(qpdf, ["--check", path])
            #expect(check.status == 0, "\(check.output)\(check.errors)")
        }

        let page = try await server.send(.get, "/v1/answers/\(id)/report.html")
        #expect(page.status == 200)
        #expect(page.text.contains("Ada &lt;Lovelace&gt; &amp; Söhne"))
        #expect(page.headers["content-security-policy"]?.contains("script-src") == false)

        let part = try await server.send(.get, "/v1/answers/\(id)/audio", headers: [("Range", "bytes=0-3")])
        #expect(part.status == 206)
        #expect(part.body == [0x1A, 0x45, 0xDF, 0xA3])

        let clips = try json(try await server.send(.get, "/v1/answers/\(id)/clips").body)["clips"] as? [[String: Any]]
        for clip in try #require(clips) {
            let wav = try await server.send(.get, try #require(clip["url"] as? String))
            #expect(wav.headers["content-type"] == "audio/wav")
            #expect(wav.body.starts(with: Array("RIFF".utf8)))
        }
        #expect(try await server.send(.get, "/v1/answers/\(id)/clips/filler-99.wav").status == 404)

        #expect(try await server.send(.delete, "/v1/answers/\(id)").status == 204)
        for rest in ["", "/report.pdf", "/audio", "/transcript.vtt", "/transcript.srt", "/clips", "/events"] {
            #expect(try await server.send(.get, "/v1/answers/\(id)\(rest)").status == 404, "\(rest)")
        }
        let left = FileManager.default.enumerator(at: folder.url, includingPropertiesForKeys: nil)?.compactMap {
            $0 as? URL
        }
        #expect(left?.contains { $0.path.contains(id) } == false)
        #expect(await server.stop().status == 0)
    }

    @Test func `an answer that was accepted survives a power cut`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let reply = try await server.post(
            Fixtures.file("audio/answer.ogg"),
            fields: [
                (
                    "transcript",
                    "Um, I led the migration and we reduced errors by half because we measured every change."
                )
            ]
        )
        #expect(reply.status == 202, "\(reply.text)")
        let id = try #require(try json(reply.body)["id"] as? String)
        #expect(reply.headers["location"] == "/v1/answers/\(id)")
        await server.kill()

        let again = try await ServerProcess(data: folder.url)
        let events = try await again.send(.get, "/v1/answers/\(id)/events")
        #expect(events.text.contains("\"status\":\"done\""), "\(events.text)")
        let answer = try json(try await again.send(.get, "/v1/answers/\(id)").body)
        #expect(answer["status"] as? String == "done")
        let fillers = try #require((answer["delivery"] as? [String: Any])?["fillers"] as? [String: Any])
        #expect((fillers["byWord"] as? [String: Int])?["um"] == 1)
        _ = await again.stop()
    }

    @Test func `the raw body with its fields in the query is an upload too`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let reply = try await server.send(
            .post,
            "/v1/answers?question=Why%3F&transcript=Because%20I%20like%20it",
            headers: [("Content-Type", "audio/webm"), ("Prefer", "wait=120")],
            body: try .file(Fixtures.file("audio/answer.webm").path)
        )
        #expect(reply.status == 200, "\(reply.text)")
        #expect((try json(reply.body)["question"] as? [String: Any])?["text"] as? String == "Why?")
        _ = await server.stop()
    }
}
