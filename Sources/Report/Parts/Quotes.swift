import Model

/// Evidence as text: the speaker's words in quotation marks, each with its time.
enum Quotes {
    /// Quotes on lines of their own.
    static func runs(_ evidence: [Evaluation.Evidence]) -> [TextRun] {
        evidence.enumerated().flatMap { index, item in
            var runs = [TextRun((index > 0 ? "\n" : "") + "“\(item.quote)”", .quote)]
            if let start = item.startMs { runs.append(TextRun(" (\(Figures.clock(start)))", .aside)) }
            return runs
        }
    }
}
