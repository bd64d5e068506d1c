import Foundation

@testable import Audio

/// Real Opus packets, made once by ffmpeg from a tone: the raw material of hand-built containers.
struct OpusSpeech {
    /// The file ffmpeg wrote.
    let ogg: [UInt8]
    /// Its packets.
    let packets: OggPackets
    /// What our decoder makes of the Ogg file.
    let samples: [Int16]

    /// One tone of 1.5 s in packets of so many milliseconds; nil without ffmpeg.
    static func make(frameMs: String = "20", channels: Int = 1) throws -> OpusSpeech? {
        guard Tool.ffmpeg.isThere else { return nil }
        let folder = try TemporaryFolder()
        let wave = try folder.write(
            WaveBuilder(channels: channels, rate: 48_000, samples: Material.tone(seconds: 1.5, rate: 48_000)).bytes(),
            as: "tone.wav"
        )
        let file = folder.file("tone.ogg")
        guard
            try Tool.ffmpeg.run([
                "-v", "error", "-i", wave.path, "-c:a", "libopus", "-b:a", "48k", "-application", "audio",
                "-frame_duration", frameMs, file.path,
            ])
        else { return nil }
        let ogg = [UInt8](try Data(contentsOf: file))
        return OpusSpeech(ogg: ogg, packets: OggPackets(ogg), samples: try Material.decode(ogg).1)
    }
}
