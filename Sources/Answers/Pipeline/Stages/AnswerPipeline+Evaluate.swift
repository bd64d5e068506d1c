import Database
package import Model

extension AnswerPipeline {
    /// The content, judged; by the fallback judge, or not at all, when the judge fails for good. Emotion has no way in here.
    package func evaluate(_ submission: Submission, _ words: Done<Words>, _ analysis: Done<Analysis>) -> Step<Verdict> {
        let judge = Result { try engines.judge(submission) }
        let known = try? judge.get()
        let request = Judge.Request(
            question: submission.question,
            transcript: words.value.orNone(language: submission.language),
            delivery: analysis.value.delivery,
            quality: analysis.value.quality,
            background: submission.background
        )
        let narrator = submission.narrative == true ? engines.narrator : nil
        return Step(
            kind: .evaluate,
            inputs: [
                words.fingerprint, analysis.fingerprint, (try? StoredJSON.text(submission.question)) ?? "",
                submission.resume ?? "", submission.jobDescription ?? "", known?.engine ?? "", known?.model ?? "",
                known?.configuration ?? "", engines.unjudged.configuration, narrator?.configuration ?? "",
            ],
            engine: known?.engine,
            model: known?.model,
            deadlineMs: deadlines.evaluateMs,
            work: { [engines] _ in
                guard words.value.transcript != nil else {
                    let reason = "There are no words to judge."
                    return Verdict(evaluation: engines.unjudged.evaluate(submission, request, known, reason))
                }
                let judge = try judge.get()
                return try await CallBudget.$current.withValue(CallBudget(limit: judge.calls)) {
                    var evaluation = try await judge.evaluate(request)
                    evaluation.narrative = try await narrator?.write(evaluation, request)
                    return Verdict(evaluation: evaluation)
                }
            },
            otherwise: { failure in
                await standIn(submission, hasWords: words.value.transcript != nil, request, known, failure)
            }
        )
    }

    private func standIn(
        _ submission: Submission,
        hasWords: Bool,
        _ request: Judge.Request,
        _ judge: Judge?,
        _ failure: StageFailure
    ) async -> Verdict {
        let replaced = judge?.engine ?? "judge"
        if hasWords, let fallback = try? engines.fallbackJudge?(submission),
            let evaluation = try? await fallback.evaluate(request)
        {
            return Verdict(evaluation: evaluation, problem: failure.problem, replaced: replaced)
        }
        return Verdict(
            evaluation: engines.unjudged.evaluate(submission, request, judge, failure.detail),
            problem: failure.problem,
            replaced: replaced
        )
    }
}
