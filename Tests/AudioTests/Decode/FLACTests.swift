import Foundation
import Testing

@testable import Audio
@testable import Model

/// FLAC of unknown length, with holes, cut off and joined.
@Suite(.timeLimit(.minutes(5)), .enabled(if: Tool.ffmpeg.isThere))
struct FLACTests {
    private func encode(_ words: String = "", seconds: Double = 3, rate: Int = 16_000, channels: Int = 1) throws
        -> [UInt8]
    {
        let folder = try TemporaryFolder()
        let tone = WaveBuilder(channels: channels, rate: rate, samples: Material.tone(seconds: seconds, rate: rate))
        let wave = try folder.write(tone.bytes(), as: "tone.wav")
        let file = folder.file("tone.flac")
        let arguments =
            ["-v", "error", "-i", wave.path, "-frame_size", "1024"] + words.split(separator: " ").map(String.init)
        try #require(try Tool.ffmpeg.run(arguments + [file.path]))
        return [UInt8](try Data(contentsOf: file))
    }

    /// The same file with another length in its head.
    private func stating(_ total: Int, _ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        bytes[21] = bytes[21] & 0xF0 | UInt8(total >> 32)
        bytes.replaceSubrange(22..<26, with: MP4Builder.number(total & 0xFFFF_FFFF, 4))
        return bytes
    }

    @Test func `a length that is unknown or too small takes nothing away`() throws {
        let bytes = try encode()
        let whole = try Material.decode(bytes)
        #expect(whole.1.count == 48_000 && whole.0.issues.isEmpty)
        for total in [0, 1, 20_000] {
            let (decoded, samples) = try Material.decode(stating(total, bytes))
            #expect(samples == whole.1, "\(total)")
            #expect(decoded.issues.isEmpty)
        }
    }

    @Test func `a file of unknown length that ends within a frame is cut off`() throws {
        let bytes = stating(0, try encode())
        let (decoded, samples) = try Material.decode(Array(bytes.prefix(bytes.count / 2)))
        #expect(decoded.issues.map(\.code) == ["truncated"])
        #expect(samples.count > 10_000)
    }

    @Test(arguments: [0, 3 << 20])
    func `a hole becomes silence of its length`(total: Int) throws {
        let bytes = try encode()
        let whole = try Material.decode(bytes).1
        let middle = bytes.count / 2
        let cut = Array(bytes[..<middle] + bytes[(middle + 9000)...])
        let (decoded, samples) = try Material.decode(total == 0 ? stating(0, cut) : cut)
        #expect(samples.count == whole.count)
        #expect(decoded.issues.map(\.code) == ["gap_filled"])
        let gap = try #require(decoded.gaps.first)
        // Whole frames of 64 ms.
        #expect(gap.durationMs % 64 == 0 && gap.durationMs > 64)
        #expect(samples.prefix(gap.startMs * 16) == whole.prefix(gap.startMs * 16))
        #expect(samples.suffix(48_000 - gap.endMs * 16) == whole.suffix(48_000 - gap.endMs * 16))
    }

    @Test func `a frame with a wrong checksum is a gap, and no more than its neighbour with it`() throws {
        var bytes = try encode()
        bytes[bytes.count / 2] ^= 0x55
        let (decoded, samples) = try Material.decode(bytes)
        #expect(samples.count == 48_000)
        #expect(decoded.issues.map(\.code) == ["gap_filled"])
        // The library looks for the next frame behind the damaged one, and may lose that too.
        #expect(decoded.gaps.map(\.durationMs) == [64] || decoded.gaps.map(\.durationMs) == [128])
    }

    @Test func `joined files are heard one behind the other, of whatever rate`() throws {
        let one = try encode()
        for (rate, channels) in [(16_000, 1), (48_000, 2)] {
            let other = try encode(seconds: 2, rate: rate, channels: channels)
            let (decoded, samples) = try Material.decode(one + other)
            #expect(abs(samples.count - 80_000) <= 2)
            #expect(decoded.issues.isEmpty)
        }
    }

    @Test(arguments: ["-sample_fmt s32", "-compression_level 0", "-compression_level 12"])
    func `what ffmpeg writes decodes as ffmpeg decodes it`(words: String) throws {
        let folder = try TemporaryFolder()
        let bytes = try encode(words, rate: 44_100, channels: 2)
        let file = try folder.write(bytes, as: "tone.flac")
        let (decoded, samples) = try Material.decode(file)
        let reference = try Tool.reference(file)
        #expect(abs(samples.count - reference.count) <= 2 && Material.snr(samples, reference) > 40)
        #expect(decoded.issues.isEmpty && decoded.identicalChannels)
    }
}
