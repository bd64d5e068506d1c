import ArgumentParser
import Core
import Database
import FoundationEssentials
import Logging

/// `debrief vault`: the keys that seal what is stored.
struct VaultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vault",
        abstract: "Look at the keys that seal what is stored, and rotate the installation's.",
        discussion: """
            What belongs to an owner is sealed with a key of theirs, which is in the database, wrapped with the installation's key, \
            which is not.
            """,
        subcommands: [VaultStatusCommand.self, VaultRotateCommand.self]
    )
}

/// Where the keys are.
struct VaultOptions: ParsableArguments {
    @Option(help: "Where everything is kept (data.folder).")
    var data: String?

    @Option(help: "Settings file to read.")
    var config: String?

    /// The settings, the data folder, and the database with its schema brought up to date.
    func open() async throws -> (settings: Settings, folder: URL, database: any SQLDatabase) {
        let settings = try await Settings.load(
            flags: data.map { ["data.folder": $0] } ?? [:],
            file: config,
            environment: ProcessInfo.processInfo.environment
        )
        let folder = URL(filePath: settings.text("data.folder"), directoryHint: .isDirectory)
        let database = try await Premises.migrated(settings, folder: folder, log: Log.logger(level: .error))
        return (settings, folder, database)
    }
}

/// `debrief vault status`: whether things are sealed, and with how many keys.
struct VaultStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say whether new things are sealed, where the installation's key is, and how many owners have keys."
    )

    @OptionGroup var place: VaultOptions

    func run() async throws {
        let (settings, folder, database) = try await place.open()
        let census = try await database.read { connection in try OwnerKeyRows.census(in: connection) }
        let ids = database.vault?.installation ?? []
        Console.print("new things      \(VaultKeys.seals(settings) ? "sealed" : "not sealed")")
        let source =
            settings.optionalText("vault.key") == nil ? VaultKeys.file(in: folder).url.path : "the setting vault.key"
        Console.print("installation    \(ids.isEmpty ? "no key yet" : "\(ids.joined(separator: ", ")) from \(source)")")
        Console.print("owners' keys    \(census.keys), destroyed \(census.destroyed)")
        try await VaultKeys.check(database)
    }
}

/// `debrief vault rotate`: a new key of the installation.
struct VaultRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Make a new key of the installation and wrap every owner's key with it; nothing is sealed anew.",
        discussion: """
            The file keeps the key before it, for processes that were just using it; the next rotation drops that one. With the \
            setting vault.key, put the new key in front of the old one there, start the processes again, and then run this. Save \
            the keys again afterwards: scripts/deploy/backup does. It may run while the service does.
            """
    )

    @OptionGroup var place: VaultOptions

    func run() async throws {
        let (settings, folder, database) = try await place.open()
        guard let keys = try VaultKeys.read(settings, folder: folder), let vault = database.vault else {
            throw ValidationError("There is no key yet: the first start of the service makes one.")
        }
        try await VaultKeys.check(database)
        guard settings.optionalText("vault.key") == nil else {
            return report(try await vault.rewrap(in: database, with: keys), keys)
        }
        guard let rotated = keys.rotated() else { throw ValidationError("The file holds too many keys.") }
        // First the file, which then has the new key and every older one; the older ones go once nothing is wrapped with them.
        try VaultKeys.file(in: folder).replace(rotated.text)
        let count = try await vault.rewrap(in: database, with: rotated)
        try VaultKeys.file(in: folder).replace(rotated.first(2).text)
        report(count, rotated)
    }

    private func report(_ count: Int, _ keys: InstallationKeys) {
        Console.print(keys.current)
        Console.warn("\(count) owners' keys were wrapped with the installation's key \(keys.current).")
    }
}
