import Core
package import Model

extension AnswerPipeline {
    /// Words and sound to delivery numbers; from the sound alone when there are no words.
    package func analyze(_ submission: Submission, _ sound: Done<Hearing>, _ words: Done<Words>) -> Step<Analysis> {
        Step(
            kind: .analyze,
            inputs: [sound.fingerprint, words.fingerprint, engines.analyzeVersion],
            deadlineMs: deadlines.analyzeMs,
            work: { [threads, engines] _ in
                let transcript = words.value.orNone(language: submission.language)
                return try await threads.run { engines.analyze(transcript, sound.value) }
            }
        )
    }
}
