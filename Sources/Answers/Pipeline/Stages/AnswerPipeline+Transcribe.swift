import Database
package import Model

extension AnswerPipeline {
    /// Samples to words. Words that came with the recording win; without any words the answer goes on.
    package func transcribe(_ submission: Submission, _ files: AnswerFiles, _ sound: Done<Hearing>) -> Step<Words> {
        if let supplied = submission.transcript {
            return Step(
                kind: .transcribe,
                inputs: ["supplied", (try? StoredJSON.text(supplied)) ?? supplied.text],
                engine: supplied.engine,
                model: supplied.model,
                deadlineMs: deadlines.transcribeMs,
                work: { _ in Words(transcript: supplied) }
            )
        }
        let transcriber = engines.transcriber
        return Step(
            kind: .transcribe,
            inputs: [sound.fingerprint, transcriber.engine, transcriber.model ?? "", submission.language],
            engine: transcriber.engine,
            model: transcriber.model,
            deadlineMs: deadlines.transcribeMs(audioMs: sound.value.recording.durationMs),
            work: { _ in
                let wav = try await wav(files, sound.value)
                let request = Transcriber.Request(
                    wav: wav,
                    speech: sound.value.acoustics.speech,
                    durationMs: sound.value.recording.durationMs,
                    language: submission.language,
                    original: UploadedAudio(files.original, of: sound.value)
                )
                return Words(transcript: try await transcriber.transcribe(request))
            },
            otherwise: { failure in Words(problem: failure.problem) }
        )
    }
}
