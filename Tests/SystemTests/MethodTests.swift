import Foundation
import Outbound
import Support
import Testing

/// HEAD, OPTIONS, conditions and preferences as RFC 9110 and RFC 7240 have them.
@Suite(.timeLimit(.minutes(4)), .serialized)
struct MethodTests {
    @Test func `HEAD tells of GET what is known, conditions hold, and a preference kept to is named`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let made = try await server.post(
            Fixtures.file("audio/short.webm"),
            fields: [("transcript", "Because it worked, and we measured it.")],
            headers: [("Prefer", "wait=120")]
        )
        #expect(made.status == 200 && made.headers["preference-applied"] == "wait=120", "\(made.text)")
        let place = try #require(made.headers["location"])
        let id = try #require(place.split(separator: "/").last)
        let port = try #require(server.base.split(separator: ":").last.flatMap { Int($0) })
        let connection = try RawConnection(port: port, timeoutSeconds: 20)
        func head(_ path: String, _ more: String = "") -> String {
            connection.send(Array("HEAD \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(more)\r\n".utf8))
            return connection.head().lowercased()
        }
        // All on one connection: a byte of a body would be taken for the start of the next head.
        for path in ["/v1/exports/answers.zip", "/v1/exports/answers.csv", "\(place)/export.zip", "\(place)/events"] {
            let text = head(path)
            #expect(text.hasPrefix("http/1.1 200") && !text.contains("content-length"), "\(path): \(text)")
        }
        for path in ["/nope", place, "\(place)/transcript.vtt", "\(place)/audio", "/v1/answers/none", "/"] {
            let length = try await server.send(.get, path).body.count
            #expect(head(path).contains("content-length: \(length)\r\n"), "\(path)")
        }
        #expect(!head("/", "Accept-Encoding: gzip\r\n").contains("content-length"), "as long as its compressed form")
        #expect(head("\(place)/audio", "Range: bytes=0-9\r\n").hasPrefix("http/1.1 200"))

        let audio = try await server.send(.get, "\(place)/audio")
        let outside = try await server.send(.get, "\(place)/audio", headers: [("Range", "bytes=99999999-")])
        #expect(outside.status == 416 && outside.headers["content-range"] == "bytes */\(audio.body.count)")

        for path in ["/v1/reports/series.pdf?answers=\(id)", "\(place)/report.pdf"] {
            let first = try await server.send(.get, path)
            let tag = try #require(first.headers["etag"], "\(path): \(first.status)")
            let again = try await server.send(.get, path, headers: [("If-None-Match", tag)])
            #expect(again.status == 304 && again.body.isEmpty, "\(path)")
        }
        let kept = try await server.send(.delete, place, headers: [("If-Match", "\"nope\"")])
        #expect(kept.status == 412 && kept.text.contains("request.condition_failed"))
        let tag = try #require(try await server.send(.get, place).headers["etag"])
        #expect(try await server.send(.delete, place, headers: [("If-Match", tag)]).status == 204)
        _ = await server.stop()
    }

    @Test func `every address says what it knows, and a query says each thing once`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        for (path, allow) in [
            ("/answers", "GET, HEAD, OPTIONS"), ("/favicon.ico", "GET, HEAD, OPTIONS"),
            ("/assets/js/home.js", "GET, HEAD, OPTIONS"), ("/v1/uploads", "OPTIONS, POST"),
        ] {
            let reply = try await server.send(.options, path)
            #expect(reply.status == 204 && reply.headers["allow"] == allow, "\(path): \(reply.headers)")
        }
        let port = try #require(server.base.split(separator: ":").last.flatMap { Int($0) })
        let connection = try RawConnection(port: port, timeoutSeconds: 20)
        connection.send(Array("OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8))
        let whole = connection.head()
        #expect(whole.hasPrefix("HTTP/1.1 204") && whole.contains("Allow: DELETE, GET, HEAD, OPTIONS, PATCH, POST"))
        #expect(try await server.send(.put, "/answers").status == 405)

        for path in [
            "/v1/answers?role=a&role=b", "/v1/answers?limit=1&limit=2", "/v1/exports/answers.csv?role=a&role=a",
        ] {
            let reply = try await server.send(.get, path)
            #expect(reply.status == 400 && reply.text.contains("twice"), "\(path): \(reply.text)")
        }
        let raw = try await server.send(
            .post,
            "/v1/answers?role=a&role=b",
            headers: [("Content-Type", "audio/webm")],
            body: .file(Fixtures.file("audio/short.webm").path)
        )
        #expect(raw.status == 400 && raw.text.contains("twice"), "\(raw.text)")
        _ = await server.stop()
    }
}
