/// Watches a container's clock for audio that was lost between two packets. Clocks of recorders jitter and drift, so only a
/// step of at least ``threshold`` against the slowly followed difference of clock and samples is a gap.
///
/// All times in nanoseconds.
struct GapKeeper {
    /// What to do before a packet.
    enum Decision: Hashable {
        /// Nothing is missing.
        case none
        /// So many nanoseconds were lost.
        case fill(Int)
        /// The clock jumped further than lost audio can explain.
        case jump
    }

    /// The smallest step taken for a gap.
    static let threshold = 100_000_000

    private let longest: Int
    private var anchor: Int?
    /// Sound and filled gaps since the first packet.
    private var played = 0
    private var drift = 0
    private var early = 0

    private static let patience = 5_000_000_000

    /// A keeper that fills gaps up to so many milliseconds.
    init(maxGapMs: Int) {
        longest = min(maxGapMs, 86_400_000) * 1_000_000
    }

    /// Takes the time the container gives a packet and the packet's length.
    mutating func packet(at time: Int?, duration: Int) -> Decision {
        defer { played &+= duration }
        guard let time, time >= 0, time < 1 << 60 else { return .none }
        guard let anchor else {
            self.anchor = time
            played = 0
            drift = 0
            return .none
        }
        let lead = time - anchor - played
        let step = lead - drift
        if abs(step) < Self.threshold {
            drift += step / 64
            early = 0
            return .none
        }
        if step < 0 {
            // A block that lost its Cluster's time looks early; only a clock that stays back is followed from there.
            early += duration
            if early > Self.patience { follow(lead) }
            return .none
        }
        guard step <= longest else {
            follow(lead)
            return .jump
        }
        played += step
        early = 0
        return .fill(step)
    }

    private mutating func follow(_ lead: Int) {
        drift = lead
        early = 0
    }
}
