import Core
import Foundation
import Testing

@testable import Audio
@testable import Model

/// Opus in MP4, as Safari records it and as tools write it.
@Suite(.timeLimit(.minutes(5)))
struct MP4Tests {
    private func builder(_ speech: OpusSpeech) -> MP4Builder {
        MP4Builder(
            packets: speech.packets.audio,
            preSkip: Int(speech.packets.head[10]) | Int(speech.packets.head[11]) << 8,
            channels: Int(speech.packets.head[9])
        )
    }

    /// 20 ms of silence each: one-byte packets.
    private func silence(_ count: Int) -> MP4Builder {
        MP4Builder(packets: [[UInt8]](repeating: [0xF8], count: count))
    }

    /// To make them anew: UPDATE_GOLDEN=1 swift test --filter AudioTests.MP4Tests
    @Test(arguments: MP4Builder.Layout.allCases)
    func `the fuzzer starts from a sound file of every layout`(layout: MP4Builder.Layout) throws {
        var file = MP4Builder(packets: (0..<25).map { [0xF8] + [UInt8](repeating: UInt8($0), count: $0 % 4) })
        file.layout = layout
        file.preSkip = 312
        if layout == .last {
            file.edit = (312, 20_000)
            file.wideOffsets = true
            file.video = true
        }
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let seed = root.appending(path: "Tests/Fuzz/seeds/mp4/\(layout)")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" { try Data(file.bytes()).write(to: seed) }
        #expect(try Data(contentsOf: seed) == Data(file.bytes()))
        #expect(try Material.decode(file.bytes()).1.count > 5000)
    }

    @Test(.enabled(if: Tool.ffmpeg.isThere), arguments: MP4Builder.Layout.allCases, [1, 2])
    func `every layout has the samples of the same audio in Ogg`(layout: MP4Builder.Layout, channels: Int) throws {
        let speech = try #require(try OpusSpeech.make(channels: channels))
        var file = builder(speech)
        file.layout = layout
        file.wideOffsets = channels == 2
        file.video = channels == 2
        let (decoded, samples) = try Material.decode(file.bytes())
        // The Ogg file ends exact to the sample, the packets do not.
        #expect(samples.count >= speech.samples.count && samples.count - speech.samples.count <= 320)
        #expect(Array(samples.prefix(speech.samples.count)) == speech.samples)
        #expect(decoded.issues.isEmpty)
        #expect(decoded.recording.container == .mp4)
        #expect(decoded.recording.codec == "opus")
        #expect(decoded.recording.channels == channels)
    }

    @Test(.enabled(if: Tool.ffmpeg.isThere))
    func `an edit list says where the audio starts and ends`() throws {
        let speech = try #require(try OpusSpeech.make())
        var file = builder(speech)
        file.edit = (file.preSkip, 72_000)
        // The start stands in the edit list; a header that claims none changes nothing.
        file.preSkip = 0
        #expect(try Material.decode(file.bytes()).1 == speech.samples)
    }

    @Test(arguments: MP4Builder.Layout.allCases)
    func `a last packet that is said to be shorter is played whole, since recorders guess`(
        layout: MP4Builder.Layout
    ) throws {
        var file = silence(25)
        file.layout = layout
        file.lastLength = 100
        #expect(try Material.decode(file.bytes()).1.count == 25 * 320)
    }

    @Test(
        .enabled(if: Tool.ffmpeg.isThere),
        arguments: [
            "", "-movflags +faststart", "-movflags frag_keyframe+empty_moov", "-frame_duration 60",
            "-movflags frag_keyframe+empty_moov+default_base_moof -frag_duration 500000", "-frame_duration 2.5",
            "-movflags frag_every_frame+empty_moov", "-movflags +dash -frag_duration 300000",
        ],
        [1, 2]
    )
    func `what ffmpeg writes decodes as ffmpeg decodes it`(arguments: String, channels: Int) throws {
        let folder = try TemporaryFolder()
        let tone = WaveBuilder(channels: channels, rate: 48_000, samples: Material.tone(seconds: 2.345, rate: 48_000))
        let source = try folder.write(tone.bytes(), as: "tone.wav")
        let file = folder.file("out.mp4")
        let words = arguments.split(separator: " ").map(String.init)
        try #require(
            try Tool.ffmpeg.run(["-v", "error", "-i", source.path, "-c:a", "libopus"] + words + [file.path])
        )
        let (decoded, samples) = try Material.decode(file)
        let reference = try Tool.reference(file)
        // Within one packet: ffmpeg plays the last one whole, we end where an edit list says.
        let packet = words.contains("60") ? 960 : 320
        #expect(abs(samples.count - reference.count) <= packet, "\(samples.count) against \(reference.count)")
        #expect(Material.snr(samples, reference) > 40)
        #expect(decoded.issues.isEmpty)
    }

    @Test func `a lost fragment becomes silence of its length`() throws {
        var file = silence(60)
        file.layout = .fragments
        file.lost = [2]
        let (decoded, samples) = try Material.decode(file.bytes())
        #expect(samples.count == 60 * 320)
        #expect(decoded.issues.map(\.code) == ["gap_filled"])
    }

    @Test(arguments: [MP4Builder.Layout.first, .fragments])
    func `a file cut in the middle decodes what is there and says so`(layout: MP4Builder.Layout) throws {
        var file = silence(60)
        file.layout = layout
        let bytes = file.bytes()
        let (decoded, samples) = try Material.decode(Array(bytes.dropLast(25)))
        #expect(samples.count >= 30 * 320 && samples.count < 60 * 320)
        #expect(decoded.issues.map(\.code) == ["truncated"])
    }

    @Test func `a recording cut before its index is said to be cut`() throws {
        var file = silence(60)
        file.layout = .last
        let bytes = file.bytes()
        #expect(Material.refusal(Array(bytes.prefix(90)))?.kind == .malformed)
        #expect(Material.refusal(Array(bytes.prefix(20)))?.kind == .malformed)
    }

    @Test(arguments: ["mp4a", "alac", "enca", "zzzz"])
    func `another codec is refused with what to record instead`(codec: String) throws {
        var file = silence(10)
        file.codec = codec
        let error = try #require(Material.refusal(file.bytes()))
        #expect(error.kind == (codec == "enca" ? .encrypted : .unsupportedCodec))
        #expect(codec == "enca" || error.message.contains("audio/webm;codecs=opus"))
        #expect(codec != "mp4a" || error.message.contains("AAC"))
    }

    @Test func `video without sound has no audio track`() {
        var file = silence(10)
        file.handler = "vide"
        #expect(Material.refusal(file.bytes())?.kind == .noAudioTrack)
    }

    @Test(.enabled(if: Tool.ffmpeg.isThere))
    func `AAC as Safari records it is refused by name`() throws {
        let folder = try TemporaryFolder()
        let tone = WaveBuilder(channels: 1, rate: 48_000, samples: Material.tone(seconds: 1, rate: 48_000))
        let source = try folder.write(tone.bytes(), as: "tone.wav")
        let file = folder.file("out.mp4")
        let words = ["-c:a", "aac", "-movflags", "frag_keyframe+empty_moov", file.path]
        try #require(try Tool.ffmpeg.run(["-v", "error", "-i", source.path] + words))
        let error = try #require(Material.refusal([UInt8](try Data(contentsOf: file))))
        #expect(error.kind == .unsupportedCodec)
        #expect(error.message.contains("AAC"))
    }

    @Test(arguments: MP4Builder.Layout.allCases)
    func `changed bytes give a result or an error, never a crash`(layout: MP4Builder.Layout) throws {
        var file = silence(120)
        file.layout = layout
        file.edit = (312, 100_000)
        let bytes = file.bytes()
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func random(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(max(1, bound)))
        }
        let settings = AudioSettings(maxDurationMs: 5000)
        for _ in 0..<1500 {
            var changed = bytes
            for _ in 0..<(1 + random(4)) {
                let value = [0, 1, 0x7F, 0x80, 0xFF][random(5)]
                changed[random(changed.count)] = UInt8(value)
            }
            if random(8) == 0 { changed.removeLast(random(changed.count)) }
            if let (decoded, samples) = try? Material.decode(changed, settings: settings) {
                #expect(samples.count == decoded.samples)
                #expect(decoded.recording.durationMs <= 5000)
            }
        }
    }

    @Test func `tables that claim billions of samples cost nothing`() throws {
        var bytes = silence(60).bytes()
        // One size for all: the count is then the file's word alone.
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: "stsz".utf8) })
        bytes.replaceSubrange((place + 8)..<(place + 16), with: [0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF])
        let runs = try #require(bytes.indices.first { bytes[$0...].starts(with: "stsc".utf8) })
        bytes.replaceSubrange((runs + 16)..<(runs + 20), with: [0xFF, 0xFF, 0xFF, 0xFF])
        let start = ContinuousClock.now
        _ = try? Material.decode(bytes)
        #expect(ContinuousClock.now - start < .seconds(5))
    }
}
