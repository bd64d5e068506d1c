import CPostgres
import Logging

/// Takes what a server says besides its answers (`NOTICE: relation exists already …`), which libpq would print to standard
/// error, into the log.
final class PostgresNotices: Sendable {
    private let log: Logger

    init(_ log: Logger) { self.log = log }

    /// For libpq, which hands it back with each notice. Valid as long as this object lives.
    var pointer: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }

    fileprivate func received(_ text: String) {
        log.debug("the database says", metadata: ["notice": "\(text)"])
    }
}

/// libpq's notice receiver.
func postgresNotice(_ target: UnsafeMutableRawPointer?, _ result: OpaquePointer?) {
    guard let target = unsafe target, let message = unsafe PQresultErrorMessage(result) else { return }
    let notices = unsafe Unmanaged<PostgresNotices>.fromOpaque(target).takeUnretainedValue()
    var text = unsafe String(cString: message)
    while text.hasSuffix("\n") { text.removeLast() }
    notices.received(text)
}
