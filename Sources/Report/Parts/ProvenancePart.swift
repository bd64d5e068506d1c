import Catalogue
import Core
import Model

/// How each part of the report came about.
struct ProvenancePart {
    private let answer: Answer

    /// The provenance of one report.
    init(_ content: ReportContent) { answer = content.answer }

    /// The section.
    var section: Section {
        var section = Section(title: Texts["report.provenance"], keep: 90)
        var facts = [Texts["report.answerId", ["a": "\(answer.id.rawValue)"]]]
        if let sha256 = answer.recording?.sha256, !sha256.isEmpty { facts.append(Texts["report.sha", ["a": sha256]]) }
        let pins = (answer.evaluation?.pins ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        if !pins.isEmpty { facts.append(Texts["report.pins"] + " " + pins.joined(separator: ", ")) }
        section.add(facts.joined(separator: "\n"), .aside)
        section.add(
            Table(
                columns: [
                    Table.Column(title: Texts["report.stage"], share: 16),
                    Table.Column(title: Texts["report.engine"], share: 19),
                    Table.Column(title: Texts["report.model"], share: 25),
                    Table.Column(title: Texts["report.took"], share: 12, align: .right),
                    Table.Column(title: Texts["report.result"], share: 14),
                    Table.Column(title: Texts["report.fingerprint"], share: 20),
                ],
                rows: answer.provenance.map { entry in
                    [
                        Table.Cell(entry.stage.rawValue, .smallStrong), Table.Cell(entry.engine ?? "–"),
                        Table.Cell(entry.model ?? "–"),
                        Table.Cell(
                            entry.durationMs < 1000 ? "\(entry.durationMs) ms" : Figures.seconds(entry.durationMs)
                        ),
                        Table.Cell(entry.reused ? Texts["report.reused"] : Texts["report.new"]),
                        Table.Cell(String(entry.fingerprint.prefix(8)), .aside),
                    ]
                }
            ),
            caption: Texts["report.provenanceCaption"]
        )
        return section
    }

    /// Draws the section.
    func draw(on flow: inout Flow) { flow.draw(section) }
}
