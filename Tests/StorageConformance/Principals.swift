package import Core

extension Principal {
    /// A principal that sees what belongs to this owner and nothing else.
    package static func owner(_ name: String) -> Principal {
        Principal(.user, owner: name, permissions: [.answersRead, .answersWrite])
    }
}
