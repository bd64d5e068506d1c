/// How a worker's claim on a job ends.
package enum JobEnding: Sendable, Hashable {
    /// Everything got done.
    case completed
    /// Something went wrong; the state machine decides whether it is tried again.
    case failed(JobFailure)
    /// The worker stops and gives the job back untouched.
    case handedBack
}
