import HTTPTypes
import Synchronization

/// Headers that a request's reply will have, whether it succeeds or is refused further on.
package final class ReplyNotes: Sendable {
    private let noted = Mutex<HTTPFields>([:])

    /// Adds headers.
    func add(_ fields: HTTPFields) { noted.withLock { $0.append(contentsOf: fields) } }

    /// All of them.
    var fields: HTTPFields { noted.withLock { $0 } }
}
