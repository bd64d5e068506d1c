import FoundationEssentials
import Testing

@testable import Questions

/// Where the shipped files are, found from the place of this file.
enum Places {
    static let config = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "config")

    /// The bank that ships, read once.
    static let bank = Result { try QuestionBank.load(folder: config.appending(path: "questions")) }

    /// The job titles that ship, read once.
    static let titles = Result { try JobTitles(try Data(contentsOf: config.appending(path: "titles.json"))) }

    /// A small question for tests of rules.
    static func question(
        _ id: String,
        kind: BankQuestion.Kind = .technical,
        difficulty: BankQuestion.Difficulty = .easy,
        family: String = "f",
        text: String = "What is a test?",
        followUps: [BankQuestion.FollowUp] = []
    ) -> BankQuestion {
        BankQuestion(
            id: id,
            family: family,
            kind: kind,
            competency: "testing",
            difficulty: difficulty,
            text: text,
            talkingPoints: ["one", "two", "three"],
            exampleAnswer: "An answer.",
            followUps: followUps,
            seconds: 90
        )
    }
}
