import Core
import Foundation
import Model
import Testing

@testable import Audio

/// Real recordings against ffmpeg: as many samples, and the same ones.
@Suite(.timeLimit(.minutes(5)), .enabled(if: Tool.ffmpeg.isThere && Material.recordings != nil))
struct RecordingTests {
    @Test(arguments: Material.manifest(Material.recordings).filter { !($0["file"] ?? "").hasSuffix("TextGrid") })
    func `every lent recording decodes to what ffmpeg decodes`(row: [String: String]) throws {
        let file = try #require(Material.recordings).appending(path: row["file"] ?? "")
        let decoded: DecodedFile
        let samples: [Int16]
        do {
            (decoded, samples) = try Material.decode(file)
        } catch {
            let refusal = try #require(error as? AudioError)
            // AAC in MP4 and Vorbis in WebM are the ones that are refused.
            #expect(refusal.kind == .unsupportedCodec)
            #expect(
                row["codec"] == "aac" && file.pathExtension == "mp4"
                    || row["codec"] == "vorbis" && file.pathExtension == "webm"
            )
            return
        }
        let reference = try Tool.reference(file)
        let filled = decoded.issues.filter { $0.code == "gap_filled" }
            .reduce(0) { $0 + (($1.endMs ?? 0) - ($1.startMs ?? 0)) * 16 }
        // One Opus frame of a browser is 60 ms at most; everything else is exact to a sample or two.
        let frame = decoded.recording.codec == "opus" ? 320 : 2
        #expect(abs(samples.count - filled - reference.count) <= (filled > 0 ? 960 : frame))
        if filled == 0 {
            // ffmpeg keeps a little more above 7.2 kHz, which counts where a recording is bright.
            #expect(Material.snr(samples, reference) > 20)
        }
        #expect(decoded.recording.bytes == (try Data(contentsOf: file)).count)
    }
}

/// Files made on the spot by the programs people use.
@Suite(.timeLimit(.minutes(5)), .enabled(if: Tool.ffmpeg.isThere))
struct MadeFileTests {
    private func tone(_ folder: TemporaryFolder, channels: Int = 1, rate: Int = 48_000) throws -> URL {
        let tone = Material.tone(seconds: 2.345, rate: rate)
        return try folder.write(WaveBuilder(channels: channels, rate: rate, samples: tone).bytes(), as: "tone.wav")
    }

    @Test(
        arguments: [
            "-c:a libopus out.webm", "-c:a libopus -frame_duration 60 -live 1 out.webm", "-c:a libopus out.ogg",
            "-c:a libopus -frame_duration 2.5 -application lowdelay out.opus", "-c:a libopus -application voip out.mka",
            "-c:a libvorbis out.ogg", "-c:a flac out.flac", "-c:a flac -sample_fmt s32 out.flac",
            "-c:a libmp3lame out.mp3",
            "-c:a libmp3lame -ar 22050 -q:a 5 out.mp3",
            "-c:a libmp3lame -id3v2_version 3 -metadata title=Answer out.mp3",
            "-c:a pcm_u8 out.wav", "-c:a pcm_s24le out.wav", "-c:a pcm_f64le out.wav",
            "-c:a pcm_mulaw -ar 8000 out.wav",
            "-c:a pcm_alaw out.wav", "-rf64 always out.wav", "-c:a pcm_s16le out.mka", "-c:a pcm_f32le out.mka",
            "-ac 6 -c:a libopus out.webm", "-ac 6 -c:a libopus -mapping_family 1 out.ogg",
        ],
        [1, 2]
    )
    func `what ffmpeg writes decodes as ffmpeg decodes it`(arguments: String, channels: Int) throws {
        let folder = try TemporaryFolder()
        var words = arguments.split(separator: " ").map(String.init)
        let file = folder.file(words.removeLast())
        try #require(
            try Tool.ffmpeg.run(["-v", "error", "-i", tone(folder, channels: channels).path] + words + [file.path])
        )
        let (decoded, samples) = try Material.decode(file)
        let reference = try Tool.reference(file)
        #expect(abs(samples.count - reference.count) <= 2, "\(samples.count) against \(reference.count)")
        // Above two channels both mix, but with different weights.
        if decoded.recording.channels <= 2 { #expect(Material.snr(samples, reference) > 40) }
        #expect(!decoded.issues.contains { $0.code == "truncated" || $0.code == "damaged" })
        #expect(abs(decoded.recording.durationMs - 2345) <= 60)
    }

    @Test(.enabled(if: Tool.opusenc.isThere), arguments: ["2.5", "5", "10", "20", "40", "60"])
    func `what opusenc writes has the length that went in`(frame: String) throws {
        let folder = try TemporaryFolder()
        let file = folder.file("out.opus")
        try #require(try Tool.opusenc.run(["--quiet", "--framesize", frame, tone(folder).path, file.path]))
        #expect(try abs(Material.decode(file).1.count - 37_520) <= 1)
    }

    @Test(.enabled(if: Tool.mkvmerge.isThere && Tool.opusenc.isThere))
    func `what mkvmerge muxes has the samples of the Ogg file`() throws {
        let folder = try TemporaryFolder()
        let ogg = folder.file("out.opus")
        let webm = folder.file("out.webm")
        try #require(try Tool.opusenc.run(["--quiet", tone(folder).path, ogg.path]))
        try #require(try Tool.mkvmerge.run(["-q", "--webm", "-o", webm.path, ogg.path]))
        #expect(try Material.decode(webm).1 == Material.decode(ogg).1)
    }

    @Test(
        .enabled(if: Tool.sox.isThere),
        arguments: ["-b 8", "-b 24", "-b 32", "-e floating-point -b 32", "-e mu-law", "-e a-law"]
    )
    func `what sox writes decodes`(format: String) throws {
        let folder = try TemporaryFolder()
        let file = folder.file("out.wav")
        let words = format.split(separator: " ").map(String.init)
        try #require(try Tool.sox.run([tone(folder).path] + words + [file.path]))
        let reference = try Tool.reference(file)
        let samples = try Material.decode(file).1
        #expect(samples.count == reference.count)
        #expect(Material.snr(samples, reference) > 40)
    }

    @Test(arguments: ["out.flac", "out.mp3", "out.ogg"])
    func `a file cut in the middle decodes what is there and says so`(name: String) throws {
        let folder = try TemporaryFolder()
        let file = folder.file(name)
        try #require(
            try Tool.ffmpeg.run(
                ["-v", "error", "-i", tone(folder).path] + (name == "out.ogg" ? ["-c:a", "libvorbis"] : []) + [
                    file.path
                ]
            )
        )
        let bytes = [UInt8](try Data(contentsOf: file))
        let (decoded, samples) = try Material.decode(Array(bytes.prefix(bytes.count * 2 / 3)))
        #expect(samples.count > 8000 && samples.count < 34_000)
        #expect(decoded.issues.map(\.code) == ["truncated"])
    }

    @Test func `video with sound gives its sound`() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("out.webm")
        try #require(
            try Tool.ffmpeg.run([
                "-v", "error", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=2", "-i", tone(folder).path,
                "-map", "0:v", "-map", "1:a", "-c:v", "libvpx", "-c:a", "libopus", file.path,
            ])
        )
        #expect(try abs(Material.decode(file).1.count - 37_520) <= 320)
    }
}
