import Audio
import Core
import Database
import Foundation
import Jobs
import Model
import Testing

@testable import Answers

/// Recordings in containers that another decoder reads.
@Suite(.timeLimit(.minutes(1)))
struct ForeignHearingTests {
    private static let m4a: [UInt8] = [0, 0, 0, 24] + Array("ftypM4A ".utf8) + [UInt8](repeating: 0, count: 400)

    /// Hearings that refuse what is no WAV, and a decoder beside them that makes a WAV of a second.
    private func hearings(_ house: House, fails code: String? = nil) -> LiveHearings {
        let listener = Listener()
        let foreign = ForeignHearing { [calls = house.calls] _, wav in
            try calls.note("foreign")
            if let code { throw TestError(code: code) }
            try Data(LiveHearingTests.wave()).write(to: wav)
            return ForeignHearing.Found(codec: "aac", sampleRate: 44_100, channels: 2)
        }
        return LiveHearings(version: "1", blobs: house.blobs, foreign: foreign) { file, arrival, wav in
            try listener.hear(file, arrival: arrival, writing: wav)
        }
    }

    private func send(_ bytes: [UInt8], _ house: House, _ hearings: LiveHearings, live: Bool = false) async throws
        -> AnswerID
    {
        let intake = Intake(house.database, blobs: house.blobs, threads: house.threads, maxBytes: 100_000)
        let upload = try await intake.begin()
        if live { await upload.hear(with: hearings.begin(upload.url)) }
        try await upload.append(bytes)
        do {
            try await upload.finish(with: hearings)
        } catch {
            await upload.discard()
            throw error
        }
        return try await intake.accept(as: .system, upload, .sample(at: house.clock.now)).id
    }

    @Test(arguments: [false, true])
    func `a recording of a phone is heard once and keeps its own facts`(live: Bool) async throws {
        let house = try await House()
        let id = try await send(Self.m4a, house, hearings(house), live: live)
        #expect(try await house.runToEnd().state == .completed)
        let recording = try #require(try await house.answer(id).recording)
        #expect(recording.container == .mp4 && recording.codec == "aac")
        #expect(recording.sampleRate == 44_100 && recording.channels == 2 && recording.durationMs == 1_000)
        #expect(recording.bytes == Self.m4a.count && recording.sha256 == Fingerprint.of(bytes: Self.m4a))
        #expect(house.calls["foreign"] == 1 && house.calls["decode"] == 0)
    }

    @Test func `the decode stage asks the other decoder where the upload did not`() async throws {
        let house = try await House()
        let intake = Intake(house.database, blobs: house.blobs, threads: house.threads, maxBytes: 100_000)
        let upload = try await intake.begin()
        try await upload.append(Self.m4a)
        let id = try await intake.accept(as: .system, upload, .sample(at: house.clock.now)).id
        var engines = Engines.counting(house.calls)
        let usual = engines.hear
        engines.hear = { file, wav in
            let start = try FileHandle(forReadingFrom: file).read(upToCount: 4).map { [UInt8]($0) }
            guard start == Array("RIFF".utf8) else { throw AudioError(.unsupportedCodec, "This is AAC.") }
            return try usual(file, wav)
        }
        #expect(try await house.runToEnd(engines).state != .completed)
        #expect(try await house.answer(id).problem?.code == "decode.unsupported_codec")
        engines.foreign = ForeignHearing { _, wav in
            try Data(LiveHearingTests.wave()).write(to: wav)
            return ForeignHearing.Found(codec: "aac", sampleRate: 8_000, channels: 1)
        }
        try await house.again(id)
        #expect(try await house.runToEnd(engines).state == .completed)
        let recording = try #require(try await house.answer(id).recording)
        #expect(recording.container == .mp4 && recording.codec == "aac" && recording.sampleRate == 8_000)
        #expect(house.calls["transcribe"] == 1)
    }

    @Test(arguments: [
        ("decode.malformed", "decode.unsupported_codec"), ("decode.unsupported_codec", "decode.unsupported_codec"),
        ("decode.too_long", "decode.too_long"), ("decode.empty", "decode.empty"),
    ])
    func `where it fails too, the first refusal stands, unless it knows more`(code: String, expected: String)
        async throws
    {
        let house = try await House()
        let result = await Result { try await send(Self.wma, house, hearings(house, fails: code)) }
        let thrown = (result.failure as? any CodedError)?.code
        let own = (try? AudioDecoder().decode(Self.file(Self.wma, house)) { _ in }) == nil
        #expect(own && thrown == (expected == "decode.unsupported_codec" ? "decode.unsupported_container" : expected))
    }

    private static let wma: [UInt8] =
        [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11] + [UInt8](repeating: 7, count: 300)

    private static func file(_ bytes: [UInt8], _ house: House) throws -> URL {
        let file = house.folder.url.appending(path: "file")
        try Data(bytes).write(to: file)
        return file
    }

    @Test func `nothing but the start of a known container reaches the other decoder`() async throws {
        let known: [(Recording.Container, [UInt8])] = [
            (.mp4, Self.m4a), (.amr, Array("#!AMR\n".utf8)), (.asf, Self.wma), (.caf, Array("caff".utf8)),
            (.aiff, Array("FORM0000AIFC".utf8)), (.ogg, Array("OggS".utf8)),
            (.matroska, [0x1A, 0x45, 0xDF, 0xA3]), (.aac, [0xFF, 0xF1, 0x50, 0x80]),
        ]
        for (container, start) in known { #expect(ForeignHearing.container(start) == container) }
        for text in ["", "#!/bin/sh", "%PDF-1.7", "\u{89}PNG", "RIFF0000AVI ", "PK\u{3}\u{4}", "<html>", "hello world"]
        {
            #expect(ForeignHearing.container(Array(text.utf8)) == nil, "\(text)")
        }
        let house = try await House()
        await #expect(throws: AudioError.self) {
            _ = try await send(Array("%PDF-1.7 no sound at all".utf8), house, hearings(house))
        }
        #expect(house.calls["foreign"] == 0)
    }
}

extension Result where Failure == any Error {
    /// What a throwing body comes to.
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }

    /// The error; nil for a success.
    var failure: Failure? {
        if case .failure(let error) = self { return error }
        return nil
    }
}
