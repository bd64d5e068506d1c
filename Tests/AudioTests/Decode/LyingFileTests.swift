import Core
import Foundation
import Testing

@testable import Audio
@testable import Model

/// WAV, MP4 and WebM whose first or last structure is not the whole story.
@Suite(.timeLimit(.minutes(5)))
struct LyingFileTests {
    private static let tone = Material.tone(seconds: 1, rate: 16_000)

    // MARK: WAV

    @Test(arguments: [0, 1, 2_000, 0xFFFF_FFFF, 0xFFFF_F000, 0x7FFF_FFFF, 0x7FFF_F000, 0x8000_0000])
    func `a size of the data that was never filled in takes nothing away`(declared: Int) throws {
        let bytes = WaveBuilder(samples: Self.tone, declaredData: UInt32(declared)).bytes()
        for riff in [0, 4, 36, 4088, 0xFFFF_FFFF] {
            var changed = bytes
            changed.replaceSubrange(4..<8, with: WaveBuilder().little(riff, 4))
            let (decoded, samples) = try Material.decode(changed)
            #expect(abs(samples.count - 16_000) <= 1, "RIFF \(riff)")
            #expect(decoded.issues.isEmpty)
        }
    }

    @Test func `chunks behind the samples are no samples, and an empty recording stays empty`() throws {
        let list = Array("LIST".utf8) + WaveBuilder().little(6_000, 4) + [UInt8](repeating: 0x41, count: 6_000)
        let bytes = WaveBuilder(samples: Self.tone).bytes()
        #expect(try Material.decode(bytes + list).1.count == 16_000)
        #expect(Material.refusal(WaveBuilder().bytes() + list)?.kind == .empty)
        #expect(Material.refusal(WaveBuilder().bytes())?.kind == .empty)
    }

    @Test func `a size that counts the header too is no loss, and a larger one is`() throws {
        let slip = try Material.decode(WaveBuilder(samples: Self.tone, declaredData: 32_044).bytes())
        #expect(slip.0.issues.isEmpty)
        let cut = try Material.decode(WaveBuilder(samples: Self.tone, declaredData: 64_000).bytes())
        #expect(cut.0.issues.map(\.code) == ["truncated"])
    }

    @Test func `joined WAV files are heard one behind the other, or the rest is said to be left out`() throws {
        let bytes = WaveBuilder(samples: Self.tone).bytes()
        let (decoded, samples) = try Material.decode(bytes + bytes + bytes)
        #expect(samples.count == 48_000 && decoded.issues.isEmpty)
        let other = WaveBuilder(rate: 8_000, samples: Self.tone).bytes()
        let (mixed, heard) = try Material.decode(bytes + other)
        #expect(heard.count == 16_000)
        #expect(mixed.issues.map(\.code) == ["left_out"])
    }

    // MARK: MP4

    private func silence(_ packets: Int, layout: MP4Builder.Layout = .first) -> MP4Builder {
        MP4Builder(packets: [[UInt8]](repeating: [0xF8, 0xFF, 0xFE], count: packets), layout: layout)
    }

    @Test(arguments: MP4Builder.Layout.allCases, MP4Builder.Layout.allCases)
    func `joined MP4 files are heard one behind the other`(first: MP4Builder.Layout, second: MP4Builder.Layout) throws {
        let bytes = silence(60, layout: first).bytes() + silence(50, layout: second).bytes()
        let (decoded, samples) = try Material.decode(bytes)
        #expect(samples.count == 110 * 320)
        #expect(decoded.issues.isEmpty)
    }

    @Test func `what is joined and cannot be decoded is said to be left out`() throws {
        var other = silence(50)
        other.codec = "mp4a"
        let (decoded, samples) = try Material.decode(silence(60).bytes() + other.bytes())
        #expect(samples.count == 60 * 320)
        #expect(decoded.issues.map(\.code) == ["left_out"])
    }

    @Test(arguments: ["wide", "free", "skip"], MP4Builder.Layout.allCases)
    func `boxes in front and between say nothing`(kind: String, layout: MP4Builder.Layout) throws {
        // Offsets in an index count from the file's first byte, so only fragments may move.
        let bytes = silence(60, layout: layout).bytes()
        let isFragmented = layout == .fragments || layout == .baredFragments
        let whole =
            isFragmented
            ? MP4Builder.box(kind, []) + MP4Builder.box(kind, [1, 2, 3]) + bytes : bytes + MP4Builder.box(kind, [])
        let (decoded, samples) = try Material.decode(whole)
        #expect(samples.count == 60 * 320 && decoded.issues.isEmpty)
    }

    @Test func `a second handler of QuickTime's changes nothing`() throws {
        let bytes = silence(60, layout: .fragments).bytes()
        let data = MP4Builder.full("hdlr", Array("dhlr".utf8) + Array("alis".utf8) + [UInt8](repeating: 0, count: 13))
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: "minf".utf8) })
        var changed = bytes
        changed.insert(contentsOf: data, at: place + 4)
        for kind in ["moov", "trak", "mdia", "minf"] {
            let head = try #require(changed.indices.first { changed[$0...].starts(with: kind.utf8) }) - 4
            let size = changed[head..<(head + 4)].reduce(0) { $0 << 8 | Int($1) }
            changed.replaceSubrange(head..<(head + 4), with: MP4Builder.number(size + data.count, 4))
        }
        #expect(try Material.decode(changed).1.count == 60 * 320)
    }

    @Test func `the first boxes alone are a file that was cut off`() {
        let type = MP4Builder.box("ftyp", Array("isom".utf8) + [0, 0, 2, 0])
        for rest in [[], MP4Builder.box("free", []), MP4Builder.box("wide", [])] {
            #expect(Material.refusal(type + rest)?.kind == .malformed)
        }
        #expect(Material.refusal(type + MP4Builder.box("meta", [0, 0, 0, 0]))?.kind == .unsupportedContainer)
    }

    // MARK: WebM

    @Test func `a recording that is begun anew has tracks and a clock of its own`() throws {
        var first = WebMBuilder()
        first.cluster(at: 5_000, (0..<50).map { first.simple([[0xF8]], ms: $0 * 20) })
        var second = WebMBuilder(trackNumber: 2, video: true)
        let picture = WebMBuilder.element(WebMID.simpleBlock, [0x81, 0, 0, 0] + [UInt8](repeating: 5, count: 3_000))
        second.cluster(at: 0, (0..<50).flatMap { [picture, second.simple([[0xF8]], ms: $0 * 20)] })
        var third = WebMBuilder(codec: "A_PCM/INT/LIT", codecPrivate: [], rate: 16_000, bits: 16)
        third.cluster(at: 0, [third.simple([[UInt8](repeating: 1, count: 3_200)])])
        let (decoded, samples) = try Material.decode(first.bytes() + second.bytes() + third.bytes())
        #expect(samples.count == 100 * 320 + 1_600)
        #expect(decoded.issues.isEmpty)
    }

    @Test func `a later recording that cannot be decoded is said to be left out`() throws {
        var first = WebMBuilder()
        first.cluster(at: 0, (0..<50).map { first.simple([[0xF8]], ms: $0 * 20) })
        var second = WebMBuilder(codec: "A_AAC")
        second.cluster(at: 0, (0..<50).map { second.simple([[0xF8]], ms: $0 * 20) })
        let (decoded, samples) = try Material.decode(first.bytes() + second.bytes())
        #expect(samples.count == 50 * 320)
        #expect(decoded.issues.map(\.code) == ["left_out"])
    }

    @Test(.enabled(if: Tool.ffmpeg.isThere), arguments: ["webm", "mp4"])
    func `of several tracks the first that is not silent is heard`(kind: String) throws {
        let folder = try TemporaryFolder()
        let tone = WaveBuilder(rate: 48_000, samples: Material.tone(seconds: 2, rate: 48_000)).bytes()
        let wave = try folder.write(tone, as: "tone.wav")
        func decode(_ sources: [String]) throws -> (DecodedFile, [Int16]) {
            let file = folder.file("out.\(kind)")
            let inputs = sources.flatMap {
                $0 == "tone" ? ["-i", wave.path] : ["-f", "lavfi", "-t", "2", "-i", "anullsrc=r=48000:cl=mono"]
            }
            let maps = sources.indices.flatMap { ["-map", "\($0):a"] }
            try #require(try Tool.ffmpeg.run(["-y", "-v", "error"] + inputs + maps + ["-c:a", "libopus", file.path]))
            return try Material.decode(file)
        }
        let alone = try decode(["tone"]).1
        for (sources, codes) in [
            (["silence", "tone"], ["track_chosen"]), (["silence", "silence", "tone"], ["track_chosen"]),
            (["tone", "silence"], []), (["tone", "tone"], ["other_track"]),
        ] {
            let (decoded, samples) = try decode(sources)
            #expect(decoded.issues.map(\.code) == codes, "\(sources)")
            #expect(abs(samples.count - alone.count) <= 320 && samples.contains { abs(Int($0)) > 5_000 })
        }
        let silent = try decode(["silence", "silence"])
        #expect(silent.0.issues.isEmpty && !silent.1.contains { abs(Int($0)) > 100 })
    }
}
