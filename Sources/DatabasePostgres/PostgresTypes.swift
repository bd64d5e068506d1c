import CPostgres
import Core
import Database

/// The types of the wire in use; everything travels as text.
enum PostgresType {
    static let boolean: Oid = 16
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let float4: Oid = 700
    static let float8: Oid = 701
    static let numeric: Oid = 1700
}

extension SQLValue {
    /// The type a parameter is sent with; null leaves it to the statement.
    var postgresType: Oid {
        switch self {
        case .null: 0
        case .integer: PostgresType.int8
        case .real: PostgresType.float8
        case .text: PostgresType.text
        }
    }

    /// The parameter as text; nil for null. A NUL cannot be stored in PostgreSQL's text, so it becomes U+FFFD.
    var postgresText: String? {
        switch self {
        case .null: nil
        case .integer(let number): String(number)
        case .real(let number): number.isInfinite ? (number < 0 ? "-Infinity" : "Infinity") : "\(number)"
        case .text(let text): text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
        }
    }

    /// A field of a result.
    init(_ text: String, type: Oid) throws(StorageError) {
        switch type {
        case PostgresType.int8, PostgresType.int4, PostgresType.int2:
            guard let number = Int64(text) else { throw Self.unreadable(type) }
            self = .integer(number)
        case PostgresType.float8, PostgresType.float4:
            guard let number = Double(text) else { throw Self.unreadable(type) }
            self = .real(number)
        case PostgresType.numeric:
            // Sums of whole numbers come as numeric.
            if let number = Int64(text) {
                self = .integer(number)
            } else if let number = Double(text) {
                self = .real(number)
            } else {
                throw Self.unreadable(type)
            }
        case PostgresType.boolean: self = .flag(text == "t")
        default: self = .text(text)
        }
    }

    private static func unreadable(_ type: Oid) -> StorageError {
        StorageError(.corrupt, "The database sent a number that is none.", context: ["type": "\(type)"])
    }
}
