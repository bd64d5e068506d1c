import Catalogue
import Model

/// The fillers by word, most frequent first, each with the moments it was said.
struct FillerTable {
    private let fillers: Fillers

    /// The fillers of one report; nil when there are none to list.
    init?(_ content: ReportContent) {
        guard let fillers = content.answer.delivery?.fillers, !fillers.items.isEmpty || !fillers.byWord.isEmpty else {
            return nil
        }
        self.fillers = fillers
    }

    /// The section.
    var section: Section {
        var section = Section(title: Texts["report.fillerTable"], keep: 80)
        section.add(fillers.reliabilityNote, .small)
        let items = Dictionary(grouping: fillers.items, by: \.text)
        let counts = fillers.byWord.merging(items.mapValues(\.count)) { listed, _ in listed }
        let words = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        section.add(
            Table(
                columns: [
                    Table.Column(title: Texts["report.fillerColumn"], share: 18),
                    Table.Column(title: Texts["report.countColumn"], share: 8, align: .right),
                    Table.Column(title: Texts["report.foundIn"], share: 20),
                    Table.Column(title: Texts["report.when"], share: 54),
                ],
                rows: words.map { word, count in row(word, count, items[word] ?? []) }
            ),
            caption: Texts["report.fillersCaption"]
        )
        return section
    }

    /// Draws the section.
    func draw(on flow: inout Flow) { flow.draw(section) }

    private func row(_ word: String, _ count: Int, _ items: [Fillers.Item]) -> [Table.Cell] {
        let sources = Fillers.Source.allCases.filter { source in items.contains { $0.source == source } }
        let times = items.map { item in item.startMs.map(Figures.moment) ?? "–" }
        let noTimes = items.allSatisfy { $0.startMs == nil }
        return [
            Table.Cell(word, .smallStrong), Table.Cell("\(count)"),
            Table.Cell(sources.map(Self.name).joined(separator: ", "), .aside),
            Table.Cell(
                noTimes ? Texts["report.transcriptNoTimes"] : times.joined(separator: ", "),
                noTimes ? .aside : .small
            ),
        ]
    }

    private static func name(_ source: Fillers.Source) -> String {
        switch source {
        case .transcript: Texts["report.source.transcript"]
        case .acoustic: Texts["report.source.acoustic"]
        case .both: Texts["report.source.both"]
        }
    }
}
