/// A fixed permutation for a seed: SplitMix64 (Steele, Lea, Flood 2014) under a Fisher–Yates shuffle. Written out here because
/// the standard library does not promise that its own shuffle stays the same between versions.
struct SeededOrder {
    private var state: UInt64

    /// The order that belongs to a seed.
    init(seed: UInt64) { state = seed }

    /// The elements in this order.
    mutating func shuffle<Element>(_ elements: [Element]) -> [Element] {
        var shuffled = elements
        var left = shuffled.count
        while left > 1 {
            let pick = Int(next() % UInt64(left))
            left -= 1
            shuffled.swapAt(left, pick)
        }
        return shuffled
    }

    private mutating func next() -> UInt64 {
        state = state &+ 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
