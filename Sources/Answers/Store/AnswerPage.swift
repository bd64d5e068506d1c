import Core
import Model

/// A page of a list of answers.
package struct AnswerPage: Sendable, Hashable {
    /// Where the next page starts: text a client gets and gives back without reading it.
    package struct Cursor: Sendable, Hashable {
        let created: Instant
        let id: AnswerID

        /// The text a client gets.
        package var text: String { "\(created.milliseconds).\(id.rawValue)" }

        /// Reads a text a client gave back; nil when it is not one of ours.
        package init?(_ text: String) {
            let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let milliseconds = Int64(parts[0]), let id = AnswerID(String(parts[1])) else {
                return nil
            }
            self.init(created: Instant(milliseconds: milliseconds), id: id)
        }

        init(created: Instant, id: AnswerID) {
            self.created = created
            self.id = id
        }
    }

    /// The answers, newest first.
    package var answers: [StoredAnswer]
    /// Where to go on; nil on the last page.
    package var next: Cursor?
}
