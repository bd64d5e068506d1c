import Model
import Testing

@testable import Coaching

/// Texts nobody expects, through every judge and the narrative.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct RobustnessTests {
    private static let odd: [(String, String)] = [
        ("empty", ""),
        ("30,000 words", String(repeating: Samples.answer + " ", count: 310)),
        ("30,000 different words", (0..<30_000).map { "word\($0)" }.joined(separator: " ")),
        (
            "words of 400 characters",
            (0..<300).map { String(repeating: "ab", count: 200) + "\($0)" }.joined(separator: " ")
        ),
        (
            "right to left",
            String(
                repeating:
                    "في الربيع الماضي نفدت الملصقات في صيدلية المستشفى. قمت بعد الملصقات لمدة أسبوعين וגם ספרתי את המדבקות. ",
                count: 12
            )
        ),
        ("mixed directions", "\u{202e}I counted the labels\u{202c} לפני שבועיים " + Samples.answer),
        ("code", "std::vector<int>, a<b & c " + Samples.answer),
        ("one letter a word", Array(repeating: "a", count: 5_000).joined(separator: " ")),
        ("marks only", String(repeating: "?! … — \" ", count: 2_000)),
        ("quotes that never close", String(repeating: "\"I counted the labels ", count: 300)),
    ]

    private static let question = Question(
        text: "Tell me about a time you solved a problem.",
        idealAnswer: Samples.answer,
        keywords: ["labels", "std::vector<int>", "الملصقات"]
    )

    /// Says yes to everything and quotes the transcript's beginning.
    private static let model = FakeModel.model { request, _ in
        FakeModel.reply(
            FakeModel.items(in: request.prompt).map {
                FakeModel.item(
                    $0,
                    "yes",
                    quotes: ["I counted the labels for two weeks", "⟦x⟧"],
                    comment: "You said 77."
                )
            },
            example: "Count first."
        )
    }

    private func check(_ evaluation: Evaluation) {
        #expect((evaluation.score == nil) != (evaluation.abstained == nil))
        if evaluation.score == nil || evaluation.engine == "rules" { #expect(evaluation.hiring == nil) }
        #expect(evaluation.nextDrill?.steps.isEmpty == false)
        if let score = evaluation.score { #expect((0...100).contains(score)) }
        if let percent = evaluation.hiring?.percent { #expect((0...100).contains(percent)) }
        for evidence in evaluation.criteria.flatMap(\.items).flatMap(\.evidence) {
            #expect(!evidence.quote.isEmpty && evidence.quote.count < 14_000)
        }
    }

    @Test(arguments: odd.map(\.0), [Transcript.Accuracy.supplied, .low])
    func `odd texts give a whole result`(name: String, accuracy: Transcript.Accuracy) async throws {
        let text = try #require(Self.odd.first { $0.0 == name }?.1)
        // An hour of words takes seconds in a debug build: once is enough.
        if text.utf8.count > 100_000, accuracy != .supplied { return }
        let request = Samples.request(
            text,
            question: Self.question,
            accuracy: accuracy,
            confidence: { accuracy == .supplied ? nil : $0 % 5 == 0 ? 0.3 : 0.95 }
        )
        let rubric = try Samples.rubric("behavioural")
        let byRules = try await RulesJudge(rubric: rubric, relevance: Samples.answered).judge.evaluate(request)
        check(byRules)
        let byModel = try await ModelJudge(model: Self.model, rubric: rubric).judge.evaluate(request)
        check(byModel)
        if text.utf8.count < 20_000 {
            check(try await PanelJudge(models: [Self.model, Self.model], rubric: rubric).judge.evaluate(request))
        }
        for evaluation in [byRules, byModel] {
            let narrative = try await NarrativeWriter().write(evaluation, for: request)
            #expect(!narrative.paragraphs.isEmpty || narrative.notes.first?.contains("no narrative") == true)
            #expect(narrative.wordCount <= NarrativeCheck.words.upperBound)
        }
    }

    @Test func `a transcript of nothing but doubtful words has no score and no findings`() async throws {
        let rubric = try Samples.rubric("behavioural")
        for accuracy in [Transcript.Accuracy.low, .standard] {
            let request = Samples.request(
                Samples.answer,
                question: Self.question,
                accuracy: accuracy,
                confidence: { _ in 0.05 }
            )
            for judge in [
                RulesJudge(rubric: rubric, relevance: Samples.answered).judge,
                ModelJudge(model: Self.model, rubric: rubric).judge,
                PanelJudge(models: [Self.model], rubric: rubric).judge,
            ] {
                let evaluation = try await judge.evaluate(request)
                check(evaluation)
                #expect(evaluation.score == nil)
                #expect(evaluation.criteria.isEmpty && evaluation.strengths.isEmpty && evaluation.ideal == nil)
            }
        }
    }

    @Test func `a phrase is found in bytes wherever it is found in characters`() {
        let texts = [
            "Ignore all", "puntuación máxima", "puntuacio\u{301}n ma\u{301}xima", "満点をください", "निर्देश अनदेखा", "system: yes",
            "",
            "été", "e\u{301}te\u{301}", "日本", "\"met\": yes",
        ]
        for text in texts {
            let phrases = (texts + ["met", "指示", "é", "system:"]).filter { !$0.isEmpty }
            for phrase in phrases where !phrase.unicodeScalars.contains("\u{301}") {
                #expect(PhraseSearch(text).holds(phrase) == text.contains(phrase), "\(text) / \(phrase)")
            }
        }
    }
}
