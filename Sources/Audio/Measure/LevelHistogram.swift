/// A sliding count of byte-sized levels that answers quantiles in 256 steps at most.
struct LevelHistogram {
    private var counts = [Int32](repeating: 0, count: 256)
    private var total: Int32 = 0

    /// Adds a level.
    mutating func add(_ level: UInt8) {
        counts[Int(level)] += 1
        total += 1
    }

    /// Takes back a level that was added before.
    mutating func remove(_ level: UInt8) {
        counts[Int(level)] -= 1
        total -= 1
    }

    /// The level below which a share 0–1 of what was added lies; 0 when empty.
    func quantile(_ share: Float) -> UInt8 {
        let wanted = Int32((share * Float(max(0, total - 1))).rounded(.down))
        var seen: Int32 = 0
        for level in 0..<256 {
            seen += counts[level]
            if seen > wanted { return UInt8(level) }
        }
        return 0
    }
}
