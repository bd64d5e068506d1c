import Core
import Database
package import Model

extension AnswerPipeline {
    /// Everything to a PDF, whose bytes are in their place before its artifact says so.
    package func report(
        _ submission: Submission,
        _ files: AnswerFiles,
        _ run: StageRun,
        inputs: [String]
    ) -> Step<PrintedReport> {
        let names = [submission.candidate, submission.interviewer, submission.company].map { $0 ?? "" }
        let appendices = submission.appendices.flatMap { [$0.title, $0.text] }
        let question = (try? StoredJSON.text(submission.question)) ?? ""
        return Step(
            kind: .report,
            inputs: inputs + names + appendices + [engines.publicURL ?? ""] + [
                question, "\(Instant(submission.createdAt).milliseconds)", engines.renderVersion, engines.version,
            ],
            engine: "libharu",
            deadlineMs: deadlines.reportMs,
            isWhole: { [threads] printed, fingerprint in
                await files.has(printed, fingerprint: fingerprint, on: threads)
            },
            work: { [threads, engines] fingerprint in
                let assembly = AnswerAssembly(submission: submission, results: try await run.artifacts.results())
                let answer = try assembly.answer(status: .done, stage: .report)
                let content = try assembly.content(
                    of: answer,
                    version: engines.version,
                    publicURL: engines.publicURL
                )
                guard let content else {
                    throw StorageError(.corrupt, "The decoded recording's measurements are missing.")
                }
                let printed = try await threads.run {
                    let pdf = try engines.render(content)
                    try files.keep(pdf, fingerprint: fingerprint)
                    return PrintedReport(pdf)
                }
                try await files.settleReport(fingerprint)
                return printed
            }
        )
    }
}
