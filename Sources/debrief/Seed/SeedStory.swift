import Model

/// Made-up answers: sentences drawn by a fixed rule, so that the same number gives the same answer.
struct SeedStory {
    private static let roles = ["Backend engineer", "Account executive", "Data analyst", "Product manager"]
    private static let questions = [
        "Tell me about a time you solved a difficult problem.",
        "Describe a conflict with a colleague and how it ended.",
        "What is the project you are most proud of?",
        "Tell me about a decision you made without enough information.",
    ]
    private static let openings = [
        "Last year our nightly import failed every second day.",
        "Um, so, in my last job we lost customers at checkout.",
        "When I joined, nobody owned the reporting, you know.", "Two of us wanted different things for the launch.",
    ]
    private static let actions = [
        "I measured where the time went, and I rewrote the slow part.",
        "I, uh, talked to everybody and wrote the options down.",
        "We tried three ideas in a week and kept the one that worked.",
        "I asked for help and we split the work into two steps.",
    ]
    private static let results = [
        "After that errors went down by 60 percent.", "In the end it shipped two weeks early.",
        "We saved forty hours a month.", "It was okay, I guess.",
    ]

    /// Everything an answer's results depend on.
    struct Kind: Hashable {
        var question: Question
        var text: String
    }

    private let number: Int

    /// The story with a number.
    init(_ number: Int) { self.number = number }

    /// What was asked.
    var question: Question {
        Question(text: Self.questions[number % 4], role: Self.roles[number / 4 % 4])
    }

    /// Two stories of a kind have the same results.
    var kind: Kind { Kind(question: question, text: text) }

    private var text: String {
        [Self.openings[number / 3 % 4], Self.actions[number / 5 % 4], Self.results[number / 7 % 4]]
            .joined(separator: " ")
    }

    /// What was said, with a time for each word.
    func transcript(engine: String, model: String?, language: String) -> Transcript {
        let words = text.split(separator: " ").enumerated().map { index, word in
            Transcript.Word(text: String(word), startMs: 300 + index * 320, endMs: 560 + index * 320)
        }
        return Transcript(
            text: text,
            language: language,
            engine: engine,
            model: model,
            keepsFillers: true,
            wordTimes: .exact,
            accuracy: .standard,
            words: words
        )
    }
}
