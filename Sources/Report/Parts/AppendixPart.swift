import Catalogue
import Model

/// A text that stands behind the report, as it was handed in.
struct AppendixPart {
    private let appendix: ReportContent.Appendix

    /// The appendices of one report that have any text.
    static func all(_ content: ReportContent) -> [AppendixPart] {
        content.appendices.filter { $0.text.contains { !$0.isWhitespace } }.map(AppendixPart.init)
    }

    private init(_ appendix: ReportContent.Appendix) { self.appendix = appendix }

    /// The section: each line of the text is a paragraph, empty lines only part them.
    var section: Section {
        var section = Section(
            title: Texts["report.appendix", ["a": "\(appendix.title.isEmpty ? "text" : appendix.title)"]],
            keep: 40
        )
        for line in appendix.text.split(whereSeparator: \.isNewline) where line.contains(where: { !$0.isWhitespace }) {
            section.add(String(line))
        }
        return section
    }

    /// Draws the section.
    func draw(on flow: inout Flow) { flow.draw(section) }
}
