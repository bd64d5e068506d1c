/// Who asks, and what they may do. Each service and store method that reads or writes what belongs to an owner takes one as its
/// first argument, so that forgetting the owner does not compile. A request without credentials on an open route has none.
package struct Principal: Sendable, Hashable {
    /// How the principal was recognised.
    package enum Kind: Sendable, Hashable {
        /// A person with an account.
        case user
        /// The holder of an API key, named by the part of the key that may be shown.
        case apiKey(prefix: String)
        /// The holder of a share link.
        case shareLink
        /// The person at the machine of an installation without keys, over loopback.
        case localOperator
        /// The service itself: jobs, sweeps, schedules, and commands on its own data.
        case system
    }

    /// How it was recognised.
    package let kind: Kind
    /// Owns what it makes, and what it sees unless its permissions say more.
    package let owner: String
    /// What it may do.
    package let permissions: Set<Permission>

    /// A principal with exactly these permissions.
    package init(_ kind: Kind, owner: String, permissions: Set<Permission>) {
        self.kind = kind
        self.owner = owner
        self.permissions = permissions
    }

    /// The person at the machine of an installation without keys.
    package static let localOperator = Principal(.localOperator, owner: "", permissions: [.admin])
    /// The service itself.
    package static let system = Principal(.system, owner: "", permissions: [.admin])

    /// Whether it may do something.
    package func may(_ permission: Permission) -> Bool {
        if permissions.contains(.admin) || permissions.contains(permission) { return true }
        return (permission == .answersRead || permission == .answersWrite) && permissions.contains(.answersAll)
    }

    /// Whether it sees what belongs to every owner.
    package var seesAll: Bool { may(.answersAll) }

    /// The owner that statements have in their condition; nil without one, for a principal that sees all.
    package var ownerCondition: String? { seesAll ? nil : owner }

    /// Whether it may know of something that belongs to an owner.
    package func sees(_ owner: String) -> Bool { seesAll || owner == self.owner }

    /// The same principal making something for another owner; itself when it may not.
    package func acting(for owner: String) -> Principal {
        sees(owner) ? Principal(kind, owner: owner, permissions: permissions) : self
    }

    /// Refuses what it may not do.
    ///
    /// - Throws: `request.forbidden`.
    package func require(_ permission: Permission) throws(PermissionError) {
        guard may(permission) else { throw PermissionError(permission) }
    }

    /// The shown part of its key; nil when it has none.
    package var keyPrefix: String? {
        guard case .apiKey(let prefix) = kind else { return nil }
        return prefix
    }
}

/// What a principal may do. The raw values are stored with API keys and never change.
package enum Permission: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Read its own answers, their results and files.
    case answersRead = "answers:read"
    /// Send recordings, change, cancel and delete its own answers.
    case answersWrite = "answers:write"
    /// The same for the answers of every owner, with the two above.
    case answersAll = "answers:all"
    /// Look at answers of others, where the installation and their owners allow it. Each look is in the audit log.
    case answersReview = "answers:review"
    /// Invite, lock and unlock people, change their roles, and read the audit log. Gives no sight of what belongs to them.
    case peopleManage = "people:manage"
    /// Read what the service measures.
    case metricsRead = "metrics:read"
    /// Everything: also re-scoring and what concerns the whole installation.
    case admin

    package static func < (a: Permission, b: Permission) -> Bool { a.rawValue < b.rawValue }
}

/// A principal asked for what it may not do.
package struct PermissionError: CodedError, Hashable {
    /// What it would have needed.
    package let permission: Permission

    /// A refusal for want of a permission.
    package init(_ permission: Permission) { self.permission = permission }

    package var code: String { "request.forbidden" }
    package var message: String { "This needs the permission \(permission.rawValue)." }
    package var context: [String: String] { ["permission": permission.rawValue] }
}

/// Which request the present work is done for: set where a request arrives and where its job runs, read where a
/// log line is written, down to the calls of services outside.
package enum RequestTrail {
    /// The request's id.
    @TaskLocal package static var id: String?
}
