package import FoundationEssentials

/// Everything a report shows. The same value gives the same bytes.
package struct ReportContent: Sendable, Hashable, Codable {
    /// A text that stands behind the report, e.g. the résumé or the job description.
    package struct Appendix: Sendable, Hashable, Codable {
        /// Its heading.
        package var title: String
        /// The text as it was handed in; anything at all.
        package var text: String

        /// An appendix.
        package init(title: String, text: String) {
            self.title = title
            self.text = text
        }
    }

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
    /// Where the answer can be seen and heard again; only `http` and `https` addresses become links.
    package var answerURL: String?
    /// Texts that stand behind the report, in order.
    package var appendices: [Appendix]

    /// The content of one report.
    package init(
        answer: Answer,
        acoustics: Acoustics? = nil,
        date: Date,
        interviewer: String? = nil,
        company: String? = nil,
        version: String,
        answerURL: String? = nil,
        appendices: [Appendix] = []
    ) {
        self.answer = answer
        self.acoustics = acoustics
        self.date = date
        self.interviewer = interviewer
        self.company = company
        self.version = version
        self.answerURL = answerURL
        self.appendices = appendices
    }
}
