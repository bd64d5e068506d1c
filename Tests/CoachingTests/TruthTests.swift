import Core
import Model
import Synchronization
import Testing

@testable import Coaching

/// No number without the knowledge behind it.
@Suite(.timeLimit(.minutes(3)))
struct TruthTests {
    private static let question = Question(text: "Tell me about a time you solved a difficult problem.")

    private static func reading(_ verdict: Relevance.Verdict) -> RelevanceReader {
        RelevanceReader(configuration: "\(verdict)") { _, _ in Relevance(verdict: verdict) }
    }

    private func judged(_ text: String, _ reader: RelevanceReader = .none) async throws -> Evaluation {
        try await RulesJudge(rubric: try Samples.rubric("behavioural"), relevance: reader).judge.evaluate(
            Samples.request(text, question: Self.question)
        )
    }

    @Test func `without a judge of relevance there is a checklist, no number, no praise and no hiring estimate`()
        async throws
    {
        let evaluation = try await judged(Samples.answer)
        #expect(evaluation.score == nil && evaluation.range == nil && evaluation.hiring == nil)
        #expect(evaluation.abstained == Relevance.notJudged)
        #expect(evaluation.criteria.allSatisfy { $0.score == nil })
        #expect(evaluation.criteria.first { $0.id == "relevance" }?.items == [])
        #expect(evaluation.criteria.flatMap(\.items).contains { $0.met == .yes && !$0.evidence.isEmpty })
        #expect(evaluation.strengths == [])
        #expect(evaluation.nextDrill != nil)
    }

    @Test func `between the bands there is a checklist and below them the answer is told first that it misses`()
        async throws
    {
        let unsure = try await judged(Samples.answer, Self.reading(.unsure))
        #expect(unsure.score == nil && unsure.abstained == Relevance.unclear && !unsure.criteria.isEmpty)
        let missed = try await judged(Samples.answer, Self.reading(.no))
        #expect(missed.score == nil && missed.criteria.isEmpty && missed.strengths.isEmpty && missed.hiring == nil)
        #expect(missed.abstained?.hasPrefix(Relevance.missed) == true)
        #expect(missed.improvements.first?.text == Relevance.missed)
        #expect(missed.nextDrill?.title == "Answer first")
    }

    @Test func `an answer that was found to belong to its question gets a total and still no hiring estimate`()
        async throws
    {
        let evaluation = try await judged(Samples.answer, Self.reading(.yes))
        #expect(evaluation.score != nil && evaluation.hiring == nil)
        #expect(evaluation.criteria.first { $0.id == "relevance" }?.score == 100)
        #expect(evaluation.criteria.first { $0.id == "opening" }?.title == "Opening")
    }

    @Test(arguments: [
        "I don't know, I can't think of anything right now. Nothing comes to mind, sorry about that, maybe we can come back to it.",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. Ut enim ad minim veniam.",
        "Synergy, leverage, agile, cloud, stakeholder management, digital transformation, leadership, innovation, scalability, excellence, ownership, passion, growth mindset, teamwork, dedication, collaboration, strategy, vision, alignment, agility.",
        "Once the test is complete, indicated by the status changing to succeeded, you will find the report in the folder. Each node writes its own log, and the collector merges them every five minutes before they are rotated.",
        "Ich habe im letzten Jahr in unserer Apotheke herausgefunden, warum die Etiketten ausgingen, und die Einstellungen des Druckers geändert, seitdem haben wir keine Probleme mehr.",
    ])
    func `what is no answer gets no praise and no total, even where a reader would let it pass`(text: String)
        async throws
    {
        let evaluation = try await judged(text, Self.reading(.yes))
        #expect(evaluation.score == nil)
        #expect(evaluation.strengths.isEmpty && evaluation.criteria.isEmpty)
        #expect(evaluation.abstained != nil && evaluation.improvements.count == 1)
        #expect(evaluation.nextDrill != nil)
    }

    /// A model that calls everything met, with true quotes, and the question answered as given.
    private static func model(onTopic: String, others: String = "yes") -> LanguageModel {
        let quotes = [
            "I counted the labels for two weeks", "I wrote a one page proposal", "we used 40 percent fewer labels",
            "My task was to find out why", "our night shift kept running out of labels", "I learned to count first",
        ]
        return FakeModel.model { request, _ in
            FakeModel.reply(
                FakeModel.items(in: request.prompt).sorted().enumerated().map { index, id in
                    FakeModel.item(
                        id,
                        id.lowercased() == "relevance.on_topic" ? onTopic : others,
                        quotes: [quotes[index % quotes.count]]
                    )
                },
                strengths: [("You counted first.", [quotes[0]])]
            )
        }
    }

    private func modelled(_ model: LanguageModel, rubric: String = "behavioural") async throws -> Evaluation {
        try await ModelJudge(model: model, rubric: try Samples.rubric(rubric)).judge.evaluate(
            Samples.request(Samples.answer, question: Self.question)
        )
    }

    @Test(arguments: ["behavioural", "general", "technical", "case", "sales", "sql", "coding", "system-design"])
    func `relevance gates a model's total under every rubric`(rubric: String) async throws {
        let missed = try await modelled(Self.model(onTopic: "no"), rubric: rubric)
        #expect((missed.score ?? 100) <= RelevanceGate.ceiling)
        #expect(missed.strengths == [] && missed.hiring == nil)
        #expect(missed.improvements.first?.text == Relevance.missed)
        #expect(missed.notes.first?.hasPrefix(Relevance.missed) == true)
        let unknown = try await modelled(Self.model(onTopic: "unknown"), rubric: rubric)
        #expect(unknown.score == nil && unknown.abstained != nil)
        let touched = try await modelled(Self.model(onTopic: "partly"), rubric: rubric)
        #expect((touched.score ?? 100) <= 60)
    }

    @Test func `a rubric of one's own that asks nothing about relevance is gated too`() async throws {
        var rubric = try Samples.rubric("behavioural")
        rubric.criteria.removeAll { $0.id == "relevance" }
        let evaluation = try await ModelJudge(model: Self.model(onTopic: "no"), rubric: rubric).judge.evaluate(
            Samples.request(Samples.answer, question: Self.question)
        )
        #expect((evaluation.score ?? 100) <= RelevanceGate.ceiling)
        #expect(!evaluation.criteria.flatMap(\.items).contains { $0.id == RelevanceGate.impliedID })
    }

    @Test func `a judgement whose evidence was mostly not said is asked for once more and then abstains`() async throws
    {
        let calls = Mutex(0)
        let invents = FakeModel.model { request, call in
            calls.withLock { $0 = call + 1 }
            return FakeModel.reply(
                FakeModel.items(in: request.prompt).map {
                    FakeModel.item($0, "yes", quotes: ["I saved eleven million alone"])
                }
            )
        }
        let evaluation = try await modelled(invents)
        #expect(calls.withLock { $0 } == 2)
        #expect(evaluation.score == nil && evaluation.calls == 2)
        #expect(evaluation.abstained?.contains("words that were not said") == true)
        let good = Self.model(onTopic: "yes")
        let recovers = LanguageModel(engine: "fake", model: "fake-1") { request in
            let first = calls.withLock { count in
                count += 1
                return count == 3
            }
            return try await (first ? invents : good).reply(request)
        }
        let second = try await modelled(recovers)
        #expect(second.score != nil && second.calls == 2)
        #expect(second.notes.contains { $0.contains("asked 2 times") })
    }

    @Test func `one budget of calls holds over runs, repairs and what a provider spends`() async throws {
        let asked = Mutex(0)
        let broken = FakeModel.model { _, _ in
            asked.withLock { $0 += 1 }
            return "nothing"
        }
        let judge = ModelJudge(model: broken, rubric: try Samples.rubric("behavioural"), samples: 3).judge
        await #expect(throws: CoachingError(.malformed, "")) {
            try await judge.evaluate(Samples.request(Samples.answer, question: Self.question))
        }
        #expect(asked.withLock { $0 } <= CallBudget.perAnswer)
        let good = Self.model(onTopic: "yes")
        let greedy = LanguageModel(engine: "fake", model: "fake-1") { request in
            for _ in 0..<3 { _ = CallBudget.current?.take() }
            return try await good.reply(request)
        }
        #expect(try await modelled(greedy).calls == 3)
        let panel = PanelJudge(models: [good, good, good], rubric: try Samples.rubric("behavioural")).judge
        let voted = try await panel.evaluate(Samples.request(Samples.answer, question: Self.question))
        #expect(voted.calls == 3)
    }

    @Test(arguments: [
        ("Tell me about yourself.", QuestionKind.aboutYou), ("Why do you want to work here?", .motivation),
        ("What is the difference between a process and a thread?", .technical),
        ("What makes a good manager?", .opinion),
        ("What is your greatest weakness?", .trait), ("Tell me about a time you failed.", .story),
        ("Describe a conflict with a coworker and how you handled it.", .story),
        ("How would you find out why a database query is slow?", .technical),
    ])
    func `a question that asks for no story gets sections of its own and no talk of situation and task`(
        question: String,
        kind: QuestionKind
    ) async throws {
        #expect(QuestionKind(question) == kind)
        let evaluation = try await RulesJudge(rubric: try Samples.rubric("behavioural"), relevance: Samples.answered)
            .judge
            .evaluate(Samples.request(Samples.answer, question: Question(text: question)))
        let economy = evaluation.economy
        guard kind != .technical, kind != .opinion else {
            #expect(economy?.parts == [] && economy?.sections?.isEmpty == false)
            return
        }
        #expect((economy?.sections == nil) == (kind == .story))
        #expect((economy?.parts.isEmpty == false) == (kind == .story))
        #expect(evaluation.criteria.flatMap(\.items).contains { $0.id.contains(".star.") } == (kind == .story))
    }

    @Test func `a question said again is no answer, a short answer in its words is one`() async throws {
        let question = "Give me an example of when you had to take charge."
        let judge = RulesJudge(rubric: try Samples.rubric("behavioural"), relevance: Samples.answered).judge
        let again = try await judge.evaluate(
            Samples.request(
                "Give you an example of when I had to take charge. So, an example of when I had to take charge. There would be examples "
                    + "of when I took charge, I suppose, of taking charge.",
                question: Question(text: question)
            )
        )
        #expect(again.score == nil && again.abstained?.hasPrefix("This repeats the question") == true)
        let answer = try await judge.evaluate(
            Samples.request(
                "I had to take charge when our skipper fell ill. For example I took the wheel, sent the mate to him, called the coast guard and "
                    + "brought forty passengers home.",
                question: Question(text: question)
            )
        )
        #expect(answer.abstained?.hasPrefix("This repeats the question") != true)
    }
}
