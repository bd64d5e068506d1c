package import Model

/// A page of answers as a client sees it: the resource without its heavy parts.
package struct AnswerList: Sendable, Codable {
    /// The answers, newest first.
    package var answers: [Answer]
    /// What to send as `cursor` for the next page; absent on the last one.
    package var nextCursor: String?
}
