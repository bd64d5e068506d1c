package import Core

/// Something that happened to stored things, told to other features in the transaction in which it happens: it is known exactly
/// when it is committed.
package struct DomainEvent: Sendable, Hashable {
    /// One thing it happened to.
    package struct Subject: Sendable, Hashable {
        /// Its identifier.
        package var id: String
        /// Who owns it.
        package var owner: String

        /// A thing and its owner.
        package init(id: String, owner: String) {
            self.id = id
            self.owner = owner
        }
    }

    /// What happened, e.g. `answer.done`.
    package var name: String
    /// What it happened to; at least one.
    package var subjects: [Subject]
    /// When.
    package var at: Instant

    /// Something that happened.
    package init(_ name: String, _ subjects: [Subject], at: Instant) {
        self.name = name
        self.subjects = subjects
        self.at = at
    }
}

/// Called with each ``DomainEvent`` inside its transaction; what it throws rolls the transaction back.
package struct DomainObserver: Sendable {
    let observe: @Sendable (DomainEvent, any SQLConnection) throws(StorageError) -> Void

    /// An observer.
    package init(_ observe: @escaping @Sendable (DomainEvent, any SQLConnection) throws(StorageError) -> Void) {
        self.observe = observe
    }
}

extension SQLConnection {
    /// Tells every observer of this database what happened.
    package func emit(_ event: DomainEvent) throws(StorageError) {
        guard !event.subjects.isEmpty else { return }
        for observer in observers { try observer.observe(event, self) }
    }
}
