import Answers
import HTTPKit
import Testing

/// Who may ask how often.
@Suite(.timeLimit(.minutes(1)))
struct QuotaTests {
    private struct Step {
        var atMs: Int64
        var isAllowed: Bool
        var remaining: Int
        var wholeInMs: Int
        var retryInMs: Int

        init(_ atMs: Int64, _ isAllowed: Bool, _ remaining: Int, _ wholeInMs: Int, _ retryInMs: Int = 0) {
            self.atMs = atMs
            self.isAllowed = isAllowed
            self.remaining = remaining
            self.wholeInMs = wholeInMs
            self.retryInMs = retryInMs
        }
    }

    @Test func `a quota is spent at once or evenly, and refills evenly`() {
        let rule = GCRA(quota: 3)
        var wholeAt: Int64?
        // Three a minute: one every twenty seconds.
        let steps = [
            Step(0, true, 2, 20_000), Step(0, true, 1, 40_000), Step(0, true, 0, 60_000),
            Step(0, false, 0, 60_000, 20_000), Step(19_999, false, 0, 40_001, 1), Step(20_000, true, 0, 60_000),
            Step(50_000, true, 0, 50_000), Step(50_001, false, 0, 49_999, 9_999), Step(200_000, true, 2, 20_000),
            // The clock of another machine, far back: nobody is locked out for longer than a window.
            Step(100_000, false, 0, 60_000, 20_000),
        ]
        for (number, step) in steps.enumerated() {
            if number == steps.count - 1 { wholeAt = .max / 4 }
            let decision = rule.decide(wholeAt: wholeAt, now: step.atMs * 1000)
            #expect(decision.isAllowed == step.isAllowed, "step \(number)")
            #expect(decision.remaining == step.remaining, "step \(number)")
            #expect(decision.wholeInMs == step.wholeInMs, "step \(number)")
            #expect(decision.retryInMs == step.retryInMs, "step \(number)")
            wholeAt = decision.wholeAt
        }
    }

    @Test(arguments: [1, 7, 60, 600, 999_999]) func `never more than twice the quota in any minute`(quota: Int) {
        let rule = GCRA(quota: quota)
        var (wholeAt, allowed): (Int64?, [Int64]) = (nil, [])
        for step in 0..<4_000 as Range<Int64> {
            let now = step * 45_000
            let decision = rule.decide(wholeAt: wholeAt, now: now)
            wholeAt = decision.wholeAt
            if decision.isAllowed { allowed.append(now) }
            #expect(decision.remaining >= 0 && decision.remaining < quota + 1)
        }
        for start in allowed {
            #expect(allowed.filter { $0 >= start && $0 < start + 60_000_000 }.count <= 2 * quota)
        }
        #expect(allowed.count >= min(4_000, 3 * quota))
    }

    @Test func `clients and classes do not spend each other's quotas, and the table stays small`() {
        let table = ClientTable(Quotas([.reads: 2, .answers: 1, .writes: 0]), capacity: 100)
        #expect(table.decide("a", .answers, now: 0)?.isAllowed == true)
        #expect(table.decide("a", .answers, now: 0)?.isAllowed == false)
        #expect(table.decide("b", .answers, now: 0)?.isAllowed == true)
        #expect(table.decide("a", .reads, now: 0)?.isAllowed == true)
        #expect(table.decide("a", .writes, now: 0) == nil && table.decide("a", .reports, now: 0) == nil)
        #expect(table.decide("c", .reads, isSpent: false, now: 0)?.isAllowed == true && table.count == 3)
        for number in 0..<10_000 { _ = table.decide("client \(number)", .reads, now: Int64(number)) }
        #expect(table.count <= 100)
        // Who has spent more is remembered longer than who came by once.
        for _ in 0..<2 { _ = table.decide("busy", .reads, now: 10_000) }
        for number in 0..<95 { _ = table.decide("late \(number)", .reads, now: 10_001) }
        #expect(table.decide("busy", .reads, now: 10_002)?.isAllowed == false)
    }

    @Test(
        arguments: [
            ("GET", "/v1/answers", CostClass.reads), ("HEAD", "/v1/uploads/u", .reads), ("GET", "/health", nil),
            ("GET", "/metrics", nil), ("GET", "/", nil), ("POST", "/v1/answers", .answers),
            ("POST", "/v1/rescores", .answers),
            ("POST", "/v1/answers/a/cancel", .writes), ("DELETE", "/v1/answers/a", .writes),
            ("PATCH", "/v1/answers/a", .answers),
            ("POST", "/v1/uploads", .pieces), ("PATCH", "/v1/uploads/u", .pieces), ("POST", "/v1/uploads/u", .pieces),
            ("DELETE", "/v1/uploads/u", .writes), ("GET", "/v1/answers/a/report.pdf", .reports),
            ("GET", "/v1/answers/a/report.html", .reports), ("GET", "/v1/answers/a/clips", .reads),
            ("GET", "/v1/answers/a/clips/um-1", .reports), ("GET", "/v1/reports/series.pdf", .reports),
            ("GET", "/v1/exports/answers.zip", .reports), ("GET", "/v1/answers/a/export.zip", .reports),
            ("GET", "/v1/answers/a/audio", .reads),
        ] as [(String, String, CostClass?)]
    )
    func `requests have the class of what they cost`(_ row: (method: String, path: String, cost: CostClass?))
        async throws
    {
        #expect(try await Registered.table.row(try #require(Methods.named(row.method)), row.path)?.costs == row.cost)
    }

    @Test func `a pace is measured over the waiting, after the first seconds`() {
        var pace = UploadPace(leastPerSecond: 250, freeMs: 20_000)
        pace.arrived(1, afterMs: 20_000)
        #expect(!pace.isTooSlow)
        pace.arrived(0, afterMs: 1_000)
        #expect(pace.isTooSlow)
        pace.arrived(260, afterMs: 0)
        #expect(!pace.isTooSlow)
        var fast = UploadPace(leastPerSecond: 250, freeMs: 0)
        for _ in 0..<1_000 { fast.arrived(1_000, afterMs: 1_000) }
        #expect(!fast.isTooSlow)
        var any = UploadPace(leastPerSecond: 0, freeMs: 0)
        any.arrived(0, afterMs: .max)
        #expect(!any.isTooSlow)
    }
}
