import Interview
import Storage

extension AnswerPipeline {
    /// Everything to a PDF, whose bytes are in their place before its artifact says so.
    func report(
        _ submission: Submission,
        _ files: AnswerFiles,
        _ run: StageRun,
        _ hearing: Hearing,
        inputs: [String]
    ) -> Step<PrintedReport> {
        let names = [submission.candidate, submission.interviewer, submission.company].map { $0 ?? "" }
        let question = (try? StoredJSON.text(submission.question)) ?? ""
        return Step(
            kind: .report,
            inputs: inputs + names + [
                question, "\(Instant(submission.createdAt).milliseconds)", engines.renderVersion, engines.version,
            ],
            engine: "libharu",
            deadlineMs: deadlines.reportMs,
            isWhole: { _, fingerprint in files.hasReport(fingerprint) },
            work: { [threads, engines] fingerprint in
                let answer = try AnswerAssembly(submission: submission, results: await run.artifacts.results())
                    .answer(status: .done, stage: .report)
                let content = ReportContent(
                    answer: answer,
                    acoustics: hearing.acoustics,
                    date: submission.createdAt,
                    interviewer: submission.interviewer,
                    company: submission.company,
                    version: engines.version
                )
                return try await threads.run {
                    let pdf = try engines.render(content)
                    try files.keep(pdf, fingerprint: fingerprint)
                    return PrintedReport(pdf)
                }
            }
        )
    }
}
