/// A 64-bit FNV-1a (Fowler, Noll, Vo) over bytes. It is a version tag that stays the same on every machine and in every
/// run; it protects against nothing and is never used where an attacker gains by a collision.
struct StableHash {
    /// The hash so far.
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The hash of nothing.
    init() {}

    /// The hash of a text's UTF-8.
    init(_ text: String) { combine(text) }

    /// Adds a text and a mark of its end, so that "ab"+"c" and "a"+"bc" differ.
    mutating func combine(_ text: String) {
        for byte in text.utf8 { mix(byte) }
        mix(0xff)
    }

    /// Adds raw bytes without an end mark.
    mutating func combine(bytes: some Sequence<UInt8>) {
        for byte in bytes { mix(byte) }
    }

    /// Sixteen lower-case hexadecimal digits.
    var hex: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private mutating func mix(_ byte: UInt8) {
        value ^= UInt64(byte)
        value = value &* 0x0000_0100_0000_01b3
    }
}

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
