/// What an endpoint is told of.
package enum WebhookEvent: String, Sendable, Hashable, Codable, CaseIterable {
    /// An answer has its result.
    case answerDone = "answer.done"
    /// An answer was given up or cancelled.
    case answerFailed = "answer.failed"
    /// A re-scoring has looked at every answer.
    case rescoreDone = "rescore.done"
    /// An interview is over.
    case interviewFinished = "interview.finished"
    /// A request asked for a trial.
    case test = "webhook.test"

    /// Those an endpoint may ask for; a trial reaches every endpoint.
    package static let subscribable: [WebhookEvent] = [.answerDone, .answerFailed, .interviewFinished, .rescoreDone]

    /// How the subject stands when it happens.
    package var status: String {
        switch self {
        case .answerDone, .rescoreDone: "done"
        case .interviewFinished: "finished"
        case .answerFailed: "failed"
        case .test: "test"
        }
    }
}
