package import Catalogue
package import HTTPTypes
import Synchronization

/// What is to be said of a request's reply on its way out, whether it succeeds or is refused further on.
package final class ReplyNotes: Sendable {
    private let noted = Mutex<HTTPFields>([:])
    private let unsized = Atomic(false)
    private let account = Mutex<Language?>(nil)

    /// Adds headers.
    package func add(_ fields: HTTPFields) { noted.withLock { $0.append(contentsOf: fields) } }

    /// How long the body would be is not known before it is written.
    package func leaveOutLength() { unsized.store(true, ordering: .relaxed) }

    /// Whether the reply says nothing of a length.
    package var hasNoLength: Bool { unsized.load(ordering: .relaxed) }

    /// The language that the account of the request says; nil when none does. Pages of errors are made outside of its session.
    package var language: Language? {
        get { account.withLock { $0 } }
        set { account.withLock { $0 = newValue } }
    }

    /// All headers.
    package var fields: HTTPFields { noted.withLock { $0 } }
}
