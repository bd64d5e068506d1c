package import Core

/// What goes wrong with questions and interviews.
package typealias InterviewsError = ModuleError<InterviewsErrorCode>

/// The codes of ``InterviewsError``; each is a row of ``ErrorTable``.
package enum InterviewsErrorCode: String, ErrorCode {
    /// The role is no job title that can be read.
    case unknownTitle = "questions.unknown_title"
    /// The caller has as many questions as one may have.
    case tooManyQuestions = "questions.too_many"
    /// The interview does not take this move now.
    case state = "interview.state"
    /// The deadline of the interview has passed.
    case expired = "interview.expired"
    /// The caller has as many open interviews as one may have.
    case tooManyInterviews = "interview.too_many"
    /// Observations need the consent given when the interview is made.
    case consent = "interview.consent"
    /// Other requests kept changing the interview.
    case busy = "interview.busy"
}

extension InterviewsError {
    static var tooManyQuestions: InterviewsError {
        InterviewsError(
            .tooManyQuestions,
            "There are \(QuestionStore.maxPerOwner) questions already; delete some first."
        )
    }
}
