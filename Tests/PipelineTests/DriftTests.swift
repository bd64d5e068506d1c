import Core
import Database
import Foundation
import Model
import Rescoring
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DriftTests {
    private func outcome(_ before: Double?, _ after: Double?, code: String? = nil) throws -> RescoreOutcome {
        func text(_ score: Double?) throws -> String {
            try StoredJSON.text(
                ScoreSummary(
                    Evaluation(
                        engine: "gemini",
                        model: "m",
                        score: score,
                        criteria: [
                            Evaluation.Criterion(id: "c", title: "=Clear, \"well\"", score: score, items: [])
                        ],
                        rubric: "general v1"
                    )
                )
            )
        }
        return RescoreOutcome(answer: AnswerID(at: .now), before: try text(before), after: try text(after), code: code)
    }

    private func table(_ outcomes: [RescoreOutcome]) async throws -> DriftTable {
        let house = try await House()
        let store = RescoreStore(house.database)
        let id = try await store.begin(as: .system, RescoreSelection(), RescorePlan(), at: house.clock.instant).id
        var tally = DriftTally()
        for outcome in outcomes { tally.add(outcome) }
        return tally.table(of: try #require(try await store.find(as: .system, id)))
    }

    @Test func `mean, spread and movers are those of the changes`() async throws {
        // Changes 10, −10, 0, 4: mean 1, standard deviation √(((9)² + (−11)² + 1 + 3²) / 3) = √(212 / 3).
        let table = try await table([
            outcome(50, 60), outcome(70, 60), outcome(40, 40), outcome(10, 14), outcome(nil, 5), outcome(5, nil),
            outcome(nil, nil), outcome(1, 2, code: "evaluate.auth"),
        ])
        #expect(table.answers == 7 && table.failed == 1 && table.gained == 1 && table.lost == 1)
        let score = try #require(table.rows.first)
        #expect(score.count == 4 && score.up == 2 && score.down == 1)
        #expect(abs(score.meanBefore - 42.5) < 1e-9 && abs(score.meanAfter - 43.5) < 1e-9)
        #expect(abs(score.meanChange - 1) < 1e-9 && abs(score.spread - (212.0 / 3).squareRoot()) < 1e-9)
        #expect(table.rows.map(\.id) == ["score", "c"])
        #expect(table.movers.map { abs($0.change) } == [10, 10, 4])
        #expect(table.before == [DriftTable.Judge(name: "gemini · m · general v1", count: 7)])
    }

    @Test func `twenty movers stay of many, the largest`() async throws {
        let outcomes = try (1...50).map { try outcome(0, Double(($0 * 37) % 51)) }
        let table = try await table(outcomes)
        #expect(table.movers.map(\.change) == (31...50).reversed().map(Double.init))
    }

    @Test func `the CSV quotes, and hands no formula to a spreadsheet`() async throws {
        let csv = try await table([outcome(50, 60)]).csv
        let lines = csv.split(separator: "\r\n")
        #expect(lines[1] == #""score","Score",1,50.00,60.00,10.00,0.00,1,0"#)
        #expect(lines[2] == #""c","'=Clear, ""well""",1,50.00,60.00,10.00,0.00,1,0"#)
    }
}
