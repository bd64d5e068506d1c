import ArgumentParser
import Core
import Glibc

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
