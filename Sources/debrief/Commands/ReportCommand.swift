import ArgumentParser
import FoundationEssentials
import Model
import Report

/// `debrief report`: one report over several answers.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Make one report over several answers kept as JSON, for example a whole interview.",
        discussion: """
            The JSON of an answer has no waveform, so the timeline is left out; the service, which keeps the measurements, \
            draws it (GET /v1/reports/series.pdf).
            """
    )

    @Argument(help: "The answers as JSON, in order: analyze --json, or GET /v1/answers/{id}.")
    var answers: [String]

    @Option(help: "What the answers have in common.")
    var title = ""

    @Option(help: "Where to write the report (default: reports/series.pdf).")
    var pdf: String?

    @Option(help: "Write the report as an accessible page (HTML).")
    var html: String?

    @Option(help: "Settings file to read.")
    var config: String?

    func run() async throws {
        let series = SeriesContent.make(try answers.map(AnswerFile.read), title: title, version: Version.text)
        if let html { try AnswerFile.write(Data(HTMLReport.text(for: series).utf8), to: html) }
        if pdf == nil {
            try? FileManager.default.createDirectory(atPath: "reports", withIntermediateDirectories: true)
        }
        let path = pdf ?? "reports/series.pdf"
        try AnswerFile.write(Data(try await Wiring.renderer(config: config).render(series)), to: path)
        Console.print("Report: \(path)")
    }
}
