package import Accounts
package import Core
package import Database
import FoundationEssentials
import HTTPKit

/// Removes a person with everything of theirs, and gives a signed receipt that says what was removed, without saying what it was.
package struct Erasure: Sendable {
    /// What one feature removes of a person, and how much it was.
    package struct Step: Sendable {
        /// What is removed, for the receipt.
        package var name: String
        /// Removes it and gives the count.
        package var remove: @Sendable (Principal) async throws -> Int

        /// A step.
        package init(_ name: String, remove: @escaping @Sendable (Principal) async throws -> Int) {
            self.name = name
            self.remove = remove
        }
    }

    private struct Receipt: Encodable {
        var format = "debrief-erasure-1"
        var id: String
        var account: String
        var removed: [String: Int]
        var erasedAt: Date
    }

    private let accounts: AccountService
    private let database: any SQLDatabase
    private let signer: Signer
    private let steps: [Step]

    /// Erasures.
    ///
    /// - Parameter steps: what the features remove, in this order, before the account itself goes.
    package init(_ database: any SQLDatabase, accounts: AccountService, signer: Signer, steps: [Step]) {
        self.database = database
        self.accounts = accounts
        self.signer = signer
        self.steps = steps
    }

    /// Erases a person. A step that fails leaves the account, so that it can be done again.
    ///
    /// - Returns: the receipt: a JSON text in Base64, a dot, and its signature in Base64.
    /// - Throws: `account.last_administrator`, and what a step throws.
    package func erase(as principal: Principal, _ account: Account) async throws -> String {
        try await accounts.checkRemovable(account)
        let person = Principal(.user, owner: account.id.rawValue, permissions: [.answersRead, .answersWrite])
        var removed: [String: Int] = [:]
        for step in steps { removed[step.name] = try await step.remove(person) }
        let now = accounts.instant
        let id = ErasureID(at: now.date)
        let receipt = Receipt(id: id.rawValue, account: account.id.rawValue, removed: removed, erasedAt: now.date)
        let text = try JSONReply.encoder.encode(receipt)
        let signed = text.base64EncodedString() + "." + (try signer.signature(text))
        let counts = removed.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        try await accounts.remove(as: principal, account, counts)
        // What another browser made meanwhile, now that none can make more.
        for step in steps { _ = try await step.remove(person) }
        _ = try await database.write { connection in
            try connection.execute(
                "INSERT INTO erasures (id, account, counts, receipt, created_at) VALUES ($1, $2, $3, $4, $5)",
                [.text(id.rawValue), .text(account.id.rawValue), .text(counts), .text(signed), .time(now)]
            )
        }
        // The key itself is made unreadable now where that is possible, else with the next deletion.
        try? await database.erase()
        return signed
    }
}

/// Kind of ``ErasureID``.
package enum ErasureKind: IdentifierKind {
    package static let prefix = "era"
}

/// A receipt's identifier.
package typealias ErasureID = Identifier<ErasureKind>
