import FoundationEssentials
package import Model
package import Questions

/// Reads what a model wrote. A question that is not fit to be asked is left out; nothing is guessed.
package enum QuestionDrafts {
    private struct Reply: Decodable {
        var questions: [Lenient]
    }

    /// One entry; nil when it cannot be read, so that one broken entry costs no other.
    private struct Lenient: Decodable {
        var draft: Draft?

        init(from decoder: any Decoder) throws { draft = try? Draft(from: decoder) }
    }

    private struct Draft: Decodable {
        struct FollowUp: Decodable {
            var probe: String
            var text: String
        }

        var text: String
        var kind: String?
        var competency: String?
        var difficulty: String?
        var skills: [String]?
        var talkingPoints: [String]?
        var exampleAnswer: String?
        var followUps: [FollowUp]?
    }

    /// The questions of a reply, without ids.
    ///
    /// - Parameter passages: what may be cited; a question that cites another letter is left out.
    /// - Throws: ``QuestionsError`` never; a `DecodingError` for a reply that is no such JSON at all.
    package static func read(_ text: String, passages: [KnowledgePassage] = []) throws -> [BankQuestion] {
        try JSONDecoder().decode(Reply.self, from: Data(json(text).utf8)).questions
            .compactMap { $0.draft.flatMap(question) }.compactMap { sourced($0, passages) }
    }

    /// A question with the passages its model answer cites; nil when it cites one that is not there.
    private static func sourced(_ question: BankQuestion, _ passages: [KnowledgePassage]) -> BankQuestion? {
        guard !passages.isEmpty else { return question }
        let cited = Set(
            ([question.text, question.exampleAnswer] + question.talkingPoints).flatMap(KnowledgeUse.letters)
        )
        guard cited.isSubset(of: passages.map(\.letter)) else { return nil }
        var question = question
        question.sources = passages.filter { cited.contains($0.letter) }.map { passage in
            var passage = passage
            passage.text = String(passage.text.prefix(600))
            passage.isCited = true
            return passage
        }
        if question.sources?.isEmpty == true { question.sources = nil }
        return question
    }

    /// A model's follow-up when it is fit to be asked: one short question that is not one of those asked before.
    package static func followUp(_ text: String, to order: FollowUpOrder) -> String? {
        struct One: Decodable { var followUp: String }
        guard let one = try? JSONDecoder().decode(One.self, from: Data(json(text).utf8)) else { return nil }
        let line = tidy(one.followUp, most: 300)
        guard line.count >= 10, line.hasSuffix("?"), !isPeculiar(line) else { return nil }
        let known = order.asked + [order.question.text]
        guard !known.contains(where: { QuestionLikeness.alike($0, line) }) else { return nil }
        return line
    }

    /// The JSON object in a text: models put fences and words around it.
    private static func json(_ text: String) -> String {
        guard let first = text.firstIndex(of: "{"), let last = text.lastIndex(of: "}"), first < last else {
            return text
        }
        return String(text[first...last])
    }

    private static func question(_ draft: Draft) -> BankQuestion? {
        let text = tidy(draft.text, most: 500)
        guard text.count >= 15, text.hasSuffix("?") || text.hasSuffix("."), !isPeculiar(text) else { return nil }
        var points: [String] = []
        for point in (draft.talkingPoints ?? []).map({ tidy($0, most: 300) }) where !point.isEmpty && points.count < 6 {
            if !points.contains(point) { points.append(point) }
        }
        var followUps: [BankQuestion.FollowUp] = []
        for followUp in draft.followUps ?? [] {
            guard followUps.count < 4, let probe = BankQuestion.Probe(followUp.probe),
                !followUps.contains(where: { $0.probe == probe })
            else { continue }
            if case .point(let index) = probe, index >= points.count { continue }
            let line = tidy(followUp.text, most: 300)
            if line.count >= 10, !isPeculiar(line) { followUps.append(.init(probe: probe, text: line)) }
        }
        let competency = tidy(draft.competency ?? "", most: 60)
        return BankQuestion(
            id: "",
            family: "own",
            kind: draft.kind.flatMap(BankQuestion.Kind.init) ?? .behavioural,
            competency: competency.isEmpty ? "own" : competency.lowercased(),
            skills: (draft.skills ?? []).map { tidy($0, most: 60) }.filter { !$0.isEmpty }.prefix(12).map(\.self),
            difficulty: draft.difficulty.flatMap(BankQuestion.Difficulty.init) ?? .moderate,
            text: text,
            talkingPoints: points,
            exampleAnswer: tidy(draft.exampleAnswer ?? "", most: 3_000),
            followUps: followUps,
            seconds: 120
        )
    }

    /// One line of at most so many bytes, without marks of lists and emphasis around it. What is inside stays as it is: `SELECT *` and
    /// `customer_id` are words of a question.
    private static func tidy(_ text: String, most: Int) -> String {
        var line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for mark in ["**", "__"] where line.hasPrefix(mark) && line.hasSuffix(mark) && line.count > 4 {
            line = String(line.dropFirst(2).dropLast(2))
        }
        if let match = line.prefixMatch(of: /(?:Question\s*)?\d{1,2}[.):]\s+/.ignoresCase()) {
            line = String(line[match.range.upperBound...])
        }
        guard line.utf8.count <= most else { return "" }
        return line
    }

    /// Words that no question needs: what a document may have talked the model into.
    static func isPeculiar(_ text: String) -> Bool {
        let lower = text.lowercased()
        return [
            "ignore previous", "ignore all", "previous instructions", "system prompt", "as an ai", "language model",
            "http://", "https://", "<script",
        ].contains(where: lower.contains) || text.unicodeScalars.contains("\0")
    }
}
