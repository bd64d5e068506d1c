package import Core

/// The owner of what a principal may see, as SQL to stand behind other conditions. Empty for a principal that sees all.
package struct OwnerCondition: Sendable {
    /// ` AND owner = $n`, or nothing.
    package let text: String
    /// The value for `$n`, or none.
    package let values: [SQLValue]

    /// The condition of a principal.
    ///
    /// - Parameters:
    ///   - count: how many values the statement has before this one.
    ///   - column: the owner's column.
    package init(_ principal: Principal, after count: Int, column: String = "owner") {
        self.init(principal.ownerCondition, after: count, column: column)
    }

    /// The condition for things that only their owner sees, whatever else a principal may do; the service itself has none.
    package init(strictly principal: Principal, after count: Int, column: String = "owner") {
        self.init(principal.kind == .system ? nil : principal.owner, after: count, column: column)
    }

    private init(_ owner: String?, after count: Int, column: String) {
        text = owner == nil ? "" : " AND \(column) = $\(count + 1)"
        values = owner.map { [.text($0)] } ?? []
    }
}

extension SQLDatabase {
    /// Whose a stored thing is that a principal works on: the principal's own owner, or for the service itself the one of its row.
    ///
    /// - Parameters:
    ///   - table: the table that has it, with the columns `id` and `owner`.
    ///   - id: its identifier.
    /// - Returns: empty when the service itself asks for what is not there.
    package func owner(as principal: Principal, in table: StaticString, _ id: String) async throws -> String {
        guard principal.kind == .system else { return principal.owner }
        return try await read { connection in
            try connection.execute("SELECT owner FROM \(table) WHERE id = $1", [.text(id)]).first
                .map { row in try row.text("owner") } ?? ""
        }
    }
}

/// The places of a list of values in a statement. Their number is rounded up to a power of two and the last value repeated, so
/// that lists of all lengths share few prepared statements.
package struct Places {
    /// `($2, $3, …)`.
    package let text: String
    /// The values for them.
    package let values: [SQLValue]

    /// Places for at least one text, after `taken` other parameters.
    package init(_ texts: [String], after taken: Int = 0) {
        var count = 1
        while count < texts.count { count *= 2 }
        let padded = texts + Array(repeating: texts.last ?? "", count: count - texts.count)
        text = "(" + padded.indices.map { "$\(taken + $0 + 1)" }.joined(separator: ", ") + ")"
        values = padded.map(SQLValue.text)
    }
}
