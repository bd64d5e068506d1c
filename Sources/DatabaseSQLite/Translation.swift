import Core
import Database
import GRDB

extension StorageError {
    /// A GRDB error as one of ours; a cancellation, and anything `body` threw, stays what it is.
    static func translating(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        return Self(error)
    }

    private static let damageSentence = "The database file is damaged; restore it from a backup."

    /// A file that is not what SQLite wrote.
    init(damaged reason: String, code: ResultCode = .SQLITE_CORRUPT) {
        let context = ["engine": "sqlite", "code": "\(code.rawValue)", "reason": reason]
        self.init(.corrupt, Self.damageSentence, context: context)
    }

    /// Whether the file itself is damaged, not just a row or a statement wrong.
    var isDamage: Bool { kind == .corrupt && message == Self.damageSentence }

    init(_ error: DatabaseError) {
        let context = [
            "engine": "sqlite", "code": "\(error.extendedResultCode.rawValue)", "reason": error.message ?? "",
        ]
        switch error.resultCode {
        case .SQLITE_FULL: self.init(.full, "The disk has no room left for the database.", context: context)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(damaged: error.message ?? "", code: error.resultCode)
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_RANGE, .SQLITE_ERROR, .SQLITE_MISUSE:
            self.init(.corrupt, "The database does not accept the row or the statement.", context: context)
        default: self.init(.unavailable, "The database cannot be used at the moment.", context: context)
        }
    }
}

/// Runs GRDB calls and throws only our errors.
func translated<Value>(_ body: () throws -> Value) throws(StorageError) -> Value {
    do {
        return try body()
    } catch let error as DatabaseError {
        throw StorageError(error)
    } catch let error as StorageError {
        throw error
    } catch {
        throw StorageError(.unavailable, "The database cannot be used.", context: ["reason": "\(error)"])
    }
}
