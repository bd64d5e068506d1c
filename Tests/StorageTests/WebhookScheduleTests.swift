import Testing
import Webhooks

/// When a delivery is tried again.
@Suite(.timeLimit(.minutes(1)))
struct WebhookScheduleTests {
    private static let day = 86_400_000

    @Test(arguments: [
        (1, 0, 0.0, 2_500), (1, 0, 1.0, 5_000), (2, 5_000, 1.0, 10_000), (5, 75_000, 1.0, 80_000),
        (12, 20_000_000, 1.0, 10_240_000), (13, 30_000_000, 1.0, 14_400_000), (40, 40_000_000, 0.0, 7_200_000),
        (20, day - 1_000, 1.0, 1_000), (20, day - 1, 0.5, 1), (1, -5_000, 1.0, 5_000), (1, 0, .nan, 2_500),
    ])
    func `the waits double to four hours, and the last attempt is at the end of the day`(
        failure: Int,
        elapsedMs: Int,
        jitter: Double,
        waitMs: Int
    ) {
        #expect(WebhookSchedule().waitMs(failure: failure, elapsedMs: elapsedMs, jitter: jitter) == waitMs)
    }

    @Test(arguments: [day, day + 1, Int.max]) func `after a day there is none`(elapsedMs: Int) {
        #expect(WebhookSchedule().waitMs(failure: 3, elapsedMs: elapsedMs, jitter: 0.5) == nil)
    }

    @Test(arguments: [0.0, 0.5, 1.0]) func `a day has between fourteen and thirty attempts`(jitter: Double) {
        var (attempts, elapsed) = (1, 0)
        while let wait = WebhookSchedule().waitMs(failure: attempts, elapsedMs: elapsed, jitter: jitter), attempts < 99
        {
            elapsed += wait
            attempts += 1
        }
        #expect((14...30).contains(attempts), "\(attempts)")
        #expect(elapsed == Self.day)
    }
}
