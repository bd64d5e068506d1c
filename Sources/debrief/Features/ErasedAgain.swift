import Accounts
import Administration
import Core
import Database
import Logging
import ServiceLifecycle

/// Erases accounts again that were erased before and came back with a backup: those with a destroyed key. What was sealed of them
/// does not open; what was not, such as a name, goes with this.
struct ErasedAgain: Service {
    let database: any SQLDatabase
    let accounts: AccountService
    let erasure: Erasure
    let log: Logger

    /// Once, at the start; then nothing until the process stops.
    func run() async throws {
        do {
            for id in try await restored() { await erase(id) }
        } catch {
            log.warning(
                "who was erased before and came back with a backup is not known",
                metadata: ["error": "\(error)"]
            )
        }
        try? await gracefulShutdown()
    }

    private func erase(_ id: String) async {
        do {
            let account = try await accounts.find(as: .system, id)
            _ = try await erasure.erase(as: .system, account)
            log.notice("a person who had been erased came back with a backup, and was erased again")
        } catch {
            log.warning(
                "who was erased before and came back with a backup stays",
                metadata: ["account": "\(id)", "error": "\(error)"]
            )
        }
    }

    /// Accounts with a key that was destroyed, which only erasing does.
    private func restored() async throws -> [String] {
        try await database.read { connection in
            try connection.execute(
                """
                SELECT id FROM accounts a
                WHERE EXISTS (SELECT id FROM owner_keys k WHERE k.owner = a.id AND k.destroyed_at IS NOT NULL)
                LIMIT 1000
                """
            ).map { row in try row.text("id") }
        }
    }
}
