import Core
import Foundation
import Model
import Questions
import StorageConformance
import Support
import Testing

@testable import Interviews

/// The state machine of interviews against random callers.
@Suite(.timeLimit(.minutes(10)))
struct MachineTests {
    /// How many random sequences are played; DEBRIEF_TEST_SEQUENCES=100000 for the long form.
    private static let sequences =
        ProcessInfo.processInfo.environment["DEBRIEF_TEST_SEQUENCES"].flatMap { Int($0) } ?? 10_000

    static func interview(_ mode: InterviewMode, count: Int, _ change: (inout InterviewPlan) -> Void = { _ in })
        -> Interview
    {
        var plan = InterviewPlan(mode)
        change(&plan)
        return Interview(
            id: InterviewID(at: Date(timeIntervalSince1970: 0)),
            plan: plan,
            title: "Test",
            questions: (1...count).map { (BankQuestion.sample($0), .bank) },
            created: Instant(milliseconds: 0)
        )
    }

    /// One sequence: two devices with views of their own, replies that are lost, processes that die, and a clock.
    private struct Game {
        var interview: Interview
        var now = Instant(milliseconds: 1_000)
        var random: SeededGenerator
        /// Answers that were accepted, by turn.
        var accepted: [AnswerID: Int] = [:]
        /// What each device last saw as the open question.
        var seen: [Int?] = [nil, nil]
        var faults: [String] = []

        init(seed: UInt64) {
            random = SeededGenerator(seed: seed)
            var random = SeededGenerator(seed: seed ^ 0xABCD)
            let mode = InterviewMode.allCases[Int.random(in: 0..<4, using: &random)]
            interview = MachineTests.interview(mode, count: Int.random(in: 1...5, using: &random)) { plan in
                if mode != .coach { plan.retakes = Int.random(in: 0...2, using: &random) }
                if mode == .mock { plan.followUps = Int.random(in: 0...2, using: &random) }
                if Int.random(in: 0..<4, using: &random) == 0 { plan.deadline = Instant(milliseconds: 90_000) }
                plan.thinkMs = Bool.random(using: &random) ? 0 : 5_000
            }
            self.random = random
        }

        mutating func step() {
            now = now.advanced(byMs: Int.random(in: 0...9_000, using: &random))
            let device = Int.random(in: 0..<2, using: &random)
            // A device acts on what it saw last, which may be old; sometimes it looks first.
            if Bool.random(using: &random) { seen[device] = interview.current }
            let turn =
                Int.random(in: 0..<8, using: &random) == 0
                ? Int.random(in: 1...8, using: &random) : seen[device] ?? 1
            switch Int.random(in: 0..<12, using: &random) {
            case 0: play(.start(turn: nil))
            case 1, 2: play(.start(turn: turn))
            case 3, 4: play(.skip(turn: turn))
            case 5: play(.back(turn: turn))
            case 6, 7, 8: answer(turn)
            case 9, 10:
                let text = "Follow-up \(Int.random(in: 0..<1_000_000, using: &random))?"
                let followUp =
                    Bool.random(using: &random)
                    ? BankQuestion.FollowUp(probe: .part(.result), text: text) : nil
                play(.advance(turn: turn, followUp: followUp, source: .bank))
            default: play(Int.random(in: 0..<6, using: &random) == 0 ? .end : .expire)
            }
            seen[device] = interview.current
            if Int.random(in: 0..<50, using: &random) == 0 { die() }
            check()
        }

        /// An answer is checked, accepted, and bound; between the two the other device may move.
        private mutating func answer(_ turn: Int) {
            guard (try? interview.checkAnswer(turn, at: now)) != nil else { return }
            let id = AnswerID(at: now.date, using: &random)
            accepted[id] = turn
            if Int.random(in: 0..<4, using: &random) == 0 {
                let moves: [InterviewMove] = [.end, .skip(turn: turn), .back(turn: turn), .start(turn: turn + 1)]
                if let other = moves.randomElement(using: &random) { play(other) }
            }
            play(.bind(turn: turn, answer: id, typed: Bool.random(using: &random)), mayFail: false)
        }

        private mutating func play(_ move: InterviewMove, mayFail: Bool = true) {
            do {
                guard let after = try interview.applying(move, at: now) else { return }
                let wasFinished = interview.state == .finished
                if wasFinished, after.state != .finished { faults.append("\(move) woke a finished interview") }
                interview = after
                // The reply is lost and the same request comes again, as it is for every move that says what it means.
                if let again = try? interview.applying(move, at: now) {
                    if case .start(let turn?) = move, interview.turn(turn)?.started == nil, again.state == .asking {
                        // Opening a question and beginning to answer it are two moves with one name.
                    } else {
                        faults.append("\(move) sent again changed something")
                    }
                }
            } catch {
                if !mayFail { faults.append("\(move) was refused: \(error)") }
            }
        }

        /// The process dies: all there is comes from the database.
        private mutating func die() {
            guard let text = try? JSONEncoder().encode(interview),
                let read = try? JSONDecoder().decode(Interview.self, from: text), read == interview
            else { return faults.append("the stored interview is another one") }
            interview = read
        }

        private mutating func check() {
            let takes = interview.turns.flatMap { turn in turn.takes.map { ($0.answer, turn.number) } }
            if takes.count != accepted.count { faults.append("\(accepted.count) accepted, \(takes.count) bound") }
            for (answer, turn) in takes where accepted[answer] != turn { faults.append("\(answer) is at \(turn)") }
            let numbers = interview.turns.map(\.number)
            if Set(numbers).count != numbers.count { faults.append("a number is used twice: \(numbers)") }
            for turn in interview.turns where turn.kind == .question {
                let followUps = interview.turns.count { $0.parent == turn.number }
                if followUps > interview.plan.followUps {
                    faults.append("\(followUps) follow-ups after \(turn.number)")
                }
            }
            guard interview.state != .finished else { return }
            if (try? interview.applying(.end, at: now)) == nil {
                faults.append("there is no end from \(interview.state)")
            }
            guard !interview.isExpired(at: now.advanced(byMs: 60_000)) else { return }
            let later = now.advanced(byMs: 60_000)
            switch interview.state {
            case .ready:
                if (try? interview.applying(.start(turn: nil), at: later)) == nil { faults.append("it cannot begin") }
            case .asking:
                guard let current = interview.current else { return faults.append("asking what?") }
                if (try? interview.applying(.skip(turn: current), at: later)) == nil, interview.plan.mode != .coach {
                    faults.append("question \(current) cannot be left")
                }
            case .reviewing:
                let goesOn =
                    interview.reviewUntil == nil
                    || interview.current.map {
                        (try? interview.applying(.advance(turn: $0, followUp: nil, source: .bank), at: later)) != nil
                    } ?? false
                if !goesOn { faults.append("the review of \(interview.current ?? 0) does not end") }
            case .finished: break
            }
        }
    }

    @Test func `no random sequence of two devices loses an answer, asks twice, or comes to a dead end`() {
        var states: Set<Interview.State> = []
        var followUps = 0
        var answers = 0
        for seed in 0..<Self.sequences {
            var game = Game(seed: UInt64(seed))
            for _ in 0..<14 {
                game.step()
                states.insert(game.interview.state)
            }
            #expect(game.faults == [], "seed \(seed), \(game.interview.plan.mode)")
            if !game.faults.isEmpty { break }
            followUps += game.interview.turns.count { $0.kind == .followUp }
            answers += game.accepted.count
        }
        // What was not reached was not tested.
        #expect(states == Set(Interview.State.allCases))
        #expect(
            followUps > Self.sequences / 100 && answers > Self.sequences / 2,
            "\(followUps) follow-ups, \(answers) answers"
        )
    }

    @Test func `a conversation asks its follow-ups and ends by itself`() throws {
        var interview = Self.interview(.mock, count: 2)
        var now = Instant(milliseconds: 10_000)
        func play(_ move: InterviewMove) throws {
            interview = try #require(try interview.applying(move, at: now))
            now = now.advanced(byMs: 10_000)
        }
        try play(.start(turn: nil))
        #expect(interview.phase(at: now) == .thinking)
        #expect(interview.phase(at: now.advanced(byMs: 30_000)) == .answering)
        try play(.bind(turn: 1, answer: AnswerID(at: now.date), typed: true))
        #expect(interview.state == .reviewing)
        try play(.advance(turn: 1, followUp: .init(probe: .part(.result), text: "And then?"), source: .bank))
        #expect(interview.current == 3 && interview.turns.map(\.number) == [1, 3, 2])
        #expect(try interview.applying(.advance(turn: 1, followUp: nil, source: .bank), at: now) == nil)
        try play(.skip(turn: 3))
        #expect(interview.current == 2)
        try play(.bind(turn: 2, answer: AnswerID(at: now.date), typed: true))
        try play(.advance(turn: 2, followUp: nil, source: .bank))
        #expect(interview.state == .finished && interview.finished != nil)
        #expect(throws: InterviewsError(.state, "")) { try interview.applying(.skip(turn: 2), at: now) }
    }

    @Test func `a question cannot be skipped within seven seconds, nor left behind in a conversation`() throws {
        let now = Instant(milliseconds: 10_000)
        let asking = try #require(try Self.interview(.mock, count: 3).applying(.start(turn: nil), at: now))
        #expect(throws: InterviewsError(.state, "")) {
            try asking.applying(.skip(turn: 1), at: now.advanced(byMs: 6_999))
        }
        #expect(try asking.applying(.skip(turn: 1), at: now.advanced(byMs: 7_000))?.current == 2)
        #expect(throws: InterviewsError(.state, "")) { try asking.applying(.start(turn: 2), at: now) }
        #expect(throws: InterviewsError(.state, "")) { try asking.applying(.back(turn: 1), at: now) }
    }

    @Test func `a typed answer after the limit is kept and says by how much it is late`() throws {
        let now = Instant(milliseconds: 0)
        var interview = try #require(try Self.interview(.practice, count: 1).applying(.start(turn: nil), at: now))
        let late = now.advanced(byMs: 150_000)
        interview = try #require(
            try interview.applying(.bind(turn: 1, answer: AnswerID(at: late.date), typed: true), at: late)
        )
        #expect(interview.turn(1)?.takes.first?.overMs == 30_000)
        #expect(interview.turn(1)?.takes.first?.isExtra == false)
    }

    @Test func `after the deadline nothing is taken, and the interview ends with what there is`() throws {
        let plan = { (plan: inout InterviewPlan) in plan.deadline = Instant(milliseconds: 50_000) }
        let asking = try #require(
            try Self.interview(.asynchronous, count: 2, plan).applying(.start(turn: nil), at: Instant(milliseconds: 0))
        )
        let late = Instant(milliseconds: 50_000)
        #expect(throws: InterviewsError(.expired, "")) { try asking.checkAnswer(1, at: late) }
        #expect(throws: InterviewsError(.expired, "")) { try asking.applying(.skip(turn: 1), at: late) }
        #expect(try asking.applying(.expire, at: late)?.state == .finished)
        #expect(try asking.applying(.expire, at: Instant(milliseconds: 49_999)) == nil)
    }

    @Test func `practice takes answers in any order and again, an employer's interview as often as agreed`() throws {
        let now = Instant(milliseconds: 0)
        var free = try #require(try Self.interview(.practice, count: 3).applying(.start(turn: 2), at: now))
        for _ in 0..<3 {
            free = try #require(try free.applying(.bind(turn: 2, answer: AnswerID(at: now.date), typed: true), at: now))
        }
        #expect(free.turn(2)?.takes.count == 3 && free.state == .reviewing && free.next == 3)
        var other = try #require(try Self.interview(.asynchronous, count: 1).applying(.start(turn: nil), at: now))
        other = try #require(try other.applying(.bind(turn: 1, answer: AnswerID(at: now.date), typed: true), at: now))
        #expect(other.state == .reviewing)
        other = try #require(try other.applying(.bind(turn: 1, answer: AnswerID(at: now.date), typed: true), at: now))
        #expect(other.state == .finished && other.turn(1)?.takes.count { !$0.isExtra } == 2)
    }
}
