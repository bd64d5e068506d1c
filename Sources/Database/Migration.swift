/// One step of the schema, forwards only.
///
/// A migration that was released is never edited: a change is a new one. Its statements are therefore literal text, and the
/// file reads no type of the model and no other code that may change: a column whose values are an enum's cases is written out or left
/// open. The tests compare the released statements with a frozen copy of them (`Fixtures/stored-VERSION/schema-*.sql`).
///
/// Columns that hold words of the vocabulary (stages, kinds, events) have no list of the words they may hold since migration 0011:
/// a new case needs no migration. A list stays where a new word changes what the other columns of the row must be (`jobs.state`,
/// `rescores.state`, `webhook_deliveries.state`); a new case there fails `StoredVersionTests` until a migration makes room for it.
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

extension Dialect {
    /// What stands in a migration where the engines differ.
    func either(sqlite: String, postgres: String) -> String { name == "sqlite" ? sqlite : postgres }
}
