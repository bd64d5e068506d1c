import Blobs
package import Core
import Database
package import FoundationEssentials
import HTTPKit
package import Jobs
package import Logging
package import Model

extension AnswerPipeline {
    /// What a run without a database leaves behind.
    package struct Outcome: Sendable {
        /// The answer, done or failed.
        package let answer: Answer
        /// The PDF; nil when the answer failed.
        package let pdf: [UInt8]?
        /// What the report shows; nil when the answer failed.
        package let content: ReportContent?
        /// The decoded recording, in the scratch folder.
        package let decoded: URL
    }

    /// Takes a file through all stages with nothing but a scratch folder: `debrief analyze`. Failures that may pass are waited
    /// for as a worker would.
    ///
    /// - Parameters:
    ///   - recording: the file; it stays where it is.
    ///   - submission: what is known about it; size and hash are filled in here.
    ///   - scratch: a folder for the decoded recording and the PDF; the caller removes it.
    ///   - publish: told of each stage that begins.
    /// - Throws: `CancellationError`, or `storage.…` when the scratch folder cannot be used. A stage that fails makes a
    ///   failed answer.
    package func runOnce(
        _ recording: URL,
        _ submission: Submission,
        scratch: URL,
        policy: JobPolicy = JobPolicy(),
        clock: PipelineClock = .system,
        log: Logger,
        publish: @escaping @Sendable (ProgressEvent) async -> Void = { _ in }
    ) async throws -> Outcome {
        let blobs = try await threads.run { try BlobFolder(scratch) }
        var submission = submission
        (submission.bytes, submission.sha256) = try await threads.run { try Fingerprint.of(file: recording) }
        let artifacts = MemoryArtifacts(submission.id)
        // The same machine that a stored job follows; nothing but its home is different.
        var job = Job(id: JobID(at: clock.now()), answer: submission.id, at: clock.instant)
        var stage = Stage.decode
        while !job.state.isFinished {
            try job.start(by: "once", at: clock.instant, deadlineMs: 86_400_000)
            let patience = Patience(policy, attempts: job.attempts, waits: job.waits)
            let run = StageRun(artifacts, patience: patience, clock: clock, log: log, publish: publish)
            do {
                try await self.run(submission, AnswerFiles(blobs, of: submission.id, original: recording), run)
                try job.complete(at: clock.instant)
            } catch let failure as StageFailure {
                if failure.stage != stage {
                    job.stageDone(at: clock.instant)
                    stage = failure.stage
                }
                try job.fail(
                    failure.recorded(at: clock.instant),
                    policy: policy,
                    jitter: clock.jitter(),
                    at: clock.instant
                )
                if !job.state.isFinished {
                    try await clock.sleep(Int(max(0, job.runAfter.milliseconds &- clock.instant.milliseconds)))
                }
            }
        }
        return try await outcome(of: job, submission, artifacts, blobs)
    }

    private func outcome(
        of job: Job,
        _ submission: Submission,
        _ artifacts: MemoryArtifacts,
        _ blobs: BlobFolder
    ) async throws -> Outcome {
        let assembly = AnswerAssembly(submission: submission, results: await artifacts.results())
        guard job.state == .completed, let report = assembly.report else {
            let last = job.errors.last
            let problem = Answer.Problem(code: last?.code ?? "internal", detail: last?.detail ?? "")
            let answer = try assembly.answer(
                status: .failed,
                stage: last?.stage.flatMap { Stage(rawValue: $0) } ?? .decode,
                problem: problem
            )
            return Outcome(
                answer: answer,
                pdf: nil,
                content: nil,
                decoded: blobs.url(.decoded, of: submission.id)
            )
        }
        let pdf = try await threads.run { try blobs.read(report, of: submission.id) }
        let answer = try assembly.answer(status: .done, stage: .report)
        return Outcome(
            answer: answer,
            pdf: pdf,
            content: try assembly.content(of: answer, version: engines.version, publicURL: nil),
            decoded: blobs.url(.decoded, of: submission.id)
        )
    }
}
