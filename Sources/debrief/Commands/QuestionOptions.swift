import ArgumentParser
import Model

/// What was asked, and who speaks.
struct QuestionOptions: ParsableArguments {
    @Option(name: .customLong("question"), help: "The question that was asked.")
    var text = ""

    @Option(help: "The job the speaker practises for; it chooses the rubric.")
    var role: String?

    @Option(help: "The level of that job.")
    var level: String?

    @Option(help: "Terms a good answer mentions, with commas.")
    var keywords: String?

    @Option(help: "An ideal answer to compare with.")
    var idealAnswer: String?

    @Option(help: "Who speaks, for the report.")
    var candidate: String?

    @Option(help: "Who asked, for the report.")
    var interviewer: String?

    @Option(help: "For which company, for the report.")
    var company: String?

    @Option(help: "The speaker's résumé, a text file: background for a model, printed behind the report.")
    var resume: String?

    @Option(help: "The job description, a text file: background for a model, printed behind the report.")
    var jobDescription: String?

    @Option(help: "Language of the answer as a BCP 47 tag.")
    var language = "en-US"

    /// The question with what is known around it.
    var question: Question {
        let terms = (keywords ?? "").split(separator: ",").map { $0.trimmingPrefix { $0.isWhitespace } }
        return Question(
            text: text,
            role: role,
            level: level,
            idealAnswer: idealAnswer,
            keywords: terms.map(String.init).filter { !$0.isEmpty }
        )
    }
}
