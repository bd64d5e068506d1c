import Blobs
import Core
import Foundation
import Model
import Testing

/// What a sweep may take away.
@Suite(.timeLimit(.minutes(1)))
struct SweepRuleTests {
    private let rule = SweepRule()
    private let own = Installation(id: "own", generation: 5)

    private func census(_ total: Int, known: Int, orphans: Int) -> Census {
        var census = Census()
        (census.total, census.known) = (total, known)
        census.orphans = (0..<orphans).map { AnswerID(at: Date(timeIntervalSince1970: Double($0))) }
        return census
    }

    private func marks(_ id: String?, _ generation: Int = 5, others: [String] = []) -> Marks {
        Marks(owner: id.map { InstallationMark(Installation(id: $0, generation: generation)) }, others: others)
    }

    @Test func `few orphans of the own place may go, and any number up to a twentieth`() {
        #expect(rule.refusal(marks("own"), own, census(30, known: 10, orphans: 20)) == nil)
        #expect(rule.refusal(marks("own"), own, census(30, known: 9, orphans: 21)) == .tooMany(21))
        #expect(rule.refusal(marks("own"), own, census(1_000, known: 950, orphans: 50)) == nil)
        #expect(rule.refusal(marks("own"), own, census(1_000, known: 949, orphans: 51)) == .tooMany(51))
    }

    @Test func `a database that knows nothing takes nothing`() {
        #expect(rule.refusal(marks("own"), own, census(1, known: 0, orphans: 1)) == .unknown)
        #expect(rule.refusal(marks("own"), own, census(0, known: 0, orphans: 0)) == nil)
    }

    @Test func `a place of others, of several, or of a later time is left alone`() {
        let few = census(100, known: 99, orphans: 1)
        #expect(rule.refusal(marks("other"), own, few) == .foreign(["other"]))
        #expect(rule.refusal(marks("own", others: ["other"]), own, few) == .foreign(["other"]))
        #expect(rule.refusal(marks("own", others: ["own"]), own, few) == nil)
        #expect(rule.refusal(marks("own", 6), own, few) == .restored)
        #expect(rule.refusal(marks(nil), own, few) == .unmarked)
    }

    @Test func `a place without a mark is taken when the database knows three quarters of it`() {
        #expect(rule.adopts(marks(nil), own, census(0, known: 0, orphans: 0)))
        #expect(rule.adopts(marks(nil), own, census(4, known: 3, orphans: 1)))
        #expect(!rule.adopts(marks(nil), own, census(4, known: 2, orphans: 2)))
        #expect(!rule.adopts(marks(nil, others: ["other"]), own, census(4, known: 4, orphans: 0)))
        #expect(rule.adopts(marks(nil, others: ["own"]), own, census(4, known: 4, orphans: 0)))
        #expect(!rule.adopts(marks("other"), own, census(4, known: 4, orphans: 0)))
    }
}
