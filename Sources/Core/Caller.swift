/// Who a request comes from, and what it may do.
package struct Caller: Sendable, Hashable {
    /// The caller of the request that is being answered; nil outside requests.
    @TaskLocal package static var current: Caller?

    /// Whose answers it makes, and sees unless its scopes say more.
    package var owner: String
    /// What it may do.
    package var scopes: Set<KeyScope>
    /// The shown part of its key; nil for whoever sits at the machine of a house without keys.
    package var key: String?

    /// A caller.
    package init(owner: String, scopes: Set<KeyScope>, key: String? = nil) {
        self.owner = owner
        self.scopes = scopes
        self.key = key
    }

    /// Whoever sits at the machine while there are no keys: everything is theirs.
    package static let house = Caller(owner: "", scopes: [.admin])

    /// Whether it may do something.
    package func may(_ scope: KeyScope) -> Bool {
        if scopes.contains(.admin) || scopes.contains(scope) { return true }
        return (scope == .answersRead || scope == .answersWrite) && scopes.contains(.answersAll)
    }

    /// Whether it may know of something that belongs to an owner.
    package func sees(_ owner: String) -> Bool { owner == self.owner || may(.answersAll) }

    /// The owner whose answers it may list; nil for everybody's.
    package var listed: String? { may(.answersAll) ? nil : owner }
}

extension Optional<Caller> {
    /// Whose what is made now will be.
    package var owner: String { self?.owner ?? "" }

    /// Whose answers may be listed; nil for everybody's.
    package var listed: String? { self?.listed }
}
