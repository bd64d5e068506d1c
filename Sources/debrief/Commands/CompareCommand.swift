import ArgumentParser
import FoundationEssentials
import HTTPKit
import Model
import Report

/// `debrief compare`: two takes of one answer, measure by measure.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two takes of one answer, measure by measure."
    )

    @Argument(help: "The first take as JSON: analyze --json, or GET /v1/answers/{id}.")
    var before: String

    @Argument(help: "The second take as JSON.")
    var after: String

    @Option(help: "Write both takes with their comparison as a report.")
    var pdf: String?

    @Option(help: "Write that report as an accessible page (HTML).")
    var html: String?

    @Option(help: "Write the comparison as JSON; - is standard output, then nothing else is printed there.")
    var json: String?

    @Option(help: "Settings file to read.")
    var config: String?

    func run() async throws {
        let series = SeriesContent.takes(
            try AnswerFile.read(before),
            try AnswerFile.read(after),
            version: Version.text
        )
        if let json {
            let text = try JSONReply.encoder.encode(series.comparison)
            try AnswerFile.write(text + Data("\n".utf8), to: json)
        }
        if let html { try AnswerFile.write(Data(HTMLReport.text(for: series).utf8), to: html) }
        if let pdf {
            try AnswerFile.write(Data(try await Wiring.renderer(config: config).render(series)), to: pdf)
        }
        guard json != "-" else { return }
        if let comparison = series.comparison { Console.print(TakeTable(comparison).text) }
        if let pdf { Console.print("Report: \(pdf)") }
    }
}
