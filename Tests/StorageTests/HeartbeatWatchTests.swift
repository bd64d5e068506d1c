import Answers
import Jobs
import StorageConformance
import Testing

/// Who counts as dead.
@Suite(.timeLimit(.minutes(1)))
struct HeartbeatWatchTests {
    private func sign(_ second: Int, runs: Int = 1) -> HeartbeatWatch.Sign {
        HeartbeatWatch.Sign(id: "j", runs: runs, mark: .second(second))
    }

    @Test func `a mark that stays the same is silent after a while, one that changes is not`() {
        var watch = HeartbeatWatch(staleMs: 30_000, everyMs: 10_000)
        for (second, mark) in [(0, 0), (10, 0), (20, 0), (29, 0), (39, 9), (49, 9), (59, 9)] {
            #expect(watch.look(at: [sign(mark)], now: .seconds(second)).isEmpty, "\(second)")
        }
        #expect(watch.look(at: [sign(9)], now: .seconds(69)) == [sign(9)])
        #expect(watch.look(at: [sign(9, runs: 2)], now: .seconds(79)).isEmpty)
    }

    @Test(arguments: [-3_600, 3_600])
    func `a step of the clock that writes the marks makes no one silent`(step: Int) {
        var watch = HeartbeatWatch(staleMs: 30_000, everyMs: 10_000)
        for second in stride(from: 0, to: 200, by: 10) {
            let wall = 10_000 + second + (second > 50 ? step : 0)
            #expect(watch.look(at: [sign(wall)], now: .seconds(second)).isEmpty)
        }
    }

    @Test func `a process that stood still for an hour lets the others beat again first`() {
        var watch = HeartbeatWatch(staleMs: 30_000, everyMs: 10_000)
        _ = watch.look(at: [sign(0)], now: .seconds(0))
        #expect(watch.look(at: [sign(0)], now: .seconds(3_600)).isEmpty)
        #expect(watch.look(at: [sign(5)], now: .seconds(3_610)).isEmpty)
    }

    @Test func `a claim that lasts beyond its deadline is given up though its holder beats`() {
        var watch = HeartbeatWatch(staleMs: 30_000, deadlineMs: 60_000, everyMs: 10_000)
        for second in stride(from: 0, to: 90, by: 10) {
            #expect(watch.look(at: [sign(second)], now: .seconds(second)).isEmpty, "\(second)")
        }
        #expect(watch.look(at: [sign(90)], now: .seconds(90)) == [sign(90)])
    }
}
