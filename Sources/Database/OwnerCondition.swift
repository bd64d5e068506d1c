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
