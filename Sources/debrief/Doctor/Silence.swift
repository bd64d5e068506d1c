import FoundationEssentials
import Model

/// A second of silence to try an engine with; its file goes away with its owner.
final class Silence: Sendable {
    private let url: URL
    private static let milliseconds = 1_000

    /// Writes the file: 16 kHz mono 16-bit WAV with a 44-byte header.
    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "debrief-silence-\(UUID().uuidString).wav")
        let samples = Self.milliseconds * 32
        func little(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        var wav = Array("RIFF".utf8) + little(36 + samples, 4) + Array("WAVEfmt ".utf8) + little(16, 4)
        wav += little(1, 2) + little(1, 2) + little(16_000, 4) + little(32_000, 4) + little(2, 2) + little(16, 2)
        wav += Array("data".utf8) + little(samples, 4) + [UInt8](repeating: 0, count: samples)
        try Data(wav).write(to: url)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Where it is.
    var path: URL { url }

    /// A request that claims speech, so that no engine is skipped.
    var request: Transcriber.Request {
        Transcriber.Request(
            wav: url,
            speech: [TimeSpan(startMs: 0, endMs: Self.milliseconds)],
            durationMs: Self.milliseconds,
            language: "en-US"
        )
    }
}
