import CPostgres
import Core
import Database
import Logging

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One connection to a server, with the statements it has prepared. Not safe to share: it stays on one thread.
@safe final class PostgresLink {
    /// Statements kept prepared; with more, all are forgotten and prepared anew.
    private static let maxPrepared = 256

    private struct Statement: Hashable {
        let sql: String
        let types: [Oid]
    }

    private let settings: PostgresSettings
    private let notice: PostgresNotices
    private var connection: OpaquePointer?
    private var prepared: [Statement: String] = [:]
    private var names = 0

    init(_ settings: PostgresSettings, notices: PostgresNotices) {
        self.settings = settings
        notice = notices
    }

    deinit { close() }

    /// Whether it was opened and has not been found broken since.
    var isOpen: Bool { unsafe connection != nil }

    /// The number of the server's process for this connection; 0 when there is none.
    var serverProcess: Int32 { unsafe connection.map { unsafe PQbackendPID($0) } ?? 0 }

    /// The socket, to wait on; nil when there is none.
    var socket: Int32? { unsafe connection.map { unsafe PQsocket($0) } }

    /// Opens the connection when there is none. Blocking, at most as long as the settings allow.
    func open() throws(PostgresFailure) {
        guard unsafe connection == nil else { return }
        // The address comes last, so that what it says wins.
        let parameters = [
            ("application_name", "debrief"), ("connect_timeout", "\(max(2, (settings.connectMs + 999) / 1000))"),
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "\(settings.statementMs + 5_000)"), ("client_encoding", "UTF8"),
            ("dbname", settings.url),
        ]
        let opened = unsafe CStrings(parameters.map(\.0) + [nil]).withPointers { names in
            unsafe CStrings(parameters.map(\.1) + [nil]).withPointers { values in
                unsafe PQconnectdbParams(names, values, 1)
            }
        }
        guard let opened = unsafe opened else { throw .lost("libpq has no memory") }
        guard unsafe PQstatus(opened) == CONNECTION_OK else {
            let reason = unsafe text(PQerrorMessage(opened))
            unsafe PQfinish(opened)
            throw .lost(reason)
        }
        unsafe PQsetNoticeReceiver(opened, postgresNotice, notice.pointer)
        unsafe connection = opened
        try run("SET statement_timeout = \(settings.statementMs)")
        try run("SET lock_timeout = \(settings.statementMs)")
        // A process that stops in the middle of a transaction must not keep its locks for ever.
        try run("SET idle_in_transaction_session_timeout = \(settings.statementMs)")
    }

    /// Ends the connection; whatever was not committed did not happen.
    func close() {
        if let open = unsafe connection { unsafe PQfinish(open) }
        unsafe connection = nil
        prepared = [:]
    }

    /// Runs one statement and returns its rows.
    @discardableResult
    func run(_ sql: String, _ values: [SQLValue] = []) throws(PostgresFailure) -> [SQLRow] {
        guard let connection = unsafe connection else { throw .lost("the connection is closed") }
        let types = values.map(\.postgresType)
        let name = try Self.isRepeated(sql) ? prepare(sql, types) : nil
        let sent = unsafe CStrings(values.map(\.postgresText)).withPointers { pointers in
            let count = Int32(truncatingIfNeeded: values.count)
            if let name { return unsafe PQsendQueryPrepared(connection, name, count, pointers, nil, nil, 0) }
            return unsafe PQsendQueryParams(connection, sql, count, types, pointers, nil, nil, 0)
        }
        guard sent == 1 else { throw broken() }
        return try finish()
    }

    /// The notifications that have come, without waiting for any.
    func notifications() throws(PostgresFailure) -> [(channel: String, payload: String, sender: Int32)] {
        guard let connection = unsafe connection else { throw .lost("the connection is closed") }
        guard unsafe PQconsumeInput(connection) == 1 else { throw broken() }
        var found: [(channel: String, payload: String, sender: Int32)] = []
        while let next = unsafe PQnotifies(connection) {
            unsafe found.append((text(next.pointee.relname), text(next.pointee.extra), next.pointee.be_pid))
            unsafe PQfreemem(next)
        }
        return found
    }

    /// Statements on rows are worth preparing; those on the schema and the transaction are not.
    private static func isRepeated(_ sql: String) -> Bool {
        ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"].contains { sql.hasPrefix($0) }
    }

    private func prepare(_ sql: String, _ types: [Oid]) throws(PostgresFailure) -> String {
        let statement = Statement(sql: sql, types: types)
        if let name = prepared[statement] { return name }
        guard let connection = unsafe connection else { throw .lost("the connection is closed") }
        if prepared.count >= Self.maxPrepared {
            prepared = [:]
            try run("DEALLOCATE ALL")
        }
        names &+= 1
        let name = "s\(names)"
        guard unsafe PQsendPrepare(connection, name, sql, Int32(truncatingIfNeeded: types.count), types) == 1 else {
            throw broken()
        }
        _ = try finish()
        prepared[statement] = name
        return name
    }

    /// Waits for the results of what was sent, and reads the rows of the last.
    private func finish() throws(PostgresFailure) -> [SQLRow] {
        guard let connection = unsafe connection else { throw .lost("the connection is closed") }
        // The server ends a statement that takes too long; a server that does not answer at all is given up a little later.
        let end = ContinuousClock.now + .milliseconds(settings.statementMs + 5_000)
        var rows: [SQLRow] = []
        var failure: PostgresFailure?
        while true {
            try unsafe wait(connection, until: end)
            guard let result = unsafe PQgetResult(connection) else { break }
            defer { unsafe PQclear(result) }
            switch unsafe PQresultStatus(result) {
            case PGRES_COMMAND_OK: rows = []
            case PGRES_TUPLES_OK:
                do throws(StorageError) {
                    rows = try unsafe read(result)
                } catch {
                    failure = PostgresFailure(kind: .refused, error: error)
                }
            default:
                let state = unsafe PQresultErrorField(result, Int32(Character("C").asciiValue ?? 0))
                let reason = unsafe text(PQresultErrorMessage(result))
                let code = unsafe text(state)
                let names = ["n", "c"].map { name in
                    unsafe text(PQresultErrorField(result, Int32(Character(name).asciiValue ?? 0)))
                }
                let broken = names.first { !$0.isEmpty } ?? ""
                failure = code.isEmpty ? .lost(reason) : .state(code, reason, broken: broken)
            }
        }
        if let failure {
            if failure.kind == .lost { close() }
            throw failure
        }
        guard unsafe PQstatus(connection) == CONNECTION_OK else { throw broken() }
        return rows
    }

    private func wait(_ connection: OpaquePointer, until end: ContinuousClock.Instant) throws(PostgresFailure) {
        while unsafe PQisBusy(connection) == 1 {
            let left = ContinuousClock.now.duration(to: end) / .milliseconds(1)
            guard left > 0 else {
                close()
                throw .lost("the server does not answer")
            }
            var place = pollfd(fd: unsafe PQsocket(connection), events: Int16(POLLIN), revents: 0)
            let ready = unsafe poll(&place, 1, Int32(min(left.rounded(.up), 1_000_000)))
            if ready < 0 && errno != EINTR { throw broken() }
            if ready > 0 { guard unsafe PQconsumeInput(connection) == 1 else { throw broken() } }
        }
    }

    private func read(_ result: OpaquePointer) throws(StorageError) -> [SQLRow] {
        let fields = (0..<(unsafe PQnfields(result))).map { index in
            unsafe (name: text(PQfname(result, index)), type: PQftype(result, index))
        }
        var rows: [SQLRow] = []
        for row in 0..<(unsafe PQntuples(result)) {
            var columns: [String: SQLValue] = [:]
            for (index, field) in fields.enumerated() {
                let index = Int32(truncatingIfNeeded: index)
                if unsafe PQgetisnull(result, row, index) == 1 {
                    columns[field.name] = .null
                } else {
                    columns[field.name] = try SQLValue(unsafe text(PQgetvalue(result, row, index)), type: field.type)
                }
            }
            rows.append(SQLRow(columns))
        }
        return rows
    }

    private func broken() -> PostgresFailure {
        let reason = unsafe connection.map { unsafe text(PQerrorMessage($0)) } ?? "the connection is closed"
        close()
        return .lost(reason)
    }

    private func text(_ pointer: UnsafePointer<CChar>?) -> String {
        unsafe pointer.map { unsafe String(cString: $0) } ?? ""
    }

    private func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
        unsafe pointer.map { unsafe String(cString: $0) } ?? ""
    }
}

/// Texts laid out for C: NUL-terminated, one behind the other, with a pointer to each.
struct CStrings {
    private var bytes: [CChar] = []
    private var offsets: [Int?] = []

    /// Lays out texts; nil becomes a null pointer.
    init(_ texts: [String?]) {
        for text in texts {
            guard let text else {
                offsets.append(nil)
                continue
            }
            offsets.append(bytes.count)
            for byte in text.utf8 { bytes.append(CChar(bitPattern: byte)) }
            bytes.append(0)
        }
    }

    /// Lends the pointers out for one call.
    func withPointers<Result>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            let pointers: [UnsafePointer<CChar>?] = unsafe offsets.map { offset in
                guard let offset else { return nil }
                return unsafe buffer.baseAddress.map { unsafe $0 + offset }
            }
            return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
        }
    }
}

/// The client library.
package enum PostgresLibrary {
    /// Its name and version, as it states them at run time.
    package static var version: String {
        let number = PQlibVersion()
        return "libpq \(number / 10_000).\(number % 10_000)"
    }
}

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
