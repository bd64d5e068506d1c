import ArgumentParser
import Audio
import FoundationEssentials
import Model

/// `debrief decode`: any accepted recording to 16 kHz mono 16-bit little-endian samples without a header.
struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Decode a recording to 16 kHz mono 16-bit samples (s16le)."
    )

    @Argument(help: "The recording: WAV, WebM, Ogg, FLAC or MP3.")
    var file: String

    @Option(name: .shortAndLong, help: "Where to write the samples; - is standard output.")
    var output: String

    func run() throws {
        guard FileManager.default.fileExists(atPath: file) else { throw MissingFile(path: file) }
        let target = try OutputTarget(path: output)
        let decoded = try AudioDecoder().decode(
            URL(filePath: file),
            into: { samples throws(AudioError) in
                do {
                    try target.write(samples)
                } catch {
                    throw AudioError(.unwritable, "The samples cannot be written to \(output).")
                }
            }
        )
        try target.close()
        for issue in decoded.issues { Console.warn(issue.detail) }
    }
}
