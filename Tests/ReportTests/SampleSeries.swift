import Core
import FoundationEssentials
import Model

extension SampleContent {
    /// Several answers of one speaker, some judged and some not, the scores rising by `step`.
    static func series(_ count: Int, step: Double = 2, text: String = speech) -> SeriesContent? {
        let answers = (0..<count).compactMap { index -> ReportContent? in
            var content =
                index % 5 == 3 ? abstained() : full(text: text, question: "Question \(index + 1): what did you do?")
            if let id = identifier(index) { content?.answer.id = id }
            if content?.answer.evaluation?.score != nil {
                let score = min(50 + step * Double(index), 100)
                content?.answer.evaluation?.score = score
                content?.answer.evaluation?.range = ScoreRange(low: max(score - 4, 0), high: min(score + 5, 100))
            }
            return content
        }
        return SeriesContent(title: "Mock interview, second round", answers: answers, date: date, version: "1.0.0")
    }

    /// Two takes of one answer, compared.
    static func takes() -> SeriesContent? {
        guard var series = series(2, step: 14), series.answers.count == 2 else { return nil }
        series.title = "Two takes of one answer"
        series.answers[1].answer.delivery?.fillers.perMinute = 2.04
        series.answers[1].answer.delivery?.wordsPerMinute = nil
        series.comparison = TakeComparison(from: series.answers[0].answer, to: series.answers[1].answer)
        return series
    }

    private static func identifier(_ index: Int) -> AnswerID? {
        let tail = String(index, radix: 16)
        return AnswerID("ans_0197a000-0000-7000-8000-" + String(repeating: "0", count: 12 - tail.count) + tail)
    }
}
