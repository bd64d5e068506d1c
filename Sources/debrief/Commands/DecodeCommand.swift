import Answers
import ArgumentParser
import Audio
import Core
import FoundationEssentials
import Logging
import Model

/// `debrief decode`: any accepted recording to 16 kHz mono 16-bit little-endian samples without a header.
struct DecodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Decode a recording to 16 kHz mono 16-bit samples (s16le)."
    )

    @Argument(
        help: "The recording: WAV, WebM, Ogg, MP4, FLAC or MP3; with the companion also AAC, ALAC, AMR, WMA and CAF."
    )
    var file: String

    @Option(name: .shortAndLong, help: "Where to write the samples; - is standard output.")
    var output: String

    @Option(help: "Settings file to read.")
    var config: String?

    func run() async throws {
        guard FileManager.default.fileExists(atPath: file) else { throw MissingFile(path: file) }
        let target = try OutputTarget(path: output)
        let recording = URL(filePath: file)
        let issues: [Quality.Issue]
        do {
            issues = try decode(recording, into: target)
        } catch {
            issues = try await decode(recording, after: error, into: target)
        }
        try target.close()
        for issue in issues { Console.warn(issue.detail) }
    }

    private func decode(_ recording: URL, into target: OutputTarget) throws -> [Quality.Issue] {
        try AudioDecoder().decode(
            recording,
            into: { samples throws(AudioError) in
                do {
                    try target.write(samples)
                } catch {
                    throw AudioError(.unwritable, "The samples cannot be written to \(output).")
                }
            }
        ).issues
    }

    /// The same for a container that the companion knows. A refusal comes before the first sample, so nothing was written yet.
    private func decode(_ recording: URL, after refusal: any Error, into target: OutputTarget) async throws -> [Quality
        .Issue]
    {
        let settings = try await Settings.load(file: config, environment: ProcessInfo.processInfo.environment)
        let wiring = try Wiring(settings: settings, logger: Log.logger(level: .critical))
        guard let foreign = wiring.foreignHearing else { throw refusal }
        let scratch = FileManager.default.temporaryDirectory.appending(
            path: "debrief-\(AnswerID(at: Date()).rawValue).wav"
        )
        defer { try? FileManager.default.removeItem(at: scratch) }
        try await foreign.decode(recording, after: refusal, to: scratch)
        return try decode(scratch, into: target)
    }
}
