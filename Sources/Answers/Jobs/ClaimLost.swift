package import Model

/// The claim a worker writes under is no longer its own: the job was rescued, cancelled, or deleted with its answer. The
/// worker drops what it has; nothing was written.
package struct ClaimLost: Error, Hashable {
    /// The job.
    package let job: JobID
    /// Its answer.
    package let answer: AnswerID

    /// A lost claim.
    package init(job: JobID, answer: AnswerID) {
        self.job = job
        self.answer = answer
    }
}
