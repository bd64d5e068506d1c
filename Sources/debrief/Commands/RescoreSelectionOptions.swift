import ArgumentParser
import Core
import FoundationEssentials
import Model
import Rescoring

/// Which answers a command is about.
struct RescoreSelectionOptions: ParsableArguments {
    @Option(help: "Only this answer; may be given several times.")
    var id: [String] = []

    @Option(help: "Only answers of this owner.")
    var owner: String?

    @Option(help: "Only answers to questions for this role.")
    var role: String?

    @Option(help: "Only answers accepted on this day or later, e.g. 2026-01-31 (UTC).")
    var since: String?

    @Option(help: "Only answers accepted before this day.")
    var until: String?

    @Option(help: "Only answers that are scored by this rubric now.")
    var scoredWithRubric: String?

    @Option(help: "Only answers that are scored by this engine now, e.g. gemini.")
    var scoredByEngine: String?

    @Option(help: "Only answers that are scored by this model now.")
    var scoredByModel: String?

    /// The selection.
    func selection() throws -> RescoreSelection {
        var selection = RescoreSelection(
            owner: owner,
            role: role,
            since: try since.map { try Self.day($0, "--since") },
            until: try until.map { try Self.day($0, "--until") },
            rubric: scoredWithRubric,
            engine: scoredByEngine,
            model: scoredByModel
        )
        guard id.count <= RescoreSelection.maxIDs else {
            throw ValidationError("--id takes at most \(RescoreSelection.maxIDs) ids.")
        }
        if !id.isEmpty {
            selection.ids = try id.map { text in
                guard let id = AnswerID(text) else { throw ValidationError("\"\(text)\" is no answer's id.") }
                return id
            }
        }
        return selection
    }

    private static func day(_ text: String, _ option: String) throws -> Date {
        let form = Date.ISO8601FormatStyle()
        if let date = try? form.parse(text.contains("T") ? text : text + "T00:00:00Z") { return date }
        throw ValidationError("\(option) wants a day like 2026-01-31 or a time like 2026-01-31T12:00:00Z.")
    }
}
