import ArgumentParser
import Glibc
import Recognizer

/// The hidden subcommand behind the offline recognizer: speech on standard input, words on standard output. It runs in a
/// process of its own because the C library's assertions end the process they happen in.
struct RecognizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recognize",
        abstract: "The offline recognizer's own process; started by debrief itself.",
        shouldDisplay: false
    )

    func run() throws {
        // Its statuses are a contract with the parent, not those of the command line.
        Glibc.exit(RecognizerChild.run())
    }
}
