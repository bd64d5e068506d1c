import Interview
import Storage

extension AnswerPipeline {
    /// The content, judged; by the fallback judge, or by nobody, when the judge fails for good. Emotion has no way in here.
    func evaluate(_ submission: Submission, _ words: Done<Words>, _ analysis: Done<Analysis>) -> Step<Verdict> {
        let judge = Result { try engines.judge(submission) }
        let known = try? judge.get()
        return Step(
            kind: .evaluate,
            inputs: [
                words.fingerprint, analysis.fingerprint, (try? StoredJSON.text(submission.question)) ?? "",
                known?.engine ?? "", known?.model ?? "", known?.configuration ?? "",
            ],
            engine: known?.engine,
            model: known?.model,
            deadlineMs: deadlines.evaluateMs,
            work: { _ in
                guard let transcript = words.value.transcript else {
                    return Verdict(evaluation: abstained(submission, known, "There are no words to judge."))
                }
                let request = request(submission, transcript, analysis.value)
                return Verdict(evaluation: try await judge.get().evaluate(request))
            },
            otherwise: { failure in await standIn(submission, words.value, analysis.value, known, failure) }
        )
    }

    private func request(_ submission: Submission, _ transcript: Transcript, _ analysis: Analysis) -> Judge.Request {
        Judge.Request(
            question: submission.question,
            transcript: transcript,
            delivery: analysis.delivery,
            quality: analysis.quality
        )
    }

    private func standIn(
        _ submission: Submission,
        _ words: Words,
        _ analysis: Analysis,
        _ judge: Judge?,
        _ failure: StageFailure
    ) async -> Verdict {
        let replaced = judge?.engine ?? "judge"
        if let transcript = words.transcript, let fallback = try? engines.fallbackJudge?(submission),
            let evaluation = try? await fallback.evaluate(request(submission, transcript, analysis))
        {
            return Verdict(evaluation: evaluation, problem: failure.problem, replaced: replaced)
        }
        return Verdict(
            evaluation: abstained(submission, judge, failure.detail),
            problem: failure.problem,
            replaced: replaced
        )
    }

    private func abstained(_ submission: Submission, _ judge: Judge?, _ reason: String) -> Evaluation {
        Evaluation(
            engine: judge?.engine ?? "none",
            model: judge?.model,
            abstained: reason,
            rubric: submission.rubric ?? ""
        )
    }
}
