import Outbound
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RetryScheduleTests {
    let schedule = RetrySchedule(
        attempts: 4,
        firstWait: .seconds(1),
        longestWait: .seconds(3),
        throttledWait: .seconds(10)
    )

    struct Row: Sendable, CustomTestStringConvertible {
        var kind: OutboundError.Kind
        var attempt: Int
        var asked: Duration?
        var jitter: Double
        var expected: RetrySchedule.Action
        var testDescription: String {
            "\(kind) at call \(attempt), asked \(String(describing: asked)), jitter \(jitter)"
        }
    }

    static let table = [
        Row(kind: .rejected, attempt: 1, jitter: 0, expected: .giveUp),
        Row(kind: .auth, attempt: 1, jitter: 0, expected: .giveUp),
        Row(kind: .quota, attempt: 1, asked: .seconds(40), jitter: 0, expected: .giveUp),
        Row(kind: .blocked, attempt: 1, jitter: 0, expected: .giveUp),
        Row(kind: .truncated, attempt: 1, jitter: 0, expected: .giveUp),
        Row(kind: .cancelled, attempt: 1, jitter: 0, expected: .giveUp),
        Row(kind: .malformed, attempt: 1, jitter: 0, expected: .wait(.milliseconds(500))),
        Row(kind: .malformed, attempt: 2, jitter: 0, expected: .giveUp),
        Row(kind: .transient, attempt: 1, jitter: 0, expected: .wait(.milliseconds(500))),
        Row(kind: .transient, attempt: 1, jitter: 1, expected: .wait(.seconds(1))),
        Row(kind: .transient, attempt: 2, jitter: 1, expected: .wait(.seconds(2))),
        Row(kind: .timeout, attempt: 3, jitter: 1, expected: .wait(.seconds(3))),
        Row(kind: .transient, attempt: 4, jitter: 0, expected: .giveUp),
        Row(kind: .transient, attempt: 1, asked: .seconds(7), jitter: 0, expected: .wait(.seconds(7))),
        Row(kind: .throttled, attempt: 1, jitter: 0, expected: .wait(.seconds(10))),
        Row(kind: .throttled, attempt: 1, asked: .seconds(20), jitter: 0, expected: .wait(.seconds(20))),
        Row(kind: .throttled, attempt: 1, asked: .seconds(20), jitter: 1, expected: .wait(.seconds(22))),
        Row(kind: .throttled, attempt: 1, asked: .seconds(70), jitter: 0, expected: .giveUp),
    ]

    @Test(arguments: table)
    func `each class of failure has its one action`(row: Row) {
        let error = OutboundError(row.kind, "", retryAfter: row.asked)
        #expect(
            schedule.action(after: error, attempt: row.attempt, remaining: .seconds(60), jitter: row.jitter)
                == row.expected
        )
    }

    @Test func `no class is forgotten`() {
        #expect(Set(Self.table.map(\.kind)) == Set(OutboundError.Kind.allCases))
    }

    @Test(arguments: [0, 1, 30, 64, 1_000_000, Int.max])
    func `however many attempts, a wait stays within its bounds`(attempt: Int) throws {
        let patient = RetrySchedule(attempts: .max, firstWait: .milliseconds(100), longestWait: .seconds(60))
        let action = patient.action(
            after: OutboundError(.transient, ""),
            attempt: attempt,
            remaining: .seconds(3_600),
            jitter: 1
        )
        guard case .wait(let wait) = action else {
            #expect(attempt == .max)
            return
        }
        #expect(wait >= .milliseconds(100) && wait <= .seconds(60))
    }
}
