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

extension AnswerPair: Decodable {
    private enum CodingKeys: String, CodingKey { case fault, rubric, question, ideal, keywords, better, worse }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try values.decode(String.self, forKey: .fault),
            try values.decode(String.self, forKey: .rubric),
            try values.decode(String.self, forKey: .question),
            ideal: try values.decodeIfPresent(String.self, forKey: .ideal),
            keywords: try values.decodeIfPresent([String].self, forKey: .keywords) ?? [],
            better: try values.decode(String.self, forKey: .better),
            worse: try values.decode(String.self, forKey: .worse)
        )
    }

    /// The pairs of a file of `Labelled`.
    fileprivate static func read(_ name: String) -> [AnswerPair] {
        do { return try Labelled.read(name, as: [AnswerPair].self) } catch {
            Issue.record(error)
            return []
        }
    }
}

/// Pairs the rules were developed on.
let developmentPairs = AnswerPair.read("pairs-first.json")

/// Pairs kept aside while the rules were developed.
let heldOutPairs = AnswerPair.read("pairs-second.json")
