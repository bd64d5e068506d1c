import Testing

@testable import Questions

@Suite("Picking questions", .timeLimit(.minutes(5)))
struct PickTests {
    @Test func `gives 5 easy, 3 moderate and 2 hard of ten, never one twice, for 100 seeds`() throws {
        let bank = try Places.bank.get()
        for seed in UInt64(0)..<100 {
            let pick = try bank.pick(PickRequest(count: 10, filter: QuestionFilter(families: ["backend"]), seed: seed))
            #expect(Set(pick.questions.map(\.id)).count == 10)
            #expect(
                pick.questions.map(\.difficulty) == [
                    .easy, .easy, .easy, .easy, .easy, .moderate, .moderate, .moderate, .hard, .hard,
                ]
            )
            #expect(pick.questions.allSatisfy { $0.family == "backend" })
            #expect(pick.toppedUp.isEmpty && pick.missing == 0 && pick.keepsMix)
        }
    }

    @Test func `is the same for the same seed and differs between seeds`() throws {
        let bank = try Places.bank.get()
        func ids(_ seed: UInt64) throws -> [String] {
            try bank.pick(PickRequest(count: 7, seed: seed)).questions.map(\.id)
        }
        #expect(try ids(1) == ids(1))
        #expect(Set(try (0..<50).map { try ids($0) }).count == 50)
    }

    @Test func `honours kinds and difficulties together where the bank has them`() throws {
        let bank = try Places.bank.get()
        let mix = QuestionMix(
            difficulties: [.easy: 1, .moderate: 2, .hard: 1],
            kinds: [.technical: 4, .troubleshooting: 2, .behavioural: 2]
        )
        for seed in UInt64(0)..<100 {
            let filter = QuestionFilter(families: ["databases"])
            let pick = try bank.pick(
                PickRequest(count: 8, mix: mix, filter: filter, neighbours: ["data", "backend"], seed: seed)
            )
            let kinds = Dictionary(grouping: pick.questions, by: \.kind).mapValues(\.count)
            let difficulties = Dictionary(grouping: pick.questions, by: \.difficulty).mapValues(\.count)
            #expect(kinds == [.technical: 4, .troubleshooting: 2, .behavioural: 2])
            #expect(difficulties == [.easy: 2, .moderate: 4, .hard: 2])
            #expect(pick.keepsMix)
        }
    }

    @Test func `finds the one mix that fits when a greedy choice would fail`() throws {
        let bank = try QuestionBank([
            Places.question("a", kind: .technical, difficulty: .easy),
            Places.question("b", kind: .coding, difficulty: .easy),
            Places.question("c", kind: .technical, difficulty: .hard),
        ])
        let mix = QuestionMix(difficulties: [.easy: 1, .hard: 1], kinds: [.technical: 1, .coding: 1])
        for seed in UInt64(0)..<20 {
            let pick = try bank.pick(PickRequest(count: 2, mix: mix, seed: seed))
            #expect(Set(pick.questions.map(\.id)) == ["b", "c"])
            #expect(pick.keepsMix)
        }
    }

    @Test func `tops up from neighbours first, then from questions for everyone, and says which`() throws {
        let bank = try Places.bank.get()
        let closing = bank.questions.filter { $0.family == "closing" }.count
        for seed in UInt64(0)..<50 {
            let filter = QuestionFilter(families: ["closing"])
            let request = PickRequest(
                count: closing + 6,
                mix: QuestionMix(),
                filter: filter,
                neighbours: ["motivation"],
                seed: seed
            )
            let pick = try bank.pick(request)
            #expect(pick.questions.count == closing + 6)
            #expect(pick.toppedUp.count == 6)
            #expect(pick.questions.filter { pick.toppedUp.contains($0.id) }.allSatisfy { $0.family == "motivation" })
        }
    }

    @Test func `takes nothing excluded, so that sessions in a row use up the bank without a repeat`() throws {
        let bank = try Places.bank.get()
        var seen: Set<String> = []
        var session: UInt64 = 0
        while seen.count < bank.questions.count {
            let pick = try bank.pick(PickRequest(count: 50, seed: session, excluding: seen))
            #expect(seen.isDisjoint(with: pick.questions.map(\.id)))
            #expect(pick.missing == max(0, 50 - (bank.questions.count - seen.count)))
            seen.formUnion(pick.questions.map(\.id))
            session += 1
            try #require(session < 100)
        }
        let empty = try bank.pick(PickRequest(count: 3, seed: 1, excluding: seen))
        #expect(empty.questions.isEmpty && empty.missing == 3 && !empty.keepsMix)
    }

    @Test func `never breaks the hard limits of the filter, whatever is short`() throws {
        let bank = try Places.bank.get()
        let filter = QuestionFilter(kinds: [.sql, .coding], level: .mid, families: ["closing"])
        for seed in UInt64(0)..<50 {
            let pick = try bank.pick(PickRequest(count: 12, filter: filter, seed: seed))
            #expect(pick.questions.count == 12)
            #expect(pick.questions.allSatisfy { [.sql, .coding].contains($0.kind) && $0.suits(.mid) })
        }
    }

    @Test func `refuses counts and weights out of range`() throws {
        let bank = try Places.bank.get()
        for count in [0, -1, 101] {
            #expect(throws: QuestionsError.self) { _ = try bank.pick(PickRequest(count: count, seed: 0)) }
        }
        let mix = QuestionMix(difficulties: [.easy: -1])
        #expect(throws: QuestionsError.self) { _ = try bank.pick(PickRequest(count: 5, mix: mix, seed: 0)) }
    }

    @Test(arguments: 1...100)
    func `shares always add up to the count`(count: Int) {
        let shares = QuestionMix.shares(of: count, by: QuestionMix.standard.difficulties)
        #expect(shares.values.reduce(0, +) == count)
        #expect(shares[.easy, default: 0] >= shares[.hard, default: 0])
    }
}

@Suite("Follow-ups without a model", .timeLimit(.minutes(5)))
struct FollowUpTests {
    private let question = Places.question(
        "a",
        kind: .behavioural,
        followUps: [
            .init(probe: .part(.result), text: "How did it end?"), .init(probe: .point(1), text: "Why that way?"),
        ]
    )

    @Test func `asks for what is missing, in the question's order`() {
        let rule = FollowUpRule()
        #expect(rule.next(after: question, covered: [])?.text == "How did it end?")
        #expect(rule.next(after: question, covered: [.part(.result)])?.text == "Why that way?")
        #expect(rule.next(after: question, covered: [], asked: ["How did it end?"])?.text == "Why that way?")
    }

    @Test func `asks for a missing STAR part when its own follow-ups are answered, and then stops`() {
        let rule = FollowUpRule()
        let own: Set<BankQuestion.Probe> = [.part(.result), .point(1)]
        #expect(rule.next(after: question, covered: own)?.probe == .part(.action))
        #expect(rule.next(after: question, covered: own.union([.part(.action)]))?.probe == .part(.reflection))
        #expect(rule.next(after: question, covered: own.union([.part(.action), .part(.reflection)])) == nil)
    }

    @Test func `does not ask a technical answer for a STAR part`() {
        var technical = question
        technical.kind = .technical
        #expect(FollowUpRule().next(after: technical, covered: [.part(.result), .point(1)]) == nil)
    }

    @Test func `stops at the cap`() {
        #expect(FollowUpRule().next(after: question, covered: [], asked: ["x", "y"]) == nil)
        #expect(FollowUpRule(most: 0).next(after: question, covered: []) == nil)
        #expect(FollowUpRule(most: 9).most == 2)
    }

    @Test func `never asks for what is covered, over the whole bank`() throws {
        for question in try Places.bank.get().questions {
            for followUp in question.followUps {
                let next = FollowUpRule().next(after: question, covered: [followUp.probe])
                #expect(next?.probe != followUp.probe)
            }
            let all = Set(question.followUps.map(\.probe)).union(BankQuestion.Probe.Part.allCases.map { .part($0) })
            #expect(FollowUpRule().next(after: question, covered: all) == nil)
        }
    }
}
