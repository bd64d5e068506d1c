import Blobs
import Core
import Database
package import Model

extension AnswerPipeline {
    /// Samples to words. Words that came with the recording win; without any words the answer goes on. Words of either kind are compared
    /// with the sound before anything is made of them.
    package func transcribe(_ submission: Submission, _ files: AnswerFiles, _ sound: Done<Hearing>) -> Step<Words> {
        if let supplied = submission.transcript {
            return Step(
                kind: .transcribe,
                inputs: ["supplied", (try? StoredJSON.text(supplied)) ?? supplied.text, engines.checkVersion]
                    + (submission.isTyped ? [] : [sound.fingerprint]),
                engine: supplied.engine,
                model: supplied.model,
                deadlineMs: deadlines.transcribeMs,
                work: { _ in
                    Words(transcript: try await checked(supplied, submission.isTyped ? nil : sound.value.acoustics))
                }
            )
        }
        let transcriber = engines.transcriber
        return Step(
            kind: .transcribe,
            inputs: [
                sound.fingerprint, transcriber.engine, transcriber.model ?? "", submission.language,
                engines.checkVersion,
            ],
            engine: transcriber.engine,
            model: transcriber.model,
            deadlineMs: deadlines.transcribeMs(audioMs: sound.value.recording.durationMs),
            // Words of an engine that stood in for the preferred one stay with this run: the next one asks the preferred one again.
            isFinal: { $0.transcript?.has(.otherEngine) != true },
            work: { [engines, threads] _ in
                let wav = try await wav(files, sound.value)
                var original = UploadedAudio(files.original, of: sound.value)
                // An engine that takes the recording as it was sent gets it opened, where it is still kept.
                let plain = original == nil ? nil : try? await files.plainOriginal(on: threads)
                defer { withExtendedLifetime(plain) {} }
                if let plain { original?.file = plain.url } else { original = nil }
                let request = Transcriber.Request(
                    wav: wav,
                    speech: sound.value.acoustics.speech,
                    durationMs: sound.value.recording.durationMs,
                    language: submission.language,
                    original: original
                )
                let heard: Transcript
                if let ahead = engines.ahead?.take(submission.id),
                    let words = try? await ahead.transcript(language: submission.language)
                {
                    heard = words
                } else {
                    try Task.checkCancellation()
                    heard = try await transcriber.transcribe(request)
                }
                return Words(transcript: try await checked(heard, sound.value.acoustics))
            },
            otherwise: { failure in Words(problem: failure.problem) }
        )
    }

    private func checked(_ words: Transcript, _ acoustics: Acoustics?) async throws -> Transcript {
        let check = engines.check
        return try await threads.run { check(words, acoustics) }
    }
}
