import Core
import Foundation
import Testing

@testable import Audio
@testable import Model

@Suite(.timeLimit(.minutes(5)), .enabled(if: Tool.ffmpeg.isThere))
struct OggTests {
    private func pages(_ bytes: [UInt8]) -> [Range<Int>] {
        let starts = bytes.indices.filter { bytes[$0...].starts(with: "OggS".utf8) }
        return zip(starts, starts.dropFirst() + [bytes.count]).map { $0..<$1 }
    }

    /// One and a half seconds in pages of 100 ms.
    private func paged() throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let tone = WaveBuilder(rate: 48_000, samples: Material.tone(seconds: 1.5, rate: 48_000)).bytes()
        let wave = try folder.write(tone, as: "tone.wav")
        let file = folder.file("tone.ogg")
        try #require(
            try Tool.ffmpeg.run([
                "-v", "error", "-i", wave.path, "-c:a", "libopus", "-page_duration", "100000", file.path,
            ])
        )
        return [UInt8](try Data(contentsOf: file))
    }

    @Test func `pre-skip and end are exact to the sample`() throws {
        let speech = try #require(try OpusSpeech.make())
        #expect(speech.samples.count == 24_000)
    }

    @Test func `chained streams follow each other`() throws {
        let speech = try #require(try OpusSpeech.make())
        let (decoded, samples) = try Material.decode(speech.ogg + speech.ogg)
        #expect(samples == speech.samples + speech.samples)
        #expect(decoded.issues.isEmpty)
    }

    @Test func `a lost page becomes silence of its length`() throws {
        let bytes = try paged()
        let pages = pages(bytes)
        let whole = try Material.decode(bytes).1
        let cut = Array(bytes[..<pages[6].lowerBound] + bytes[pages[6].upperBound...])
        let (decoded, samples) = try Material.decode(cut)
        #expect(samples.count == whole.count)
        #expect(decoded.issues.map(\.code) == ["gap_filled"])
        #expect(Material.snr(Array(samples.suffix(6000)), Array(whole.suffix(6000))) > 30)
    }

    @Test func `a page with a wrong checksum counts as lost`() throws {
        var bytes = try paged()
        let pages = pages(bytes)
        bytes[pages[6].upperBound - 5] ^= 0x10
        let (decoded, samples) = try Material.decode(bytes)
        #expect(samples.count == 24_000)
        #expect(Set(decoded.issues.map(\.code)) == ["gap_filled", "damaged"])
    }

    @Test func `a file cut in the middle decodes what is there and says so`() throws {
        let bytes = try paged()
        let pages = pages(bytes)
        for end in [pages[8].upperBound, pages[8].upperBound + 50] {
            let (decoded, samples) = try Material.decode(Array(bytes[..<end]))
            // Seven pages of 100 ms, less the pre-skip of 312 samples at 48 kHz.
            #expect(samples.count == 7 * 1600 - 104)
            #expect(decoded.issues.map(\.code) == ["truncated"])
        }
    }

    @Test(arguments: ["libvorbis", "flac", "speex"])
    func `what else Ogg carries is decoded or named`(codec: String) throws {
        let folder = try TemporaryFolder()
        let tone = WaveBuilder(rate: 16_000, samples: Material.tone(seconds: 1.5, rate: 16_000)).bytes()
        let wave = try folder.write(tone, as: "tone.wav")
        let file = folder.file("tone.ogg")
        let encoder = codec == "speex" ? "libspeex" : codec
        guard try Tool.ffmpeg.run(["-v", "error", "-i", wave.path, "-c:a", encoder, file.path]) else { return }
        if codec != "libvorbis" {
            let error = Material.refusal([UInt8](try Data(contentsOf: file)))
            #expect(error?.kind == .unsupportedCodec)
            #expect(error?.message.lowercased().contains(codec) == true)
        } else {
            let (decoded, samples) = try Material.decode(file)
            #expect(decoded.recording.container == .ogg)
            #expect(samples.count == 24_000)
        }
    }
}
