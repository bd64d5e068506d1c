import ArgumentParser
import Audio
import Coaching
import Core
import FoundationEssentials
import Logging

/// `debrief seed`: many finished answers at once, for trials.
struct SeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Fill a data folder with made-up finished answers, to try lists, re-scoring and their speed.",
        discussion: """
            The answers share one recording. Their stages carry the fingerprints of the present settings, so that a re-scoring \
            finds them; reports are not drawn.
            """
    )

    @Option(help: "How many answers.")
    var answers = 100

    @Option(help: "Where everything is kept (data.folder).")
    var data: String?

    @Option(help: "Settings file to read.")
    var config: String?

    func validate() throws {
        guard (1...10_000_000).contains(answers) else { throw ValidationError("--answers wants 1 to 10000000.") }
    }

    func run() async throws {
        let settings = try await Settings.load(
            flags: data.map { ["data.folder": $0] } ?? [:],
            file: config,
            environment: ProcessInfo.processInfo.environment
        )
        let wiring = try Wiring(settings: settings, logger: Log.logger(level: .error))
        let premises = try await Premises.open(wiring)
        let start = ContinuousClock.now
        try await Seeding(premises).add(answers)
        let seconds = max(0.001, (ContinuousClock.now - start) / .seconds(1))
        Console.print("\(answers) answers in \(Int(seconds.rounded(.up))) s")
    }
}
