import Foundation
import Model
import Testing

@testable import Companion

/// Containers that the service's own decoder refuses.
@Suite(.serialized, .timeLimit(.minutes(30)), .enabled(if: Installed.isThere, "scripts/companion was not run"))
struct DecodingTests {
    private func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    private func decode(_ file: URL, _ folder: URL, maxMs: Int = 60_000) async throws -> (
        ForeignDecoder.Decoded, [Int16]
    ) {
        let companion = Companion(settings: Installed.settings)
        let target = folder.appending(path: "decoded.wav")
        let decoded = try await ForeignDecoder(companion: companion).decode(
            file: file,
            to: target,
            maxDurationMs: maxMs
        )
        let sound = try SampleFile(target)
        let bytes = sound.bytes(TimeSpan(startMs: 0, endMs: sound.durationMs))
        let size = try Data(contentsOf: target).count
        #expect((0..<32).contains(size - SampleFile.headerBytes - decoded.durationMs * SampleFile.bytesPerMs))
        return (
            decoded,
            stride(from: 0, to: bytes.count - 1, by: 2).map {
                Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
            }
        )
    }

    /// Sign changes a second of the middle of a sound, halved: the frequency of a pure tone.
    private func frequency(_ samples: [Int16]) -> Double {
        let middle = samples[8_000..<24_000]
        let changes = zip(middle, middle.dropFirst()).count { ($0 < 0) != ($1 < 0) }
        return Double(changes) / 2
    }

    @Test(arguments: [
        ("a.m4a", ["-c:a", "aac"], "aac"), ("a.mov", ["-c:a", "alac"], "alac"),
        ("a.m4a", ["-c:a", "alac", "-ac", "2"], "alac"),
        ("a.wma", ["-c:a", "wmav2"], "wmav2"), ("a.caf", ["-c:a", "pcm_s16be"], "pcm_s16be"),
        ("a.3gp", ["-c:a", "aac", "-ar", "22050"], "aac"),
        ("a.aac", ["-c:a", "aac"], "aac"),
    ])
    func `recordings of phones and desktops become the tone that went in`(
        name: String,
        options: [String],
        codec: String
    ) async throws {
        try await Installed.withFolder { folder in
            let file = folder.appending(path: name)
            try run(
                "ffmpeg",
                ["-v", "error", "-f", "lavfi", "-i", "sine=frequency=440:duration=2.5:sample_rate=44100"] + options + [
                    file.path
                ]
            )
            let (decoded, samples) = try await decode(file, folder)
            #expect(decoded.codec == codec)
            #expect(abs(decoded.durationMs - 2_500) < 120, "\(decoded)")
            #expect(abs(frequency(samples) - 440) < 3)
            #expect(decoded.sampleRate == (options.contains("22050") ? 22_050 : 44_100))
        }
    }

    @Test func `AMR as old Android recorders write it is decoded`() async throws {
        try await Installed.withFolder { folder in
            let file = folder.appending(path: "a.amr")
            let script = """
                import sys, math, av, numpy
                out = av.open(sys.argv[1], "w", format="amr")
                stream = out.add_stream("libopencore_amrnb", rate=8000, layout="mono")
                stream.bit_rate = 12200
                tone = (8000 * numpy.sin(2 * math.pi * 440 * numpy.arange(20000) / 8000)).astype(numpy.int16)
                for start in range(0, 20000, 160):
                    frame = av.AudioFrame.from_ndarray(tone[None, start:start + 160], "s16", "mono")
                    frame.rate = 8000
                    frame.pts = start
                    for packet in stream.encode(frame): out.mux(packet)
                for packet in stream.encode(None): out.mux(packet)
                out.close()
                """
            try Installed.run(Installed.settings.interpreter, "-c", script, file.path)
            let (decoded, samples) = try await decode(file, folder)
            #expect(decoded.codec.contains("amr") && decoded.container == "amr" && decoded.sampleRate == 8_000)
            #expect(abs(decoded.durationMs - 2_500) < 60)
            #expect(abs(frequency(samples) - 440) < 3)
        }
    }

    @Test func `a file that decodes to hours is stopped and leaves nothing`() async throws {
        try await Installed.withFolder { folder in
            let file = folder.appending(path: "long.m4a")
            try run(
                "ffmpeg",
                [
                    "-v", "error", "-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "7200", "-c:a", "aac", "-b:a",
                    "8k", file.path,
                ]
            )
            let target = folder.appending(path: "decoded.wav")
            let decoder = ForeignDecoder(companion: Companion(settings: Installed.settings))
            #expect(
                await code {
                    try await decoder.decode(file: file, to: target, maxDurationMs: 60_000, deadlineMs: 600_000)
                }
                    == "decode.too_long"
            )
            #expect(!FileManager.default.fileExists(atPath: target.path))
            // A deadline that no process can keep.
            #expect(
                await code { try await decoder.decode(file: file, to: target, maxDurationMs: 9_000_000, deadlineMs: 1) }
                    == "decode.malformed"
            )
            #expect(!FileManager.default.fileExists(atPath: target.path))
        }
    }

    @Test func `a full disk is a coded error and leaves nothing`() async throws {
        try await Installed.withFolder { folder in
            let file = folder.appending(path: "a.m4a")
            try run(
                "ffmpeg",
                ["-v", "error", "-f", "lavfi", "-i", "sine=frequency=440:duration=2", "-c:a", "aac", file.path]
            )
            // Whatever is written through this link meets a full disk.
            let target = folder.appending(path: "decoded.wav")
            try FileManager.default.createSymbolicLink(atPath: target.path, withDestinationPath: "/dev/full")
            let decoder = ForeignDecoder(companion: Companion(settings: Installed.settings))
            #expect(
                await code {
                    try await decoder.decode(file: file, to: target, maxDurationMs: 60_000, deadlineMs: 600_000)
                }
                    == "decode.unwritable"
            )
            #expect(!FileManager.default.fileExists(atPath: target.path))
            // With room again the same file is decoded to the same place.
            let (decoded, _) = try await decode(file, folder)
            #expect(decoded.durationMs > 1_900)
        }
    }

    @Test(arguments: [
        ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"),
        ("list.ffconcat", "ffconcat version 1.0\nfile /etc/hostname\n"),
        ("list.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 9999 RTP/AVP 0\n"),
        ("text.m4a", "This is no recording at all, but a text."),
    ])
    func `what names other files, and what is no recording, is refused`(name: String, content: String) async throws {
        try await Installed.withFolder { folder in
            let file = folder.appending(path: name)
            try Data(content.utf8).write(to: file)
            let decoder = ForeignDecoder(companion: Companion(settings: Installed.settings))
            let target = folder.appending(path: "decoded.wav")
            #expect(
                await code {
                    try await decoder.decode(file: file, to: target, maxDurationMs: 60_000, deadlineMs: 600_000)
                }
                    == "decode.unsupported_container"
            )
            #expect(!FileManager.default.fileExists(atPath: target.path))
        }
    }

    @Test func `a file that is cut keeps what came before, a missing one and a picture are coded errors`() async throws
    {
        try await Installed.withFolder { folder in
            let whole = folder.appending(path: "a.wma")
            try run(
                "ffmpeg",
                ["-v", "error", "-f", "lavfi", "-i", "sine=frequency=440:duration=4", "-c:a", "wmav2", whole.path]
            )
            let cut = folder.appending(path: "cut.wma")
            let bytes = try Data(contentsOf: whole)
            try bytes.prefix(bytes.count / 2).write(to: cut)
            let (decoded, _) = try await decode(cut, folder)
            #expect((1_000..<3_000).contains(decoded.durationMs))
            let decoder = ForeignDecoder(companion: Companion(settings: Installed.settings))
            let target = folder.appending(path: "other.wav")
            let missing = folder.appending(path: "nothing")
            #expect(
                await code {
                    try await decoder.decode(file: missing, to: target, maxDurationMs: 60_000, deadlineMs: 600_000)
                }
                    == "decode.unreadable"
            )
            let silent = folder.appending(path: "silent.mov")
            try run(
                "ffmpeg",
                [
                    "-v", "error", "-f", "lavfi", "-i", "color=size=32x32:duration=1:rate=5", "-c:v", "mjpeg",
                    silent.path,
                ]
            )
            #expect(
                await code {
                    try await decoder.decode(file: silent, to: target, maxDurationMs: 60_000, deadlineMs: 600_000)
                }
                    == "decode.no_audio_track"
            )
        }
    }
}
