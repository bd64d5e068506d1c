import Core
package import Jobs
package import Model

/// One answer of a re-scoring, as its job names it.
package struct RescoreItem: Sendable, Hashable {
    /// The job that works on it; its claim fences every write.
    package let job: Job
    /// The re-scoring.
    package let rescore: RescoreID
    /// The answer.
    package let answer: AnswerID

    /// The item of a job of the kind `rescore.answer`; nil for a job that names none.
    package init?(_ job: Job) {
        guard let rescore = RescoreID(job.subject), let name = job.uniqueKey?.split(separator: "/").last,
            let answer = AnswerID(String(name))
        else { return nil }
        self.job = job
        self.rescore = rescore
        self.answer = answer
    }

    /// The unique key of the job that scores an answer again.
    static func key(_ rescore: RescoreID, _ answer: AnswerID) -> String { "\(rescore.rawValue)/\(answer.rawValue)" }
}
