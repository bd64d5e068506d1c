import ArgumentParser
import Audio
import Glibc

/// The hidden subcommand that decodes one recording for its parent: see `ApartListener`.
struct HearCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hear",
        abstract: "The decoder's own process; started by debrief itself.",
        shouldDisplay: false
    )

    @Flag(help: "Confine this process as for a recording, and print what it still can do.")
    var check = false

    func run() throws {
        guard check else {
            // Its statuses are a contract with the parent, not those of the command line.
            Glibc.exit(HearingChild.run())
        }
        guard let leaks = HearingChild.leaks() else {
            Console.print("This system confines no processes.")
            throw ExitStatus.fault
        }
        Console.print(leaks.isEmpty ? "Nothing." : leaks.joined(separator: ", "))
    }
}
