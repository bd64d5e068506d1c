import Accounts
import ArgumentParser
import Core
import FoundationEssentials

/// `debrief keys list`: what keys there are, without what opens the door.
struct KeysListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the keys by the part of them that may be shown."
    )

    @OptionGroup var place: KeysOptions

    func run() async throws {
        let now = Instant(Date())
        let keys = try await place.store().list()
        let head = ["prefix", "state", "owner", "name", "scopes", "created", "expires", "last used"]
        let rows = keys.map { key in
            [
                key.prefix, key.revoked != nil ? "revoked" : key.isValid(at: now) ? "valid" : "expired", key.owner,
                key.name, key.scopes.sorted().map(\.rawValue).joined(separator: " "), KeysOptions.shown(key.created),
                KeysOptions.shown(key.expires), KeysOptions.shown(key.used),
            ]
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        for row in [head] + rows {
            let cells = zip(row, widths).map { text, width in
                text + String(repeating: " ", count: width - text.count)
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            Console.print(line)
        }
    }
}
