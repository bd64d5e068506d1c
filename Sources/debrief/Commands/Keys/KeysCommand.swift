import Accounts
import ArgumentParser
import Blobs
import Core
import Database
import FoundationEssentials
import Logging

/// `debrief keys`: the keys of machine clients.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make, list and revoke the API keys of machine clients.",
        discussion: """
            As soon as there is a key, every request needs one; without any the service listens on loopback only. Keys are in \
            the database; a running service knows of a change within three seconds.
            """,
        subcommands: [KeysCreateCommand.self, KeysListCommand.self, KeysRevokeCommand.self]
    )
}

/// Where the keys are.
struct KeysOptions: ParsableArguments {
    @Option(help: "Where everything is kept (data.folder).")
    var data: String?

    @Option(help: "Settings file to read.")
    var config: String?

    /// The keys of the database that the settings name, its schema brought up to date.
    func store() async throws -> KeyStore {
        let settings = try await Settings.load(
            flags: data.map { ["data.folder": $0] } ?? [:],
            file: config,
            environment: ProcessInfo.processInfo.environment
        )
        let folder = URL(filePath: settings.text("data.folder"), directoryHint: .isDirectory)
        if settings.optionalText("storage.url") == nil { _ = try BlobFolder(folder) }
        return KeyStore(try await Premises.migrated(settings, folder: folder, log: Log.logger(level: .error)))
    }

    /// A time as it is shown.
    static func shown(_ time: Instant?) -> String {
        time.map { $0.date.formatted(.iso8601) } ?? "-"
    }
}

/// `debrief keys create`: makes a key and shows it once.
struct KeysCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a key and print it, once: only a hash of it is kept.",
        discussion: "The key alone goes to standard output, what it may do to standard error."
    )

    @Option(help: "What to call it, e.g. the program that will use it.")
    var name: String

    @Option(help: "Whose answers it makes and sees; several keys may have one owner. The name when absent.")
    var owner: String?

    @Option(
        name: .customLong("scope"),
        parsing: .upToNextOption,
        help: "What it may do: \(Permission.allCases.map(\.rawValue).joined(separator: ", "))."
    )
    var scopes: [Permission] = [.answersRead, .answersWrite]

    @Option(help: "Days until it is refused; never when absent.")
    var days: Int?

    @OptionGroup var place: KeysOptions

    func validate() throws {
        for (text, option) in [(name, "--name"), (owner ?? name, "--owner")] {
            guard (1...200).contains(text.count), !text.contains(where: \.isNewline) else {
                throw ValidationError("\(option) wants one line of 1 to 200 characters.")
            }
        }
        if let days, !(1...36_500).contains(days) { throw ValidationError("--days wants 1 to 36500.") }
    }

    func run() async throws {
        let store = try await place.store()
        let now = Instant(Date())
        let expires = days.map { now.advanced(byMs: $0 * 86_400_000) }
        // Two keys of one name would need the luck of one in a million million; the second try finds another.
        for _ in 0..<3 {
            let key = AccessKey()
            let stored = StoredKey(
                prefix: key.prefix,
                hash: key.hash,
                name: name,
                owner: owner ?? name,
                scopes: Set(scopes),
                created: now,
                expires: expires
            )
            guard try await store.add(stored) else { continue }
            Console.print(key.text)
            let scopes = stored.scopes.sorted().map(\.rawValue).joined(separator: " ")
            Console.warn(
                "\(key.prefix) for \(stored.owner): \(scopes); \(expires.map { "until \(KeysOptions.shown($0))" } ?? "without end"). "
                    + "It is not shown again."
            )
            return
        }
        throw StorageError(.unavailable, "No key could be made; try again.")
    }
}

extension Permission: ExpressibleByArgument {}

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
