package import FoundationEssentials

/// Everything a report shows. The same value gives the same bytes.
package struct ReportContent: Sendable, Hashable, Codable {
    /// The answer with its results.
    package var answer: Answer
    /// The sound, for the drawn timeline; nil when there is none.
    package var acoustics: Acoustics?
    /// The date on the report.
    package var date: Date
    /// The interviewer's name, when there is one.
    package var interviewer: String?
    /// The company's name, when there is one.
    package var company: String?
    /// Version of Debrief, for the footer.
    package var version: String

    /// The content of one report.
    package init(
        answer: Answer,
        acoustics: Acoustics? = nil,
        date: Date,
        interviewer: String? = nil,
        company: String? = nil,
        version: String
    ) {
        self.answer = answer
        self.acoustics = acoustics
        self.date = date
        self.interviewer = interviewer
        self.company = company
        self.version = version
    }
}
