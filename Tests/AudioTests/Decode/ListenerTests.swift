import Core
import Foundation
import Testing

@testable import Audio
@testable import Model

@Suite(.timeLimit(.minutes(5)))
struct ListenerTests {
    @Test func `hearing leaves a WAV with a 44-byte header and exactly the decoded samples`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            WaveBuilder(channels: 2, rate: 48_000, samples: Material.tone(seconds: 2, rate: 48_000)).bytes(),
            as: "in.wav"
        )
        let wav = folder.file("out.wav")
        let hearing = try Listener().hear(file, writing: wav)
        let bytes = [UInt8](try Data(contentsOf: wav))
        let samples = try Material.decode(file).1
        #expect(bytes.count == 44 + 2 * samples.count)
        #expect(bytes[0..<44] == WaveBuilder(samples: [Double](repeating: 0, count: samples.count)).bytes()[0..<44])
        #expect(try Material.decode(wav).1 == samples)
        #expect(hearing.recording.durationMs == 2000)
        #expect(hearing.recording.sampleRate == 48_000)
        #expect(hearing.recording.channels == 2)
        #expect(hearing.recording.bytes == (try Data(contentsOf: file)).count)
        #expect(hearing.acoustics.durationMs == 2000)
        #expect(try Listener().hear(file, writing: nil) == hearing)
    }

    @Test func `a refused recording leaves nothing behind`() throws {
        let folder = try TemporaryFolder()
        let long = WaveBuilder(samples: Material.tone(seconds: 1, rate: 16_000)).bytes()
        let file = try folder.write(long, as: "in.wav")
        let error = #expect(throws: AudioError.self) {
            try Listener(settings: AudioSettings(maxDurationMs: 500)).hear(file, writing: folder.file("out.wav"))
        }
        #expect(error?.kind == .tooLong)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["in.wav"])
    }

    @Test func `what cannot be read or written has a code of its own`() throws {
        let folder = try TemporaryFolder()
        let gone = #expect(throws: AudioError.self) { try Listener().hear(folder.file("none.wav"), writing: nil) }
        #expect(gone?.kind == .unreadable)
        let isFolder = #expect(throws: AudioError.self) { try Listener().hear(folder.url, writing: nil) }
        #expect(isFolder?.kind == .unreadable)
        let file = try folder.write(WaveBuilder(samples: Material.tone(seconds: 1, rate: 16_000)).bytes(), as: "in.wav")
        let nowhere = #expect(throws: AudioError.self) {
            try Listener().hear(file, writing: folder.file("no/such/folder/out.wav"))
        }
        #expect(nowhere?.kind == .unwritable)
    }
}
