import FoundationEssentials
import Model

/// A real recording with its reference text, from the shared folder's manifest.
struct SharedRecording: Sendable {
    let url: URL
    let said: String

    /// The 16 kHz mono 16-bit WAV files of a folder that have a reference text.
    static func all(_ folder: String) -> [SharedRecording] {
        guard let audio = Places.sharedAudio, let data = try? Data(contentsOf: audio.appending(path: "MANIFEST.tsv"))
        else {
            return []
        }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst().compactMap { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard cells.count > 10, cells[0].hasPrefix(folder + "/"), cells[0].hasSuffix(".wav"),
                cells[3] == "pcm_s16le",
                cells[4] == "16000", cells[5] == "1", !cells[10].isEmpty
            else { return nil }
            return SharedRecording(url: audio.appending(path: cells[0]), said: cells[10])
        }
    }

    /// What an engine is asked.
    func request() throws -> Transcriber.Request {
        let wave = try Wave(reading: url)
        return Transcriber.Request(wav: url, speech: wave.speech, durationMs: wave.durationMs, language: "en-US")
    }
}
