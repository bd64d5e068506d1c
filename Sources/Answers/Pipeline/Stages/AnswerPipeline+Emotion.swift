import Core
import Model

extension AnswerPipeline {
    /// The emotion endpoint's reading, beside the judge: only with consent, never for longer than its deadline, never a
    /// reason to fail.
    ///
    /// - Returns: the reading's fingerprint, for the report; empty when there is none.
    func emotion(_ submission: Submission, _ files: AnswerFiles, _ sound: Done<Hearing>, _ run: StageRun) async
        -> String
    {
        guard submission.emotionConsent, !submission.isTyped, let reader = engines.emotion else { return "" }
        let step = Step<Emotion>(
            kind: .emotion,
            inputs: [sound.fingerprint, reader.engine],
            engine: reader.engine,
            // Its own deadline inside turns lateness into a note; this one is for the rest.
            deadlineMs: deadlines.emotionMs &+ deadlines.decodeMs,
            isFinal: { $0.primary != nil },
            work: { _ in
                do {
                    let wav = try await wav(files, sound.value)
                    return try await withDeadline(milliseconds: deadlines.emotionMs, clock: run.clock) {
                        await reader.read(wav)
                    }
                } catch let error where !(error is CancellationError) {
                    let failure = StageFailure(error, at: .evaluate)
                    return Emotion(engine: reader.engine, note: "There is no reading: \(failure.detail)")
                }
            }
        )
        return (try? await run.step(step))?.fingerprint ?? ""
    }
}
