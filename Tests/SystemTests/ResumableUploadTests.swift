import Foundation
import Outbound
import Support
import Testing

/// Resumable uploads against the built binary: cut connections, kill -9, checksums, and the answer at the end.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct ResumableUploadTests {
    private static let version = (name: "Tus-Resumable", value: "1.0.0")
    private static let words = #""transcript":"I led the migration.","question":"What did you lead?""#

    /// A WAV of so many bytes of quiet noise.
    private func wave(bytes: Int) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        var random = SeededGenerator(seed: 11)
        let samples = (bytes - 44) / 2
        var file =
            Array("RIFF".utf8) + little(36 + 2 * samples, 4) + Array("WAVEfmt ".utf8) + little(16, 4) + little(1, 2)
        file += little(1, 2) + little(48_000, 4) + little(96_000, 4) + little(2, 2) + little(16, 2)
        file += Array("data".utf8) + little(2 * samples, 4)
        for _ in 0..<samples { file += little(Int.random(in: -300...300, using: &random), 2) }
        return file
    }

    private func create(_ server: ServerProcess, length: Int?) async throws -> String {
        let size = length.map { ("Upload-Length", String($0)) } ?? ("Upload-Defer-Length", "1")
        let reply = try await server.send(.post, "/v1/uploads", headers: [Self.version, size])
        #expect(reply.status == 201, "\(reply.text)")
        return try #require(reply.headers["location"])
    }

    private func offset(_ server: ServerProcess, _ path: String) async throws -> Int {
        let reply = try await server.send(.head, path, headers: [Self.version])
        #expect(reply.status == 200)
        return try #require(Int(reply.headers["upload-offset"] ?? ""))
    }

    private func patch(
        _ server: ServerProcess,
        _ path: String,
        at offset: Int,
        _ bytes: [UInt8],
        _ more: [(name: String, value: String)] = []
    ) async throws -> HTTPReply {
        let type = (name: "Content-Type", value: "application/offset+octet-stream")
        let headers = [Self.version, ("Upload-Offset", String(offset)), type] + more
        return try await server.send(.patch, path, headers: headers, body: HTTPBody([.bytes(bytes)]))
    }

    private func finish(_ server: ServerProcess, _ path: String) async throws -> HTTPReply {
        let id = try #require(path.split(separator: "/").last)
        let body = "{\"uploadId\":\"\(id)\",\(Self.words)}"
        return try await server.send(
            .post,
            "/v1/answers",
            headers: [("Content-Type", "application/json"), ("Prefer", "wait=120")],
            body: .text(body)
        )
    }

    @Test func `an upload that is cut again and again, by kill -9 too, arrives whole`() async throws {
        let folder = try TemporaryFolder()
        var server = try await ServerProcess(data: folder.url)
        let file = wave(bytes: 3_000_000)
        let piece = 256 << 10
        let path = try await create(server, length: file.count)
        var random = SeededGenerator(seed: 23)
        var cuts = 0
        var sent = 0
        var at = 0
        var furthest = 0
        while cuts < 25 {
            let port = try #require(Int(server.base.split(separator: ":").last ?? ""))
            let connection = try RawConnection(port: port)
            let body = file[at..<min(at + piece, file.count)]
            let head =
                "PATCH \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: \(at)\r\n"
                + "Content-Type: application/offset+octet-stream\r\nContent-Length: \(body.count)\r\n\r\n"
            let cut = Int.random(in: 0..<max(1, min(body.count, 150_000)), using: &random)
            connection.send(head.utf8)
            connection.send(body.prefix(cut))
            cuts += 1
            sent += cut
            if cuts.isMultiple(of: 6) {
                await server.kill()
                server = try await ServerProcess(data: folder.url)
            } else if cuts.isMultiple(of: 2) {
                connection.breakOff()
            }
            if !cuts.isMultiple(of: 3) { _ = consume connection }
            // Now and then the old connection still hangs: the new request wins over it.
            let reached = try await offset(server, path)
            furthest = max(furthest, at + cut)
            #expect(reached >= at && reached <= furthest, "\(reached) after \(at) + \(cut)")
            at = reached
        }
        #expect(at > 0)
        var rest = try await patch(server, path, at: at, Array(file[at...]))
        while rest.status == 409 {
            // A piece of a connection that was left hanging came late.
            at = try await offset(server, path)
            rest = try await patch(server, path, at: at, Array(file[at...]))
        }
        #expect(rest.status == 204)
        #expect(rest.headers["upload-offset"] == String(file.count))
        // What was sent twice is less than a piece for each cut.
        #expect(sent + file.count - at - file.count <= cuts * piece)
        let answer = try await finish(server, path)
        #expect(answer.status == 200, "\(answer.text)")
        let back = try await server.send(.get, "/v1/answers/\(try id(answer))/audio")
        #expect(back.body == file)
        // Asked again, because the first reply was lost: the same answer.
        #expect(try id(try await finish(server, path)) == id(answer))
        let list = try await server.send(.get, "/v1/answers")
        #expect(list.text.components(separatedBy: "\"id\":\"ans_").count == 2)
        _ = await server.stop()
    }

    private func id(_ reply: HTTPReply) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any]
        return try #require(object?["id"] as? String)
    }

    @Test func `a recording can be sent while it is made, its length last`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let file = [UInt8](try Data(contentsOf: Fixtures.file("audio/answer.webm")))
        let path = try await create(server, length: nil)
        var at = 0
        while at < file.count {
            let next = min(at + 4000, file.count)
            let last = next == file.count ? [("Upload-Length", String(file.count))] : []
            let reply = try await patch(server, path, at: at, Array(file[at..<next]), last)
            #expect(reply.status == 204, "\(reply.text)")
            at = next
            if at < 9000 { #expect(try await finish(server, path).status == 409) }
        }
        #expect(try await finish(server, path).status == 200)
        _ = await server.stop()
    }

    @Test func `what is sent while it is made is heard meanwhile, or refused meanwhile`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let incoming = folder.url.appending(path: "incoming")
        func waiting() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: incoming.path) }

        let file = [UInt8](try Data(contentsOf: Fixtures.file("audio/answer.webm")))
        let path = try await create(server, length: nil)
        for (at, more) in [(0, []), (file.count / 2, [("Upload-Length", String(file.count))])] {
            let piece = at == 0 ? file[..<(file.count / 2)] : file[at...]
            #expect(try await patch(server, path, at: at, Array(piece), more).status == 204)
        }
        let answer = try await finish(server, path)
        #expect(answer.status == 200, "\(answer.text)")
        // The job found the decode stage done: it was, before there was an answer.
        let decoded = try #require(
            (try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])?["provenance"]
                as? [[String: Any]]
        ).first { $0["stage"] as? String == "decode" }
        #expect(decoded?["reused"] as? Bool == true)

        // Speech in a codec nobody here decodes: the head of its container says so, and its length is not known yet.
        let aac = [UInt8](try Data(contentsOf: Fixtures.file("audio/unsupported.m4a")))
        let refused = try await create(server, length: nil)
        var reply = try await patch(server, refused, at: 0, aac)
        while reply.status == 204 {
            let at = try await offset(server, refused)
            reply = try await patch(server, refused, at: at, [0])
        }
        #expect(reply.status == 415)
        #expect(reply.text.contains("decode.unsupported_codec"))
        #expect(try await server.send(.delete, refused, headers: [Self.version]).status == 204)

        // One that is given up leaves nothing behind.
        let dropped = try await create(server, length: nil)
        #expect(try await patch(server, dropped, at: 0, Array(file[..<(file.count / 2)])).status == 204)
        #expect(try await server.send(.delete, dropped, headers: [Self.version]).status == 204)
        while try !waiting().isEmpty { await Task.yield() }
        _ = await server.stop()
    }

    @Test func `every odd request gets its own code and leaves the upload as it was`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, environment: ["UPLOAD_MAX_BYTES": "100000"])
        let options = try await server.send(.options, "/v1/uploads")
        #expect(options.status == 204)
        #expect(options.headers["tus-max-size"] == "100000")
        #expect(options.headers["tus-extension"]?.contains("checksum") == true)
        let none = "/v1/uploads/upl_00000000-0000-7000-8000-000000000000"
        #expect(try await server.send(.head, none, headers: [Self.version]).status == 404)
        let large = [Self.version, ("Upload-Length", "100001")]
        #expect(try await server.send(.post, "/v1/uploads", headers: large).status == 413)
        #expect(try await server.send(.post, "/v1/uploads", headers: [("Upload-Length", "5")]).status == 412)

        let path = try await create(server, length: 10)
        let right = "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="
        let cases: [(Int, String, [(name: String, value: String)], Int)] = [
            (3, "abc", [], 409), (0, "hello world", [], 413), (0, "hello", [("Upload-Checksum", right)], 460),
            (0, "hello", [("Upload-Checksum", "crc32 AAAA")], 400), (0, "hello", [("Upload-Length", "11")], 400),
        ]
        for (at, text, more, status) in cases {
            let reply = try await patch(server, path, at: at, Array(text.utf8), more)
            #expect(reply.status == status, "\(text): \(reply.status) \(reply.text)")
            #expect(reply.headers["tus-resumable"] == "1.0.0")
            #expect(reply.headers["content-type"] == "application/problem+json")
            #expect(try await offset(server, path) == 0)
        }
        #expect(try await finish(server, path).status == 409)
        #expect(try await patch(server, path, at: 0, Array("0123456789".utf8)).status == 204)
        // Ten bytes of text are no recording; the upload is kept for another try.
        #expect(try await finish(server, path).status == 415)
        #expect(try await offset(server, path) == 10)
        #expect(try await server.send(.delete, path, headers: [Self.version]).status == 204)
        #expect(try await server.send(.head, path, headers: [Self.version]).status == 404)

        let whole = try await server.send(
            .post,
            "/v1/uploads",
            headers: [
                Self.version, ("Upload-Length", "11"), ("Upload-Checksum", right),
                ("Content-Type", "application/offset+octet-stream"),
            ],
            body: .text("hello world")
        )
        #expect(whole.status == 201)
        #expect(whole.headers["upload-offset"] == "11")
        _ = await server.stop()
    }
}
