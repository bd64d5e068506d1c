import Core
import FoundationEssentials
import Model
import Testing

@testable import Questions

@Suite("Search", .timeLimit(.minutes(5)))
struct SearchTests {
    /// Written after the bank was frozen: what a person would type, and questions of which one must be among the first three.
    static let queries: [(String, [String])] = [
        ("conflict with a coworker", ["behavioural-conflict-colleague", "behavioural-conflict-between-others"]),
        ("missed deadline", ["behavioural-fail-missed-deadline"]),
        ("leading without authority", ["behavioural-influ-no-authority", "behavioural-lead-without-title"]),
        ("angry customer", ["behavioural-cust-angry", "support-first-words", "sales-angry-customer-sales"]),
        ("idempotency key payments", ["backend-idempotency-key"]),
        ("cursor pagination", ["backend-pagination"]),
        ("SQL injection", ["backend-sql-injection"]),
        ("deadlocks in the database", ["backend-deadlock"]),
        ("CORS preflight", ["frontend-cors"]),
        ("React list keys", ["frontend-react-keys"]),
        ("accessibility of modal dialogs", ["frontend-modal-dialog"]),
        ("window functions latest row", ["data-window-functions"]),
        ("slowly changing customer region", ["data-scd"]),
        ("p-value meaning", ["data-p-value"]),
        ("overfitting", ["machine-learning-bias-variance"]),
        ("prompt injection emails", ["machine-learning-prompt-injection"]),
        ("model drift in production", ["machine-learning-drift"]),
        ("CrashLoopBackOff", ["devops-k8s-pod-crash"]),
        ("blue-green deployment", ["devops-deployment-strategies"]),
        ("ransomware", ["security-ransomware"]),
        ("threat modeling", ["security-threat-model"]),
        ("push notifications", ["mobile-push", "system-design-notification-service"]),
        ("isolation levels", ["databases-isolation-levels"]),
        ("flaky tests", ["testing-flaky-tests", "devops-flaky-pipeline"]),
        ("design a url shortener", ["system-design-url-shortener"]),
        ("prioritize the backlog", ["product-prioritise-backlog"]),
        ("too expensive objection", ["sales-objection-price"]),
        ("child protection", ["teaching-safeguarding"]),
        ("medication error", ["health-care-medication-error", "health-care-five-rights"]),
        ("dismissing an employee", ["management-firing"]),
    ]

    @Test func `finds what a person would look for among the first three, for at least 27 of 30 texts`() throws {
        let bank = try Places.bank.get()
        let missed = Self.queries.filter { query, wanted in
            Set(bank.search(query, limit: 3).map(\.question.id)).isDisjoint(with: wanted)
        }
        #expect(missed.count <= 3, "\(missed.map(\.0))")
    }

    @Test func `keeps to the filter and to the limit`() throws {
        let filter = QuestionFilter(kinds: [.behavioural], level: .entry, difficulties: [.easy], role: "Nurse")
        let hits = try Places.bank.get().search("team help colleague patient", filter: filter, limit: 7)
        #expect((1...7).contains(hits.count))
        for hit in hits {
            #expect(hit.question.kind == .behavioural && hit.question.difficulty == .easy)
            #expect(hit.question.suits(.entry))
            #expect(hit.question.roles.isEmpty || hit.question.roles.contains("nurse"))
        }
        #expect(hits.map(\.score) == hits.map(\.score).sorted(by: >))
    }

    @Test func `matches skills in any inflection, and roles inside longer titles`() throws {
        let bank = try Places.bank.get()
        #expect(!bank.search("", filter: QuestionFilter(skills: ["Message Queue"])).isEmpty)
        let node = bank.search(
            "",
            filter: QuestionFilter(families: ["backend"], role: "Senior backend developer (Node)")
        )
        #expect(node.count == 20)
        #expect(bank.search("", filter: QuestionFilter(families: ["backend"], role: "Florist")).isEmpty)
    }

    @Test func `is at ease with nothing, with noise and with very long texts`() throws {
        let bank = try Places.bank.get()
        #expect(bank.search("", limit: 5).count == 5)
        #expect(bank.search("   ", limit: 0).count == 1)
        #expect(bank.search("xyzzyqwf").isEmpty)
        #expect(bank.search("the of and").isEmpty)
        #expect(bank.search(String(repeating: "database ", count: 100_000)).count == 20)
    }

    @Test(arguments: [
        ("debugging", "debug"), ("debugged", "debugs"), ("prioritize", "prioritising"), ("companies", "company"),
        ("testing", "tests"), ("caching", "cached"), ("databases", "database"), ("behavior", "behaviour"),
        ("organization", "organisation"), ("services", "service"), ("classes", "class"),
    ])
    func `brings forms of a word together`(first: String, second: String) {
        #expect(SearchText.tokens(first) == SearchText.tokens(second))
    }

    @Test(arguments: [("C++", "C"), ("C#", "C"), ("ethics", "ether"), ("process", "processor")])
    func `keeps different words apart`(first: String, second: String) {
        #expect(SearchText.tokens(first, keepingCommon: true) != SearchText.tokens(second, keepingCommon: true))
    }

    @Test func `recognises a question asked before`() throws {
        let bank = try Places.bank.get()
        let text = try #require(bank["backend-status-codes"]?.text)
        #expect(bank.same(as: text.uppercased() + "!!").map(\.id) == ["backend-status-codes"])
        #expect(bank.same(as: "What is the capital of France?").isEmpty)
    }
}

@Suite("Search by meaning", .timeLimit(.minutes(5)))
struct MeaningTests {
    /// Counts calls and places a text by its first letter.
    private actor Calls {
        private(set) var texts: [String] = []
        func add(_ more: [String]) { texts += more }
    }

    private func embedder(_ calls: Calls, model: String = "m", short: Bool = false) -> Embedder {
        Embedder(space: .init(engine: "test", model: model, dimensions: 2)) { texts, _ in
            await calls.add(texts.map(\.text))
            let vectors = texts.map { $0.text.hasPrefix("A") ? [Float(1), 0] : [0.6, 0.8] }
            return short ? Array(vectors.dropLast()) : vectors
        }
    }

    @Test func `embeds each question once, a changed one anew, and all again in another space`() async throws {
        let calls = Calls()
        var questions = [Places.question("a", text: "Apples?"), Places.question("b", text: "Bread?")]
        let first = QuestionVectors(space: embedder(calls).space)
        let made = try await first.completed(for: questions, by: embedder(calls))
        let again = try await made.completed(for: questions, by: embedder(calls))
        #expect(again == made)
        #expect(await calls.texts == ["Apples?", "Bread?"])
        questions[1].text = "Butter?"
        _ = try await made.completed(for: questions, by: embedder(calls))
        #expect(await calls.texts.count == 3)
        _ = try await made.completed(for: questions, by: embedder(calls, model: "other"))
        #expect(await calls.texts.count == 5)
    }

    @Test func `puts the nearest first and leaves out what is too far`() async throws {
        let calls = Calls()
        let bank = try QuestionBank([Places.question("b", text: "Bread?"), Places.question("a", text: "Apples?")])
        var vectors = QuestionVectors(space: embedder(calls).space)
        let hits = try await bank.search(meaning: "Ask", by: embedder(calls), keeping: &vectors)
        #expect(hits.map(\.question.id) == ["a", "b"])
        let near = try await bank.search(meaning: "Ask", by: embedder(calls), keeping: &vectors, atLeast: 0.9)
        #expect(near.map(\.question.id) == ["a"])
        #expect(await calls.texts.count == 4)
    }

    @Test func `refuses vectors that do not belong to the texts`() async throws {
        let bank = try QuestionBank([Places.question("a")])
        let broken = embedder(Calls(), short: true)
        var vectors = QuestionVectors(space: broken.space)
        let error = await #expect(throws: QuestionsError.self) {
            _ = try await bank.search(meaning: "x", by: broken, keeping: &vectors)
        }
        #expect(error?.code == "questions.mismatched_vectors")
    }
}
