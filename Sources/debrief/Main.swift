import ArgumentParser
import Core
import Glibc
package import HTTPKit

/// The way in: parses the command line, runs the subcommand, and turns every failure into a sentence and an exit status.
@main
enum Main {
    static func main() async {
        FolderAccess.mask()
        do {
            var command = try Debrief.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as any CodedError {
            Console.warn("debrief: \(error.message) [\(error.code)]")
            exit(ExitStatus(of: error).rawValue)
        } catch let error as SettingsError {
            Console.warn("debrief: \(error)")
            exit(ExitStatus.usage.rawValue)
        } catch let status as ExitStatus {
            exit(status.rawValue)
        } catch {
            let code = Debrief.exitCode(for: error)
            let text = Debrief.fullMessage(for: error)
            guard code != .success else {
                if !text.isEmpty { Console.print(text) }
                exit(ExitStatus.done.rawValue)
            }
            Console.warn(text)
            exit(code == .validationFailure ? ExitStatus.usage.rawValue : code.rawValue)
        }
    }
}

/// The command line.
struct Debrief: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debrief",
        abstract: "Turns a recorded interview answer into feedback a person can act on.",
        version: Version.text,
        subcommands: [
            AnalyzeCommand.self, InterviewCommand.self, ReportCommand.self, CompareCommand.self, DecodeCommand.self,
            ServeCommand.self,
            RescoreCommand.self, SeedCommand.self, WorkCommand.self, AccountsCommand.self, KeysCommand.self,
            VaultCommand.self, MigrateCommand.self, VerifyCommand.self,
            SettingsCommand.self, OpenAPICommand.self, DoctorCommand.self, RecognizeCommand.self,
            HearCommand.self,
            KnowledgeCommand.self,
        ]
    )
}

/// The version of this program, printed by `--version`, `/version` and each report.
enum Version {
    /// Semantic version.
    static let text = "0.2.0"
}

/// The HTTP interface of all features together.
package enum Interface {
    /// What clients can ask for.
    package static var document: APIDocument { APIDocument(FeatureEntry.all.map(\.part)) }
}
