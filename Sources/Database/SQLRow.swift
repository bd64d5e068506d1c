package import Core

/// One row of a result, read by column name. A missing column or another type is a corrupt database, not a crash.
package struct SQLRow: Sendable, Hashable {
    private let columns: [String: SQLValue]

    /// A row from its columns.
    package init(_ columns: [String: SQLValue]) { self.columns = columns }

    /// Whether the statement asked for a column.
    package func has(_ column: String) -> Bool { columns[column] != nil }

    /// A text.
    package func text(_ column: String) throws(StorageError) -> String {
        guard case .text(let value) = columns[column] else { throw mismatch(column, "text") }
        return value
    }

    /// A text, or nil for null.
    package func optionalText(_ column: String) throws(StorageError) -> String? {
        isNull(column) ? nil : try text(column)
    }

    /// A whole number.
    package func int64(_ column: String) throws(StorageError) -> Int64 {
        guard case .integer(let value) = columns[column] else { throw mismatch(column, "integer") }
        return value
    }

    /// A whole number.
    package func int(_ column: String) throws(StorageError) -> Int {
        guard let value = Int(exactly: try int64(column)) else { throw mismatch(column, "integer") }
        return value
    }

    /// A whole number, or nil for null.
    package func optionalInt(_ column: String) throws(StorageError) -> Int? {
        isNull(column) ? nil : try int(column)
    }

    /// A time.
    package func time(_ column: String) throws(StorageError) -> Instant {
        Instant(milliseconds: try int64(column))
    }

    /// A time, or nil for null.
    package func optionalTime(_ column: String) throws(StorageError) -> Instant? {
        isNull(column) ? nil : try time(column)
    }

    /// Text that is one of an enum's raw values.
    package func choice<Choice: RawRepresentable<String>>(
        _ column: String,
        _ type: Choice.Type = Choice.self
    ) throws(StorageError) -> Choice {
        guard let value = Choice(rawValue: try text(column)) else { throw mismatch(column, "\(type)") }
        return value
    }

    private func isNull(_ column: String) -> Bool { columns[column] == .null }

    private func mismatch(_ column: String, _ type: String) -> StorageError {
        StorageError(.corrupt, "A stored row has a column of another type.", context: ["column": column, "type": type])
    }
}
