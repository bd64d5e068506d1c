package import Core
package import Model
import Tracing

/// The map: what happens to an answer after its upload. Each stage is a step of one rule (``StageRun/step(_:)``), so a first
/// run, a retry, a resume after a crash and a new scoring of an old answer are the same code.
///
/// What a stage's loss costs: without decoding there is no answer; without words the delivery is measured from the sound and
/// nothing is judged; without a judge there is no score; without an emotion endpoint there is a note; without a PDF the answer
/// fails. Stages that may be missing are tried again as long as the job is patient.
package struct AnswerPipeline: Sendable {
    package let engines: Engines
    let deadlines: StageDeadlines
    let threads: BlockingThreads

    /// A pipeline over engines.
    package init(_ engines: Engines, deadlines: StageDeadlines = StageDeadlines(), threads: BlockingThreads) {
        self.engines = engines
        self.deadlines = deadlines
        self.threads = threads
    }

    /// Takes an answer through its stages, from wherever its artifacts end.
    ///
    /// - Throws: ``StageFailure``, `ClaimLost`, or `CancellationError`.
    package func run(_ submission: Submission, _ files: AnswerFiles, _ run: StageRun) async throws {
        try await withSpan("answer") { span in
            span.attributes["answer.id"] = submission.id.rawValue
            try await stages(submission, files, run)
        }
    }

    private func stages(_ submission: Submission, _ files: AnswerFiles, _ run: StageRun) async throws {
        let sound = try await run.step(decode(submission, files))
        let words = try await run.step(transcribe(submission, files, sound))
        let analysis = try await run.step(analyze(submission, sound, words))
        async let reading = emotion(submission, files, sound, run)
        let verdict = try await run.step(evaluate(submission, words, analysis))
        let inputs = [sound.fingerprint, words.fingerprint, analysis.fingerprint, verdict.fingerprint, await reading]
        _ = try await run.step(report(submission, files, run, inputs: inputs))
    }
}
