import Testing

@testable import Audio

@Suite(.timeLimit(.minutes(5)))
struct GapKeeperTests {
    private let packet = 20_000_000

    /// Feeds packets of 20 ms whose times are the given function of the true time in ms.
    private func decisions(_ count: Int, _ time: (Int) -> Int) -> [GapKeeper.Decision] {
        var keeper = GapKeeper(maxGapMs: 30_000)
        return (0..<count).map { keeper.packet(at: time($0 * 20) * 1_000_000, duration: packet) }.filter { $0 != .none }
    }

    @Test func `a late start, jitter and drift are no gaps`() {
        #expect(decisions(1000) { $0 + 900 }.isEmpty)
        #expect(decisions(1000) { $0 + $0 % 90 }.isEmpty)
        // An hour against a clock that is 0.1 % fast: 3.6 s in all.
        #expect(decisions(180_000) { $0 + $0 / 1000 }.isEmpty)
    }

    @Test func `a lost stretch is filled once, with its length`() {
        #expect(decisions(1000) { $0 < 5000 ? $0 : $0 + 1250 } == [.fill(1_250_000_000)])
    }

    @Test func `two losses are two gaps`() {
        let found = decisions(1000) { $0 < 5000 ? $0 : $0 < 9000 ? $0 + 300 : $0 + 900 }
        #expect(found == [.fill(300_000_000), .fill(600_000_000)])
    }

    @Test func `ten hours are not believed, and the clock is followed from there`() {
        let found = decisions(1000) { $0 < 5000 ? $0 : $0 < 9000 ? $0 + 36_000_000 : $0 + 36_000_500 }
        #expect(found == [.jump, .fill(500_000_000)])
    }

    @Test func `a clock that goes back is not a gap, for a while or for good`() {
        #expect(decisions(1000) { $0 < 5000 ? $0 : $0 - 4000 }.isEmpty)
        #expect(decisions(1000) { (5000..<6000).contains($0) ? $0 - 1000 : $0 }.isEmpty)
        #expect(decisions(1000) { $0 < 5000 ? $0 : $0 < 15_000 ? $0 - 4000 : $0 - 3500 } == [.fill(500_000_000)])
    }

    @Test func `senseless times are passed over`() {
        var keeper = GapKeeper(maxGapMs: .max)
        #expect(keeper.packet(at: nil, duration: packet) == .none)
        #expect(keeper.packet(at: .max, duration: packet) == .none)
        #expect(keeper.packet(at: -1, duration: packet) == .none)
        #expect(keeper.packet(at: 0, duration: packet) == .none)
        #expect(keeper.packet(at: .max - 1, duration: packet) == .none)
    }
}
