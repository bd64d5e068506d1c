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

extension SeriesContent {
    /// A report over answers, dated by the latest of them, so that the same answers give the same bytes.
    ///
    /// - Parameter title: what they have in common; empty for the candidate's name.
    package static func make(_ answers: [ReportContent], title: String, version: String) -> SeriesContent {
        SeriesContent(
            title: title.isEmpty ? Self.title("Interview debrief", answers) : title,
            answers: answers,
            date: answers.map(\.date).max() ?? Date(timeIntervalSince1970: 0),
            version: version
        )
    }

    /// A report over two takes of one answer.
    package static func takes(_ before: ReportContent, _ after: ReportContent, version: String) -> SeriesContent {
        var series = make([before, after], title: "", version: version)
        series.title = title("Two takes", [before, after])
        series.comparison = TakeComparison(from: before.answer, to: after.answer)
        return series
    }

    /// A heading with the candidate's name, when all answers are one person's.
    private static func title(_ heading: String, _ answers: [ReportContent]) -> String {
        let names = Set(answers.map { $0.answer.candidate ?? "" })
        guard names.count == 1, let name = names.first, !name.isEmpty else { return heading }
        return "\(heading): \(name)"
    }
}
