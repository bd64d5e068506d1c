import Answers
import Database
package import Model

/// What a re-scoring remembers of an answer's score, before and after.
package struct ScoreSummary: Sendable, Hashable, Codable {
    /// One criterion.
    package struct Part: Sendable, Hashable, Codable {
        /// Its title.
        package var title: String
        /// Its score.
        package var score: Double
    }

    /// The score; nil when the judge abstained.
    package var score: Double?
    /// Engine, model and rubric in one line.
    package var judge: String
    /// The criteria that were judged, by id.
    package var parts: [String: Part]

    /// The summary of an evaluation.
    package init(_ evaluation: Evaluation) {
        score = evaluation.score
        judge = [evaluation.engine, evaluation.model, evaluation.rubric].compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: " · ")
        parts = [:]
        for criterion in evaluation.criteria {
            if let score = criterion.score { parts[criterion.id] = Part(title: criterion.title, score: score) }
        }
    }

    /// The summary of the results that count, as JSON; nil when nothing was judged.
    static func text(of results: [StoredResult]) -> String? {
        guard let verdict = results.first(where: { $0.artifact.kind == .evaluate }),
            let value = try? StoredJSON.value(Verdict.self, from: verdict.artifact.payload)
        else { return nil }
        return try? StoredJSON.text(ScoreSummary(value.evaluation))
    }
}
