import ArgumentParser
import Blobs
import Core
import Database
import FoundationEssentials

/// `debrief migrate`: brings the schema up to date, or says what that would do.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Apply the database's pending migrations, forwards, in one transaction: all of them or none."
    )

    @Option(help: "Stop after this migration; its number will do.")
    var to: String?

    @Flag(help: "Only say which migrations are pending.")
    var dryRun = false

    @Option(help: "Where everything is kept (data.folder).")
    var data: String?

    @Option(help: "Settings file to read.")
    var config: String?

    func validate() throws {
        if let to, name(of: to) == nil {
            let names = Schema.migrations.map(\.name).joined(separator: ", ")
            throw ValidationError("There is no migration \(to). There are: \(names).")
        }
    }

    func run() async throws {
        var flags: [String: String] = [:]
        flags["data.folder"] = data
        let settings = try await Settings.load(
            flags: flags,
            file: config,
            environment: ProcessInfo.processInfo.environment
        )
        let folder = URL(filePath: settings.text("data.folder"), directoryHint: .isDirectory)
        if settings.optionalText("storage.url") == nil { _ = try BlobFolder(folder) }
        let logger = Log.logger(level: Log.level(settings))
        let database = try Premises.database(settings, folder: folder, log: logger)
        let last = to.flatMap(name)
        if dryRun {
            let pending = try await Migrator().pending(in: database)
            let end = last.flatMap { pending.firstIndex(of: $0) }.map { $0 + 1 } ?? (last == nil ? pending.count : 0)
            say(Array(pending[..<end]), "pending", none: "Nothing is pending.")
        } else {
            let applied = try await Migrator().apply(to: database, upTo: last, at: Instant(Date()))
            say(applied, "applied", none: "Nothing was pending.")
        }
    }

    private func say(_ names: [String], _ word: String, none: String) {
        for name in names { Console.print("\(word)  \(name)") }
        if names.isEmpty { Console.print(none) }
    }

    private func name(of text: String) -> String? {
        Schema.migrations.map(\.name).first { $0 == text || $0.split(separator: " ").first.map(String.init) == text }
    }
}
