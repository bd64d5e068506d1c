import Core
import FoundationEssentials
package import Model

extension AnswerPipeline {
    /// Bytes to measurements, and to the decoded recording the next stages hear.
    package func decode(_ submission: Submission, _ files: AnswerFiles) -> Step<Hearing> {
        if submission.isTyped {
            return Step(
                kind: .decode,
                inputs: ["typed"],
                engine: "typed",
                deadlineMs: deadlines.decodeMs,
                work: { _ in .silence }
            )
        }
        return decodeRecording(submission, files)
    }

    private func decodeRecording(_ submission: Submission, _ files: AnswerFiles) -> Step<Hearing> {
        Step(
            kind: .decode,
            inputs: [submission.sha256, engines.hearVersion],
            deadlineMs: deadlines.decodeMs,
            work: { [threads, engines] _ in
                try await files.bringOriginal()
                var hearing = try await files.decode(with: engines, sha256: submission.sha256, on: threads)
                hearing.recording.sha256 = submission.sha256
                hearing.recording.bytes = submission.bytes
                return hearing
            }
        )
    }

    /// The decoded recording, decoded again when the cache lost it.
    func wav(_ files: AnswerFiles, _ hearing: Hearing) async throws -> URL {
        do {
            if try await threads.run({ files.decoded(hearing) == nil }) { try await files.bringOriginal() }
        } catch {
            throw StageFailure(error, at: .decode)
        }
        if let url = try await threads.run({ files.decoded(hearing) }) { return url }
        do {
            let again = try await files.decode(with: engines, sha256: hearing.recording.sha256, on: threads)
            guard let url = try await threads.run({ files.decoded(again) }) else {
                throw PipelineError(.unreadable, "The decoded recording is not what was decoded.")
            }
            return url
        } catch {
            throw StageFailure(error, at: .decode)
        }
    }
}

extension Hearing {
    /// What is heard of an answer that was typed. The stages after it want sound; clients are not shown this one.
    fileprivate static let silence = Hearing(
        recording: Recording(container: .wav, codec: "none", sampleRate: 0, channels: 0, durationMs: 0, bytes: 0),
        acoustics: Acoustics(durationMs: 0),
        quality: Quality(verdict: .good)
    )
}
