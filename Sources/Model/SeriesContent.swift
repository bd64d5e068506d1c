package import FoundationEssentials

/// Everything a report over several answers shows: an interview, answers scored again, or two takes of one answer. The same
/// value gives the same bytes.
package struct SeriesContent: Sendable, Hashable, Codable {
    /// What the answers have in common, e.g. `Mock interview, second round`.
    package var title: String
    /// The answers in the order in which they were given.
    package var answers: [ReportContent]
    /// Two takes of one answer side by side; nil when the answers are not takes.
    package var comparison: TakeComparison?
    /// The date on the report.
    package var date: Date
    /// Version of Debrief, for the footer.
    package var version: String

    /// The content of one report over several answers.
    package init(
        title: String,
        answers: [ReportContent],
        comparison: TakeComparison? = nil,
        date: Date,
        version: String
    ) {
        self.title = title
        self.answers = answers
        self.comparison = comparison
        self.date = date
        self.version = version
    }
}
