/// The little in which the engines differ; everything else is SQL both accept.
package struct Dialect: Sendable, Hashable {
    /// The engine's name, for logs and `doctor`.
    package var name: String
    /// Ends the sub-select that claims jobs, so that two workers never wait for each other's rows.
    package var skipLocked: String
    /// Ends a select whose row is written next in the same transaction.
    package var lockRow: String
    /// Column type of an identifier: text compared byte by byte, so that ids sort alike on both engines.
    package var identifier: String
    /// Gives a row when there is a table of migrations.
    package var findMigrations: String
    /// First statement of the transaction that migrates, so that two processes starting at once take turns.
    package var migrationLock: String?

    /// A dialect.
    package init(
        name: String,
        skipLocked: String,
        lockRow: String,
        identifier: String,
        findMigrations: String,
        migrationLock: String? = nil
    ) {
        self.name = name
        self.skipLocked = skipLocked
        self.lockRow = lockRow
        self.identifier = identifier
        self.findMigrations = findMigrations
        self.migrationLock = migrationLock
    }

    /// SQLite: one writer at a time, so nothing needs locking; text compares byte by byte already.
    package static let sqlite = Dialect(
        name: "sqlite",
        skipLocked: "",
        lockRow: "",
        identifier: "TEXT",
        findMigrations: "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'migrations'"
    )

    /// A text up to its first space, as SQL.
    package func firstWord(of text: String) -> String {
        self == .sqlite ? "substr(\(text), 1, instr(\(text) || ' ', ' ') - 1)" : "split_part(\(text), ' ', 1)"
    }

    /// A text inside a column of JSON, as SQL; null when there is none.
    package func text(in column: String, at path: String...) -> String {
        self == .sqlite
            ? "json_extract(\(column), '$.\(path.joined(separator: "."))')"
            : "(\(column)::json #>> '{\(path.joined(separator: ","))}')"
    }
}
