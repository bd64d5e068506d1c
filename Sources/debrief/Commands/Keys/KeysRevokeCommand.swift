import Accounts
import ArgumentParser
import Core
import FoundationEssentials

/// `debrief keys revoke`: ends a key for good.
struct KeysRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revoke a key for good; a running service refuses it within three seconds."
    )

    @Argument(help: "The shown part of the key, e.g. dbf_k3m9x2ab, or the whole key.")
    var key: String

    @OptionGroup var place: KeysOptions

    func run() async throws {
        let store = try await place.store()
        // A whole key that is pasted means its prefix.
        let prefix = key.split(separator: "_").prefix(2).joined(separator: "_")
        guard let revoked = try await store.revoke(prefix, at: Instant(Date())) else {
            throw ValidationError("There is no key \(prefix); debrief keys list names them.")
        }
        Console.print("\(revoked.prefix) is revoked since \(KeysOptions.shown(revoked.revoked))")
        if try await store.list().allSatisfy({ $0.revoked != nil }) {
            Console.warn("No key is left: the service stays closed until debrief keys create makes one.")
        }
    }
}
