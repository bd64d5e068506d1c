package import Answers
package import Blobs
import FoundationEssentials
import Jobs
import Logging
package import Model

extension AnswerPipeline {
    /// The artifacts an answer would have if the stages up to `evaluate` had come to given results: with the fingerprints of this
    /// pipeline, so that a later run finds them. For trials with many answers; nothing is decoded, heard or asked.
    package func seeded(
        _ submission: Submission,
        hearing: Hearing,
        transcript: Transcript,
        blobs: BlobFolder,
        evaluate: @escaping @Sendable (Judge.Request) async throws -> Evaluation
    ) async throws -> [Artifact] {
        let artifacts = MemoryArtifacts(submission.id)
        let run = StageRun(artifacts, patience: Patience(JobPolicy()), log: Logger(label: "seed"))
        let files = AnswerFiles(blobs, of: submission.id)
        var decoding = decode(submission, files)
        decoding.work = { _ in hearing }
        let sound = try await run.step(decoding)
        var hearingWords = transcribe(submission, files, sound)
        hearingWords.work = { _ in Words(transcript: transcript) }
        let words = try await run.step(hearingWords)
        let analysis = try await run.step(analyze(submission, sound, words))
        var judging = self.evaluate(submission, words, analysis)
        let (engine, model) = (judging.engine, judging.model)
        judging.work = { _ in
            var evaluation = try await evaluate(
                Judge.Request(
                    question: submission.question,
                    transcript: transcript,
                    delivery: analysis.value.delivery,
                    quality: analysis.value.quality
                )
            )
            evaluation.engine = engine ?? evaluation.engine
            evaluation.model = model
            return Verdict(evaluation: evaluation)
        }
        _ = try await run.step(judging)
        return await artifacts.results().map(\.artifact)
    }
}
