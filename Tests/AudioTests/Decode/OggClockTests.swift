import Testing

@testable import Audio

@Suite(.timeLimit(.minutes(5)))
struct OggClockTests {
    private static let second = 48_000

    /// What a clock finds missing over pages of a second each, whose positions are what `state` makes of the right ones.
    private func missing(
        pages: Int = 10,
        holes: Set<Int> = [],
        _ state: (_ page: Int, _ right: Int) -> Int?
    ) -> (missing: [Int], trims: [Int], unknown: Int) {
        let all = (0..<pages).map { page in
            OggClock.Page(
                granule: state(page, (page + 1) * Self.second),
                samples: Self.second,
                isBehindHole: holes.contains(page)
            )
        }
        var clock = OggClock()
        let verdicts = all.indices.map { page in
            clock.judge(all[page], next: page + 1 < pages ? all[page + 1] : nil, isLast: page + 1 == pages)
        }
        return (
            verdicts.map(\.missing).filter { $0 > 0 }, verdicts.map(\.trim).filter { $0 > 0 },
            verdicts.count { $0.isUnknown }
        )
    }

    @Test func `positions that are zero, doubled, halved, repeated or wrong for once take nothing and add nothing`() {
        let states: [(Int, Int) -> Int?] = [
            { page, right in page == 0 ? 0 : right },
            { page, right in page == 5 ? 0 : right },
            { _, _ in 0 },
            { _, right in 2 * right },
            { _, right in right / 2 },
            { page, right in page == 5 ? right - Self.second : right },
            { page, right in page == 5 ? right + 10 * Self.second : right },
            { page, right in page % 2 == 0 ? right : nil },
            { _, _ in nil },
            { page, right in page < 5 ? right : right - 5 * Self.second },
            { page, right in page == 9 ? 0 : right },
            { page, right in page == 9 ? right + 20 * Self.second : right },
            { _, right in right + 1000 * Self.second },
        ]
        for (index, state) in states.enumerated() {
            let found = missing(state)
            #expect(found.missing.isEmpty && found.trims.isEmpty && found.unknown == 0, "state \(index): \(found)")
        }
    }

    @Test func `lost pages are found with and without a hole in their numbers`() {
        let lost = missing(holes: [5]) { page, right in page < 5 ? right : right + 2400 }
        #expect(lost.missing == [2400])
        let clock = missing { page, right in page < 5 ? right : right + 3 * Self.second }
        #expect(clock.missing == [3 * Self.second])
        let twice = missing(holes: [5, 6]) { page, right in right + max(0, min(2, page - 4)) * Self.second }
        #expect(twice.missing == [Self.second, Self.second])
        let last = missing(holes: [9]) { page, right in page < 9 ? right : right + Self.second }
        #expect(last.missing == [Self.second])
    }

    @Test func `a lost page whose length cannot be known is told as such`() {
        #expect(missing(holes: [5]) { _, right in 2 * right }.unknown == 1)
        #expect(missing(holes: [5]) { _, _ in nil }.unknown == 1)
    }

    @Test func `the last position takes off what an encoder added, and no more`() {
        #expect(missing { page, right in page == 9 ? right - 648 : right }.trims == [648])
        #expect(missing { page, right in page == 9 ? right - Self.second / 2 : right }.trims.isEmpty)
    }
}

@Suite(.timeLimit(.minutes(5)))
struct WorkBoundTests {
    @Test func `what recorders write stays far within the bound`() {
        // An hour of packets of 2.5 ms beside video of 60 frames of 60 bytes.
        var work = WorkBound()
        for second in 1...3600 {
            for _ in 0..<400 {
                work.step()
                work.decode(120)
            }
            for _ in 0..<60 { work.step() }
            work.pass(bytes: 10_000)
            work.hear(second * Outlet.rate)
        }
        #expect(!work.isSpent)
        #expect(work.steps < WorkBound.free / 2 + 3600 * WorkBound.stepsPerSecond)
    }

    @Test func `damage, structure without sound and sound that is decoded and thrown away all end`() {
        var damaged = WorkBound()
        for _ in 0...WorkBound.mostDamage { damaged.damage() }
        #expect(damaged.isSpent)
        var idle = WorkBound()
        var rounds = 0
        while !idle.isSpent {
            idle.step()
            idle.pass(bytes: 4)
            rounds += 1
        }
        #expect(rounds < 2 * WorkBound.free)
        var silent = WorkBound()
        rounds = 0
        while !silent.isSpent {
            silent.decode(5760)
            rounds += 1
        }
        // Ten minutes of sound.
        #expect(rounds * 120 < 700_000)
    }
}
