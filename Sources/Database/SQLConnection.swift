/// One connection inside a transaction, used on the driver's own thread: it never leaves the closure it was handed to.
package protocol SQLConnection {
    /// What this engine writes differently.
    var dialect: Dialect { get }

    /// Who is told of what happens in this transaction.
    var observers: [DomainObserver] { get }

    /// Opens what is sealed; nil where nothing is.
    var vault: Vault? { get }

    /// Runs one statement with its `$1`, `$2` … values and returns the rows it gives. A parameter may be used more than
    /// once; every value given must be used.
    ///
    /// - Throws: ``StorageError``.
    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws(StorageError) -> [SQLRow]
}

extension SQLConnection {
    /// Nothing is sealed.
    package var vault: Vault? { nil }

    /// Runs a statement without values.
    @discardableResult
    package func execute(_ sql: String) throws(StorageError) -> [SQLRow] { try execute(sql, []) }
}
