import Accounts
import Administration
import Answers
import Core
package import Database
import Foundation
import HTTPKit
import Interviews
import Model
import Questions
import Sharing
import Testing
import Webhooks

/// A person with an interview of three questions, two of them answered, and one answer besides.
private struct SharingBench {
    static let ada = Principal.owner("ada")
    static let bob = Principal.owner("bob")

    let database: any SQLDatabase
    let clock = HandClock()
    let shares: ShareService
    let interview: InterviewID
    /// The answers of the interview, in its order.
    let answers: [AnswerID]
    /// An answer that belongs to no interview.
    let other: AnswerID

    init(_ database: any SQLDatabase) async throws {
        self.database = database
        let clock = clock
        shares = ShareService(database, hasher: PasswordHasher(cost: .init(passes: 1, memoryKiB: 8))) { clock.date }
        let store = AnswerStore(database)
        var ids: [AnswerID] = []
        for second in 0..<3 {
            let words = Transcript(
                text: "Words of answer \(second).",
                language: "en",
                engine: "test",
                keepsFillers: true,
                wordTimes: .none,
                accuracy: .supplied,
                words: []
            )
            let submission = Submission.sample(second: second, transcript: words)
            try await store.accept(as: Self.ada, submission)
            ids.append(submission.id)
        }
        let interviews = InterviewStore(database)
        let held = Interview(
            id: InterviewID(at: clock.date),
            plan: InterviewPlan(.practice),
            title: "Practice: Nurse",
            questions: (1...3).map { (BankQuestion.sample($0), .bank) },
            created: Instant(clock.date)
        )
        #expect(try await interviews.add(as: Self.ada, held, background: InterviewBackground()) == .added)
        var moves: [InterviewMove] = []
        for turn in 1...2 { moves += [.start(turn: turn), .bind(turn: turn, answer: ids[turn - 1], typed: true)] }
        for move in moves { _ = try await interviews.move(as: Self.ada, held.id, move, at: Instant(clock.date)) }
        (interview, answers, other) = (held.id, Array(ids.prefix(2)), ids[2])
    }

    /// A link as its readers find it.
    func link(_ thing: SharedThing, _ parts: Set<SharePart> = [.transcript]) async throws -> Share {
        let (_, token) = try await shares.make(as: Self.ada, .init(thing, parts: parts))
        return try await shares.open(token)
    }

    func say(_ text: String, at share: Share, on answer: AnswerID? = nil) async throws -> ShareComment {
        try await shares.comment(
            at: share,
            on: answer,
            name: "Grace",
            text: text,
            reaction: .change,
            atMs: 5_000,
            from: "net"
        )
    }
}

extension StorageCheck {
    static let shares = [
        StorageCheck(
            migrated: "a link to an interview shows what was asked and the answers that count, in the chosen parts"
        ) {
            (database) async throws in
            let bench = try await SharingBench(database)
            let share = try await bench.link(.interview(bench.interview))
            let seen = try await bench.shares.interview(bench.interview, of: share)
            #expect(seen.title == "Practice: Nurse" && seen.turns.map(\.number) == [1, 2])
            #expect(seen.turns.map { $0.answer?.id } == bench.answers)
            #expect(seen.summary == [], "scores are not shown")
            let scored = try await bench.link(.interview(bench.interview), [.scores])
            let other = try await bench.shares.interview(bench.interview, of: scored)
            #expect(other.turns.allSatisfy { $0.answer?.transcript == nil } && !other.summary.isEmpty)
            #expect(try await bench.shares.shows(bench.answers[1], at: share))
            #expect(try await !bench.shares.shows(bench.other, at: share))
            #expect(try await bench.shares.list(as: SharingBench.ada).map(\.thing.interview).count == 2)
        },
        StorageCheck(migrated: "a link is made to what is one's own alone, and ended by its owner alone") {
            (database) async throws in
            let bench = try await SharingBench(database)
            for thing in [SharedThing.interview(bench.interview), .answer(bench.other)] {
                let wish = ShareService.Wish(thing, parts: [.transcript])
                await #expect(throws: WebError.self) { try await bench.shares.make(as: SharingBench.bob, wish) }
                let (share, token) = try await bench.shares.make(as: SharingBench.ada, wish)
                await #expect(throws: WebError.self) { try await bench.shares.revoke(as: SharingBench.bob, share.id) }
                #expect(try await bench.shares.open(token).thing == thing)
                try await bench.shares.revoke(as: SharingBench.ada, share.id)
                await #expect(throws: WebError.self) { try await bench.shares.open(token) }
            }
            var wish = ShareService.Wish(.interview(bench.interview), parts: [.sound])
            wish.days = 1
            let (_, token) = try await bench.shares.make(as: SharingBench.ada, wish)
            bench.clock.go(minutes: 24 * 60)
            await #expect(throws: WebError.self) { try await bench.shares.open(token) }
            #expect(try await bench.shares.list(as: SharingBench.bob).isEmpty)
        },
        StorageCheck(migrated: "a remark belongs to one answer of the interview, and its owner alone finds it there") {
            (database) async throws in
            let bench = try await SharingBench(database)
            let share = try await bench.link(.interview(bench.interview))
            let said = try await bench.say("Shorter.", at: share, on: bench.answers[1])
            #expect(said.answer == bench.answers[1] && said.state == .waiting)
            for wrong in [nil, bench.other] {
                await #expect(throws: WebError.self) { try await bench.say("Longer.", at: share, on: wrong) }
            }
            #expect(try await bench.shares.shown(at: share).isEmpty)
            let (ada, bob) = (SharingBench.ada, SharingBench.bob)
            await #expect(throws: WebError.self) {
                try await bench.shares.moderate(as: bob, said.id, of: share.id, to: .shown)
            }
            _ = try await bench.shares.moderate(as: ada, said.id, of: share.id, to: .shown)
            #expect(try await bench.shares.shown(at: share).map(\.text) == ["Shorter."])
            let one = try await bench.link(.answer(bench.answers[1]))
            bench.clock.go(minutes: 1)
            _ = try await bench.say("Good end.", at: one)
            let found = try await bench.shares.comments(as: ada, on: [bench.answers[1], bench.other])
            #expect(found.map(\.text) == ["Shorter.", "Good end."])
            #expect(found.allSatisfy { $0.atMs == 5_000 && $0.reaction == .change })
            #expect(try await bench.shares.comments(as: bob, on: bench.answers).isEmpty)
        },
        StorageCheck(migrated: "an answer or an interview that goes takes its links and the remarks on it along") {
            (database) async throws in
            let bench = try await SharingBench(database)
            let whole = try await bench.link(.interview(bench.interview))
            let one = try await bench.link(.answer(bench.answers[0]))
            _ = try await bench.say("At the answer.", at: one)
            _ = try await bench.say("At the interview.", at: whole, on: bench.answers[0])
            _ = try await bench.say("Stays.", at: whole, on: bench.answers[1])
            _ = try await AnswerStore(database).delete(as: SharingBench.ada, bench.answers[0])
            #expect(try await bench.shares.list(as: SharingBench.ada).map(\.id) == [whole.id])
            #expect(try await bench.shares.comments(as: SharingBench.ada, whole.id).map(\.text) == ["Stays."])
            let left = try await bench.shares.interview(bench.interview, of: whole)
            #expect(left.turns.map { $0.answer?.id } == [nil, bench.answers[1]])
            #expect(try await InterviewStore(database).remove(as: SharingBench.ada, bench.interview, at: .second(9)))
            await #expect(throws: WebError.self) { try await bench.shares.interview(bench.interview, of: whole) }
            #expect(try await bench.shares.list(as: SharingBench.ada).isEmpty)
            let rows = try await database.read { try $0.execute("SELECT id FROM share_comments") }
            #expect(rows.isEmpty)
        },
    ]

    /// What features write in the transactions of others, as the service has it.
    package static let observers = [WebhookRows.observer, ShareRows.observer, ReviewService.observer]
}
