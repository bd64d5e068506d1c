import Model
import Testing

/// Two answers to one question, of which a coach would call the first clearly better.
struct AnswerPair: Sendable, CustomTestStringConvertible {
    /// What makes the worse one worse.
    var fault: String
    /// The rubric both are judged by.
    var rubric: String
    /// The question.
    var question: Question
    /// The better answer.
    var better: String
    /// The worse answer.
    var worse: String

    /// A pair.
    init(
        _ fault: String,
        _ rubric: String,
        _ question: String,
        ideal: String? = nil,
        keywords: [String] = [],
        better: String,
        worse: String
    ) {
        self.fault = fault
        self.rubric = rubric
        self.question = Question(text: question, idealAnswer: ideal, keywords: keywords)
        self.better = better
        self.worse = worse
    }

    var testDescription: String { "\(rubric): \(fault)" }
}
