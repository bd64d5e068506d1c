import Foundation
import Testing

@testable import Audio
@testable import Model

/// MP3 as encoders, editors and networks leave it.
@Suite(.timeLimit(.minutes(5)), .enabled(if: Tool.ffmpeg.isThere))
struct MPEGTests {
    /// A tone as LAME encodes it, with these words for ffmpeg.
    private func encode(
        _ words: String,
        seconds: Double = 2,
        channels: Int = 1,
        rate: Int = 44_100
    ) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let tone = WaveBuilder(channels: channels, rate: rate, samples: Material.tone(seconds: seconds, rate: rate))
        let wave = try folder.write(tone.bytes(), as: "tone.wav")
        let file = folder.file("tone.mp3")
        let arguments =
            ["-v", "error", "-i", wave.path, "-c:a", "libmp3lame"] + words.split(separator: " ").map(String.init)
        try #require(try Tool.ffmpeg.run(arguments + [file.path]))
        return [UInt8](try Data(contentsOf: file))
    }

    /// Where the frames of a file lie.
    private func frames(_ bytes: [UInt8]) throws -> [Range<Int>] {
        var frames = MPEGFrames(ByteSource(bytes: bytes), from: 0)
        var places: [Range<Int>] = []
        var at = 0
        while let piece = try frames.next() {
            guard case .frame(let header) = piece else { continue }
            at = bytes[at...].firstIndex(of: 0xFF) ?? at
            while !bytes[at...].starts(with: frames.frame) { at += 1 }
            places.append(at..<(at + header.length))
            at += header.length
        }
        return places
    }

    private let bare = "-write_xing 0 -id3v2_version 0"

    @Test func `two files that are joined are as long as both, without what the encoders added`() throws {
        let one = try encode("-b:a 64k", seconds: 2)
        let other = try encode("-b:a 96k", seconds: 1.5)
        let (decoded, samples) = try Material.decode(one + other)
        #expect(abs(samples.count - 56_000) <= 4)
        #expect(decoded.issues.isEmpty)
        #expect(try Array(samples.prefix(31_000)) == Array(Material.decode(one).1.prefix(31_000)))
    }

    @Test(arguments: [(1, 32_000), (2, 44_100), (1, 22_050), (2, 16_000)])
    func `what follows may have another rate and other channels`(channels: Int, rate: Int) throws {
        let one = try encode("-b:a 64k")
        let other = try encode("-b:a 64k", channels: channels, rate: rate)
        let (decoded, samples) = try Material.decode(one + other)
        #expect(abs(samples.count - 64_000) <= 8, "\(samples.count)")
        #expect(decoded.issues.isEmpty)
        #expect(decoded.recording.sampleRate == 44_100)
    }

    @Test func `tags in front, between and behind are stepped over`() throws {
        let audio = try encode(bare)
        let expected = try Material.decode(audio).1
        let id3 = Array("ID3".utf8) + [4, 0, 0, 0, 0, 0x40, 0] + [UInt8](repeating: 0xFF, count: 8192)
        let ape =
            Array("APETAGEX".utf8) + [0xD0, 7, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xA0]
            + [UInt8](repeating: 0, count: 8 + 40)
        let id3v1 = Array("TAG".utf8) + [UInt8](repeating: 0x20, count: 125)
        for whole in [
            id3 + audio, ape + audio, ape + id3 + audio, audio + id3v1, audio + ape + id3v1,
            id3 + audio + [0, 0, 0, 0],
        ] {
            let (decoded, samples) = try Material.decode(whole)
            #expect(samples == expected)
            #expect(decoded.issues.isEmpty)
        }
        let joined = try Material.decode(audio + id3v1 + id3 + audio)
        #expect(joined.1.count == 2 * expected.count)
        #expect(joined.0.issues.isEmpty)
        // A size that is wrong hides nothing.
        let wrong = Array("ID3".utf8) + [4, 0, 0, 0x7F, 0x7F, 0x7F, 0x7F] + audio
        #expect(try Material.decode(wrong).1 == expected)
    }

    @Test(arguments: ["-b:a 64k", "-q:a 5", "-abr 1 -b:a 56k"], [true, false])
    func `without its end a file is called cut off, and whole it is not`(quality: String, isTagged: Bool) throws {
        let bytes = try encode(quality + " " + (isTagged ? "-id3v2_version 0" : bare))
        let (decoded, samples) = try Material.decode(bytes)
        #expect(decoded.issues.isEmpty)
        #expect(samples.count >= 32_000 - 2)
        let (cut, part) = try Material.decode(Array(bytes.prefix(bytes.count * 2 / 3 + 7)))
        #expect(cut.issues.map(\.code) == ["truncated"])
        #expect(part.count > 15_000 && part.count < 26_000)
    }

    @Test func `a hole is stepped over and told, wherever it starts and ends`() throws {
        let bytes = try encode("-b:a 64k -id3v2_version 0")
        let whole = try Material.decode(bytes).1.count
        let places = try frames(bytes)
        for (start, end) in [(100, 700), (1, 1), (150, 150), (30, 3000)] {
            let cut = Array(bytes[..<(places[20].lowerBound + start)] + bytes[(places[30].lowerBound + end)...])
            let (decoded, samples) = try Material.decode(cut)
            // Frames that are missing whole, and without a trace, are missed at the end.
            #expect(decoded.issues.map(\.code) == [start == end ? "truncated" : "damaged"], "\(start) \(end)")
            #expect(samples.count < whole && samples.count > whole - 27 * 418)
        }
    }

    @Test func `a stream is found that begins in the middle of a frame`() throws {
        let bytes = try encode("-b:a 320k " + bare)
        let whole = try Material.decode(bytes).1.count
        for start in [1, 500, 1043, 1100, 5000] {
            let (decoded, samples) = try Material.decode(Array(bytes[start...]))
            #expect(samples.count >= whole - (start / 1044 + 2) * 418)
            #expect(decoded.issues.isEmpty)
        }
    }

    @Test func `an Info tag that lies about frames takes nothing away`() throws {
        let bytes = try encode("-b:a 64k -id3v2_version 0")
        let whole = try Material.decode(bytes).1
        let tag = try #require(
            bytes.indices.first { bytes[$0...].starts(with: "Info".utf8) || bytes[$0...].starts(with: "Xing".utf8) }
        )
        for frames in [0, 1, 10, 60, 1_000_000] {
            var changed = bytes
            changed.replaceSubrange((tag + 8)..<(tag + 12), with: MP4Builder.number(frames, 4))
            let (decoded, samples) = try Material.decode(changed)
            // Where the padding stays, the resampler sounds on.
            #expect(samples.count >= whole.count && Material.snr(samples, Array(whole.dropLast(200))) > 40, "\(frames)")
            #expect(samples.count - whole.count < 1200)
            #expect(decoded.issues.isEmpty)
        }
    }

    @Test func `changed bytes give a result or an error, never a crash`() throws {
        let bytes = try encode("-q:a 6", seconds: 1)
        var generator = SplitMix(state: 5)
        for _ in 0..<150 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                changed[Int.random(in: 0..<changed.count, using: &generator)] = UInt8.random(
                    in: 0...255,
                    using: &generator
                )
            }
            guard let (decoded, samples) = try? Material.decode(changed) else { continue }
            #expect(samples.count == decoded.samples && samples.count < 20_000)
        }
    }
}
