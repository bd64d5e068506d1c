import Foundation
import Testing

@testable import Answers
@testable import Core
@testable import Jobs
@testable import Model

@Suite(.timeLimit(.minutes(1)))
struct RunningJobsTests {
    private let now = Instant(Date(timeIntervalSince1970: 1_000))
    private let running = RunningJobs()
    private let id = JobID(at: Date(timeIntervalSince1970: 1_000))

    private func job(runs: Int) throws -> Job {
        var job = Job(id: id, answer: AnswerID(at: now.date), at: now)
        for run in 1...runs {
            try job.start(by: "w-1", at: now, deadlineMs: 1_000)
            if run < runs { try job.handBack(at: now) }
        }
        return job
    }

    @Test func `a run that somebody else has is lost`() throws {
        _ = running.add(try job(runs: 1))
        #expect(running.compare(owned: [:], before: running.inHand).lost == [id])
        #expect(running.compare(owned: [id: 2], before: running.inHand).lost == [id])
        #expect(running.compare(owned: [id: 1], before: running.inHand).lost.isEmpty)
    }

    @Test(arguments: [[], [1]])
    func `a run claimed while the database was asked is not lost, though the one before it was known`(
        owned: [Int]
    ) throws {
        let first = try job(runs: 1)
        _ = running.add(first)
        let before = running.inHand
        running.remove(first)
        _ = running.add(try job(runs: 2))
        let (lost, strays) = running.compare(
            owned: Dictionary(uniqueKeysWithValues: owned.map { (id, $0) }),
            before: before
        )
        #expect(lost.isEmpty && strays.isEmpty)
    }

    @Test func `a newer run of a job ends the older one's claim, and the older one's end leaves the newer alone`()
        async throws
    {
        let (first, second) = (try job(runs: 1), try job(runs: 2))
        let taken = running.add(first)
        _ = running.add(second)
        for await _ in taken {}
        #expect(running.count == 2 && running.inHand == [id: [1, 2]])
        running.remove(first)
        #expect(running.count == 1 && running.inHand == [id: [2]])
        #expect(running.compare(owned: [id: 2], before: running.inHand).lost.isEmpty)
        #expect(running.compare(owned: [id: 2], before: running.inHand).strays.isEmpty)
    }

    @Test func `a run that never arrived is a stray though an older one of its job is still in hand`() throws {
        _ = running.add(try job(runs: 1))
        #expect(running.compare(owned: [id: 2], before: [:]).strays.isEmpty)
        #expect(running.compare(owned: [id: 2], before: [:]).strays == [id])
    }

    @Test func `a claim that nobody has in hand twice in a row is a stray, but not while claims are on their way`() {
        #expect(running.compare(owned: [id: 1], before: [:]).strays.isEmpty)
        #expect(running.compare(owned: [id: 1], before: [:]).strays == [id])
        running.claiming(true)
        #expect(running.compare(owned: [id: 1], before: [:]).strays.isEmpty)
        running.claiming(false)
        #expect(running.compare(owned: [id: 1], before: [:]).strays.isEmpty)
        #expect(running.compare(owned: [id: 1], before: [:]).strays == [id])
    }
}
