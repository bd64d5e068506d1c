import ArgumentParser
import FoundationEssentials

/// `debrief settings`: what is in force, or the documented defaults as a file to start from.
struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Print the effective settings with secrets masked."
    )

    @Flag(help: "Print every key with its default and a line of explanation, as JSON to start a settings file from.")
    var defaults = false

    @Flag(help: "Print the settings page of the docs.")
    var page = false

    @Option(help: "Settings file to read.")
    var config: String?

    func run() async throws {
        if page {
            Console.print(String(SettingsPage.markdown.dropLast()))
            return
        }
        if defaults {
            Console.print(String(SettingsDocument.json.dropLast()))
            return
        }
        let settings = try await Settings.load(file: config, environment: ProcessInfo.processInfo.environment)
        let width = SettingsTable.keys.map(\.name.count).max() ?? 0
        for key in SettingsTable.keys {
            let pad = String(repeating: " ", count: width - key.name.count + 2)
            Console.print(key.name + pad + settings.printable(key))
        }
    }
}
