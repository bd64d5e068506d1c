import Answers
import Audio
import Core
import Database
import Foundation
import Jobs
import Model
import Testing

/// Recordings heard while they come: what is kept of it, and what happens when it comes to nothing.
@Suite(.timeLimit(.minutes(1)))
struct LiveHearingTests {
    /// A WAV of one second at 16 kHz; `tag` is its codec, 1 for PCM.
    static func wave(tag: UInt8 = 1) -> [UInt8] {
        var bytes: [UInt8] = Array("RIFF".utf8) + [0xFF, 0xFF, 0xFF, 0xFF] + Array("WAVEfmt ".utf8)
        bytes += [16, 0, 0, 0, tag, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0]
        bytes += Array("data".utf8) + [0xFF, 0xFF, 0xFF, 0xFF]
        for i in 0..<16_000 { bytes += [UInt8(i * 7 % 251), UInt8(i % 5)] }
        return bytes
    }

    private func hearings(_ house: House, most: Int = LiveHearings.most) -> LiveHearings {
        let listener = Listener()
        return LiveHearings(version: "1", blobs: house.blobs, most: most) { [calls = house.calls] file, arrival, wav in
            try calls.note("live")
            return try listener.hear(file, arrival: arrival, writing: wav)
        }
    }

    private func incoming(_ house: House) -> [String] {
        let folder = house.folder.url.appending(path: "incoming")
        return (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    }

    @Test func `what was heard while it came is the decode stage's result, and its samples are there`() async throws {
        let house = try await House()
        let intake = Intake(house.database, blobs: house.blobs, threads: house.threads, maxBytes: 100_000)
        let upload = try await intake.begin()
        let live = try #require(hearings(house).begin(upload.url))
        await upload.hear(with: live)
        let bytes = Self.wave()
        for start in stride(from: 0, to: bytes.count, by: 1000) {
            try await upload.append(Array(bytes[start..<min(start + 1000, bytes.count)]))
        }
        try await upload.finish(with: hearings(house))
        let id = try await intake.accept(as: .system, upload, .sample(at: house.clock.now)).id
        #expect(house.folder.blobs.sorted() == ["decoded.wav", "original"])
        #expect(try await house.runToEnd().state == .completed)
        #expect(house.calls["decode"] == 0)
        #expect(house.calls["live"] == 1)
        let answer = try await house.answer(id)
        #expect(answer.recording?.durationMs == 1000)
        #expect(answer.recording?.bytes == bytes.count)
        #expect(answer.recording?.sha256 == Fingerprint.of(bytes: bytes))
        #expect(incoming(house).isEmpty)
    }

    @Test func `a recording that cannot be used is refused while it comes`() async throws {
        let house = try await House()
        let intake = Intake(house.database, blobs: house.blobs, threads: house.threads, maxBytes: 100_000)
        let upload = try await intake.begin()
        let live = try #require(hearings(house).begin(upload.url))
        await upload.hear(with: live)
        let bytes = Self.wave(tag: 0x55)
        // Its thread may take a moment to find out; nothing else ends this.
        await #expect(throws: AudioError(.unsupportedCodec, "")) {
            try await upload.append(Array(bytes[..<44]))
            while true {
                try await upload.append([0])
                await Task.yield()
            }
        }
        await upload.discard()
        #expect(incoming(house).isEmpty)
    }

    @Test func `one that was not sent to its end as it was made is heard when it is whole`() async throws {
        let house = try await House()
        let intake = Intake(house.database, blobs: house.blobs, threads: house.threads, maxBytes: 100_000)
        let upload = try await intake.begin()
        let live = try #require(hearings(house).begin(upload.url))
        await upload.hear(with: live)
        live.giveUp()
        try await upload.append(Self.wave())
        try await upload.finish(with: hearings(house))
        let id = try await intake.accept(as: .system, upload, .sample(at: house.clock.now)).id
        #expect(house.folder.blobs.sorted() == ["decoded.wav", "original"])
        #expect(try await house.runToEnd().state == .completed)
        #expect(house.calls["decode"] == 0)
        #expect(try await house.answer(id).status == .done)
    }

    @Test func `a recording that comes whole is heard once, by the intake, and refused there when it cannot be used`()
        async throws
    {
        let house = try await House()
        let intake = Intake(house.database, blobs: house.blobs, threads: house.threads, maxBytes: 100_000)
        let upload = try await intake.begin()
        try await upload.append(Self.wave())
        try await upload.finish(with: hearings(house))
        let id = try await intake.accept(as: .system, upload, .sample(at: house.clock.now)).id
        #expect(try await house.runToEnd().state == .completed)
        #expect(house.calls["live"] == 1 && house.calls["decode"] == 0)
        #expect(try await house.answer(id).recording?.durationMs == 1000)
        let unusable = try await intake.begin()
        try await unusable.append(Self.wave(tag: 0x55))
        await #expect(throws: AudioError(.unsupportedCodec, "")) { try await unusable.finish(with: hearings(house)) }
        await unusable.discard()
        #expect(incoming(house).isEmpty)
    }

    @Test func `what was heard of an upload that is given up leaves nothing behind`() async throws {
        let house = try await House()
        let intake = Intake(house.database, blobs: house.blobs, threads: house.threads, maxBytes: 100_000)
        let upload = try await intake.begin()
        try await upload.append(Self.wave())
        try await upload.finish(with: hearings(house))
        #expect(!incoming(house).isEmpty)
        await upload.discard()
        #expect(incoming(house).isEmpty)
    }

    @Test func `a disk that takes no samples refuses no recording`() async throws {
        let house = try await House()
        let intake = Intake(house.database, blobs: house.blobs, threads: house.threads, maxBytes: 100_000)
        let upload = try await intake.begin()
        let failing = LiveHearings(version: "1", blobs: house.blobs) { _, _, _ in
            throw AudioError(.unwritable, "The decoded audio cannot be written.")
        }
        let live = try #require(failing.begin(upload.url))
        await upload.hear(with: live)
        while !live.isOver { await Task.yield() }
        try await upload.append(Self.wave())
        try await upload.finish(with: failing)
        let id = try await intake.accept(as: .system, upload, .sample(at: house.clock.now)).id
        #expect(try await house.runToEnd().state == .completed)
        #expect(try await house.answer(id).status == .done)
        #expect(house.calls["decode"] == 1)
    }

    @Test func `no more are heard at a time than may be, and one that is dropped makes room`() async throws {
        let house = try await House()
        let hearings = hearings(house, most: 2)
        let file = house.folder.url.appending(path: "live")
        try Data(Self.wave()).write(to: file)
        var first = hearings.begin(file)
        let second = hearings.begin(file)
        #expect(first != nil && second != nil)
        #expect(hearings.begin(file) == nil)
        first = nil
        #expect(hearings.begin(file) != nil)
        second?.giveUp()
    }
}
