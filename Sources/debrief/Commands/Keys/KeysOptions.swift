import Accounts
import ArgumentParser
import Blobs
import Core
import FoundationEssentials
import Logging

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
