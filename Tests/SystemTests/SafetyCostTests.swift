import Foundation
import Outbound
import Support
import Testing

/// What a request may cost: bounded by what was asked, and paid by who asks. Each test fails on version 0.1.0
/// (`DEBRIEF_TEST_BINARY=… swift test --filter Safety`).
@Suite(.timeLimit(.minutes(5)), .serialized)
struct SafetyCostTests {
    private static let sentence = "I led the team and we moved the service to another region in March. "

    private func words(_ count: Int) -> String {
        var text = ""
        for place in 0..<count { text += place % 13 == 12 ? "done. " : "word\(place % 97) " }
        return text
    }

    private func typed(_ text: String, on server: ServerProcess, _ question: String = "q") async throws -> HTTPReply {
        let body = try JSONSerialization.data(withJSONObject: ["answer": text, "question": question])
        return try await server.send(
            .post,
            "/v1/answers",
            headers: [("Content-Type", "application/json")],
            body: HTTPBody([.bytes(Array(body))])
        )
    }

    private func seconds(_ work: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await work()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    @Test func `more than twenty thousand words are refused, typed and as a transcript`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, arguments: ["--no-worker"])
        let refused = try await typed(words(20_001), on: server)
        #expect(refused.status == 400 && refused.text.contains("upload.invalid_field"), "\(refused.text.prefix(300))")
        #expect(try await typed(words(20_000), on: server).status == 202)
        let transcript = try await server.post(
            Fixtures.file("audio/short.webm"),
            fields: [("question", "q"), ("transcript", words(25_000))]
        )
        #expect(transcript.status == 400 && transcript.text.contains("20000 words"), "\(transcript.text.prefix(300))")
        // What is far too long is refused before it is taken apart.
        let long = try await server.post(
            Fixtures.file("audio/short.webm"),
            fields: [("question", "q"), ("transcript", String(repeating: "a b c d ", count: 250_000))]
        )
        #expect(long.status == 400, "\(long.text.prefix(300))")
        #expect(await server.stop().status == 0)
    }

    @Test func `lists, statuses and idle event streams read no transcripts`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url, arguments: ["--no-worker"])
        for _ in 0..<20 { #expect(try await typed(Self.sentence, on: server).status == 202) }
        _ = try await server.send(.get, "/v1/answers?limit=20")
        let short = try await seconds { for _ in 0..<5 { _ = try await server.send(.get, "/v1/answers?limit=20") } }
        let text = words(20_000)
        var ids: [String] = []
        for _ in 0..<20 {
            let reply = try await typed(text, on: server)
            #expect(reply.status == 202)
            ids.append(String(try #require(reply.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).output.1))
        }
        let long = try await seconds { for _ in 0..<5 { _ = try await server.send(.get, "/v1/answers?limit=20") } }
        #expect(long < 3 * short + 0.5, "five lists of 20 long answers took \(long) s, of short ones \(short) s")

        let streams = try ids.map { id in
            let stream = try RawConnection(port: server.port)
            stream.send("GET /v1/answers/\(id)/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
            #expect(stream.head().contains("200"))
            return stream
        }
        let before = server.program.processorSeconds
        try await Task.sleep(for: .seconds(5))
        let used = server.program.processorSeconds - before
        #expect(used < 0.5, "20 idle streams used \(used) s of processor in 5 s")
        withExtendedLifetime(streams) {}
        _ = await server.stop()
    }

    @Test func `readiness is found out once a second, however many ask`() async throws {
        let (folder, store) = (try TemporaryFolder(), try TemporaryFolder())
        let answers = store.url.appending(path: "answers")
        for place in 0..<12_000 {
            try FileManager.default.createDirectory(
                at: answers.appending(path: "ready-\(place)"),
                withIntermediateDirectories: true
            )
        }
        let server = try await ServerProcess(
            data: folder.url,
            environment: ["BLOBS_URL": "file://\(store.url.path)"]
        )
        _ = try await server.send(.get, "/health/ready")
        let before = server.program.processorSeconds
        for _ in 0..<20 { #expect(try await server.send(.get, "/health/ready").status < 504) }
        let used = server.program.processorSeconds - before
        #expect(used < 1, "twenty questions used \(used) s of processor")
        _ = await server.stop()
    }

    @Test func `twelve clips of a recording cost one pass over it`() async throws {
        let folder = try TemporaryFolder()
        let recording = folder.url.appending(path: "long.wav")
        try Sound.speechLike(seconds: 240).write(to: recording)
        var cues: [[String: Any]] = []
        for place in 0..<240 {
            let start = Double(place)
            cues.append(["text": place % 10 == 5 ? "um" : "word", "start": start, "end": start + 0.4])
        }
        let transcript = String(decoding: try JSONSerialization.data(withJSONObject: ["words": cues]), as: UTF8.self)
        let server = try await ServerProcess(data: folder.url.appending(path: "data"))
        let reply = try await server.post(
            recording,
            fields: [("question", "q"), ("transcript", transcript)],
            headers: [("Prefer", "wait=120")]
        )
        try #require(reply.status == 200, "\(reply.status) \(reply.text.prefix(300))")
        let id = String(try #require(reply.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).output.1)
        let list = try await server.send(.get, "/v1/answers/\(id)/clips").text
        let urls = list.matches(of: /"url":"([^"]+)"/).map { String($0.output.1) }
        try #require(urls.count >= 12, "\(list)")
        // The last one needs the whole recording.
        let last = try await server.send(.get, urls[urls.count - 1])
        #expect(last.status == 200)
        let one = server.program.processorSeconds
        let early = try await server.send(.get, urls[0])
        #expect(early.status == 200)
        let base = server.program.processorSeconds
        let codes = await withTaskGroup(of: Int.self) { group in
            for url in urls[1..<12] { group.addTask { (try? await server.send(.get, url))?.status ?? 0 } }
            return await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(codes.allSatisfy { $0 == 200 }, "\(codes)")
        let (first, others) = (base - one, server.program.processorSeconds - base)
        #expect(others < 2 * first + 0.3, "the first clip used \(first) s of processor, eleven more \(others) s")
        _ = await server.stop()
    }
}

/// Sound for tests: a tone that comes and goes.
enum Sound {
    /// A WAV file of 16 kHz, mono, 16 bits.
    static func speechLike(seconds: Int) -> Data {
        let count = seconds * 16_000
        var data = Data("RIFF".utf8)
        func add(_ value: Int, _ bytes: Int) {
            for shift in 0..<bytes { data.append(UInt8(truncatingIfNeeded: value >> (8 * shift))) }
        }
        add(36 + 2 * count, 4)
        data += Data("WAVEfmt ".utf8)
        add(16, 4)
        add(1, 2)
        add(1, 2)
        add(16_000, 4)
        add(32_000, 4)
        add(2, 2)
        add(16, 2)
        data += Data("data".utf8)
        add(2 * count, 4)
        var samples = [UInt8]()
        samples.reserveCapacity(2 * count)
        for place in 0..<count {
            let isOn = (place / 8_000) % 2 == 0
            let wave =
                isOn ? (place * 140 / 16_000 % 2 == 0 ? 6_000 : -6_000) + (place * 7_919) % 1_000 : (place * 31) % 40
            samples.append(UInt8(truncatingIfNeeded: wave))
            samples.append(UInt8(truncatingIfNeeded: wave >> 8))
        }
        return data + samples
    }
}
