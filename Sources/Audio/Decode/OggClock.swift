/// What the granule positions of an Ogg stream say, held against the sound that is there. Writers leave them zero, double them, repeat
/// them or get single ones wrong, so one position proves nothing: a jump counts only when the page behind it goes on from there.
///
/// All numbers are 48 kHz samples.
struct OggClock: Hashable {
    /// One page with sound.
    struct Page: Hashable {
        /// The position it states at its end; nil when it states none that could be.
        var granule: Int?
        /// How long its packets last.
        var samples: Int
        /// Whether pages or packets in front of it are missing for certain.
        var isBehindHole = false
    }

    /// What to do with a page.
    struct Verdict: Hashable {
        /// Samples that are missing in front of it.
        var missing = 0
        /// Samples to leave out at its end.
        var trim = 0
        /// Whether something is missing in front of it and the positions do not tell how much.
        var isUnknown = false
    }

    /// The smallest jump without a missing page that is taken for lost sound, and the largest error of a right position: 100 ms.
    static let smallestJump = 4800
    /// The most a stream's last position takes away: the longest packet, and the look-ahead of an encoder that flushes it.
    static let mostTrim = 2 * OpusVoice.longestPacket

    /// Position at the end of what was judged; nil before the first page.
    private var position: Int?
    /// Pages whose positions were borne out, less those whose were not.
    private var trust = 0

    /// Judges a page; `next` is the one behind it in the stream, nil when there is none, and `isLast` whether the page says that it
    /// ends the stream.
    mutating func judge(_ page: Page, next: Page?, isLast: Bool) -> Verdict {
        var verdict = Verdict()
        guard let start = position else {
            // A stream may start at any time; one that ends on its first page starts at zero.
            let end = next == nil && isLast ? page.samples : max(page.samples, page.granule ?? 0)
            if next == nil, isLast { verdict.trim = trim(page, end) }
            position = end
            if let next { judge(page.granule, page, next) }
            return verdict
        }
        let end = start + page.samples
        position = end
        guard let granule = page.granule else {
            verdict.isUnknown = page.isBehindHole
            return verdict
        }
        let jump = granule - end
        guard let next else {
            if jump > 0, page.isBehindHole { verdict.missing = jump }
            if jump < 0, isLast { verdict.trim = trim(page, end) }
            return verdict
        }
        if judge(granule, page, next) {
            if jump > 0, page.isBehindHole || jump >= Self.smallestJump { verdict.missing = jump }
            position = granule
            return verdict
        }
        verdict.isUnknown = page.isBehindHole && abs(jump) >= Self.smallestJump
        // A page whose position alone is wrong leaves the next one where it was awaited. One that is right nowhere counts in a way of
        // its own: that is followed, and nothing is drawn from it.
        let isBack = next.granule.map { abs($0 - end - next.samples) < Self.smallestJump } ?? true
        if !isBack { position = granule }
        return verdict
    }

    /// Whether the next page bears a position out, which counts for those to come.
    @discardableResult
    private mutating func judge(_ granule: Int?, _ page: Page, _ next: Page) -> Bool {
        let isRight = granule.map { isBorneOut($0, page, by: next) } ?? false
        trust += isRight ? 1 : -1
        return isRight
    }

    /// Whether the next page goes on from the position of this one; where pages are missing between them, later will do.
    private func isBorneOut(_ granule: Int, _ page: Page, by next: Page) -> Bool {
        guard let end = next.granule else { return page.isBehindHole }
        let rest = end - granule - next.samples
        return page.isBehindHole && next.isBehindHole ? rest > -Self.smallestJump : abs(rest) < Self.smallestJump
    }

    private func trim(_ page: Page, _ end: Int) -> Int {
        let over = end - (page.granule ?? end)
        // A page that added nothing would not have been written.
        return trust >= 0 && over > 0 && over < page.samples && over <= Self.mostTrim ? over : 0
    }
}
