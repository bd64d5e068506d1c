import ArgumentParser
import FoundationEssentials
import Logging

/// `debrief doctor`: what the program runs with, what is in force, and whether everything configured works.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check libraries, folders and every configured service, and say what is wrong.",
        discussion: """
            Each speech-to-text service hears one second of silence, which it may bill; language models are only asked \
            whether they exist. The exit status is 0 when everything configured works, and 69 otherwise.
            """
    )

    @Option(help: "Where everything is kept (data.folder); nothing is made there.")
    var data: String?

    @Option(help: "Settings file to read.")
    var config: String?

    func run() async throws {
        let settings = try await Settings.load(
            flags: data.map { ["data.folder": $0] } ?? [:],
            file: config,
            environment: ProcessInfo.processInfo.environment
        )
        // Findings say what failed; the log would say it twice.
        var level = Log.level(settings)
        if level > .debug { level = .critical }
        let wiring = try Wiring(settings: settings, logger: Log.logger(level: level))
        Console.print("debrief \(Version.text)")
        Console.print("\nLibraries")
        for library in await Checkup.libraries() { Console.print("  \(library)") }
        Console.print("\nSettings that differ from their defaults")
        let changed = SettingsTable.keys.filter { settings.isChanged($0) }
        for key in changed { Console.print("  \(key.name) = \(settings.printable(key))") }
        if changed.isEmpty { Console.print("  none") }
        Console.print("\nChecks")
        let findings = await Checkup(settings: settings, wiring: wiring).findings()
        for finding in findings { Console.print("  \(finding.line)") }
        guard findings.allSatisfy(\.isHealthy) else { throw ExitStatus.upstream }
    }
}
