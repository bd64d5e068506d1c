import Core
import Database
import GRDB

/// One statement at a time inside a GRDB transaction. SQLite names `$1` as PostgreSQL does, but counts such names by their
/// first appearance, so values are bound by name.
struct SQLiteConnection: SQLConnection {
    let database: GRDB.Database
    let dialect: Dialect
    let observers: [DomainObserver]
    let vault: Vault?

    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws(StorageError) -> [SQLRow] {
        try translated {
            let statement = try database.cachedStatement(sql: sql)
            var named: [String: (any DatabaseValueConvertible)?] = [:]
            for (index, value) in values.enumerated() { named["\(index + 1)"] = value.bound }
            try statement.setArguments(StatementArguments(named))
            var rows: [SQLRow] = []
            let cursor = try Row.fetchCursor(statement)
            while let row = try cursor.next() {
                var columns: [String: SQLValue] = [:]
                for (name, value) in row { columns[name] = try SQLValue(value) }
                rows.append(SQLRow(columns))
            }
            return rows
        }
    }
}

extension SQLValue {
    fileprivate var bound: (any DatabaseValueConvertible)? {
        switch self {
        case .null: nil
        case .integer(let value): value
        case .real(let value): value
        case .text(let value): value
        }
    }

    fileprivate init(_ value: DatabaseValue) throws(StorageError) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        case .blob: throw StorageError(.corrupt, "A stored row holds bytes where none are written.")
        }
    }
}
