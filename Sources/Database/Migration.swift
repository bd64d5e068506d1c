/// One step of the schema, forwards only. A migration that was released is never edited: a change is a new one.
package struct Migration: Sendable {
    /// Its name, kept in the database; names are never reused.
    package var name: String
    /// Its statements, in order.
    package var statements: @Sendable (Dialect) -> [String]

    /// A migration.
    package init(_ name: String, statements: @escaping @Sendable (Dialect) -> [String]) {
        self.name = name
        self.statements = statements
    }
}
