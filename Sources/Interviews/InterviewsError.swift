import Core

/// What goes wrong with questions and interviews. Two errors are equal when their codes are.
package struct InterviewsError: CodedError, Hashable {
    /// The codes of this feature.
    package enum Code: String, Sendable, CaseIterable {
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

    /// Which of them.
    package let kind: Code
    /// One sentence for the person who sent the request.
    package let message: String

    /// An error with its sentence.
    package init(_ kind: Code, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The stable code.
    package var code: String { kind.rawValue }
    package var context: [String: String] { [:] }

    package static func == (a: InterviewsError, b: InterviewsError) -> Bool { a.kind == b.kind }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }

    static let tooManyQuestions = InterviewsError(
        .tooManyQuestions,
        "There are \(QuestionStore.maxPerOwner) questions already; delete some first."
    )
}
